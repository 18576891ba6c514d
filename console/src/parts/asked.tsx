// What has been asked of central, at each moment: nothing yet, the answer, an older answer with what went wrong since.
// Over an older answer the shell says that central does not answer; once is enough.
import type { ComponentChildren } from "preact";
import type { Asked } from "../api/use_ask";
import { Trouble } from "./trouble";

export function Shown<T>({ asked, children }: { asked: Asked<T>; children: (data: T) => ComponentChildren }) {
  const { data, problem, again, waiting } = asked;
  return (
    <>
      {problem && !(problem.unreachable && data !== undefined) && <Trouble problem={problem} again={again} />}
      {data !== undefined && !(problem && problem.status === 404) && (
        <div class="shown" aria-busy={waiting}>
          {children(data)}
        </div>
      )}
      {data === undefined && !problem && <Waiting />}
    </>
  );
}

export function Waiting() {
  return (
    <p class="waiting" role="status">
      Asking central …
    </p>
  );
}
