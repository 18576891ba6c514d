// Asks once more before something is done that is not easily undone, and says what it does. Stays open with central's
// words when it refuses.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Problem } from "../api/problem";
import { announce } from "../app/announce";
import { Dialog } from "./dialog";
import { Trouble } from "./trouble";

interface Props<T> {
  title: string;
  children: ComponentChildren; // what will happen, and further fields
  verb: string; // on the button: "End the outage"
  danger?: boolean;
  wide?: boolean;
  ready?: boolean;
  send: () => Promise<T>;
  done: string | ((answer: T) => string); // said when it is done
  onDone?: (answer: T) => void;
  stays?: boolean; // onDone shows what follows in its place
  onClose: () => void;
}

export function ConfirmDialog<T>({ title, children, verb, danger, wide, ready = true, send, done, onDone, stays, onClose }: Props<T>) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy || !ready) return;
    setBusy(true);
    setProblem(null);
    try {
      const answer = await send();
      if (!stays) onClose();
      announce(typeof done === "string" ? done : done(answer));
      onDone?.(answer);
    } catch (error) {
      setProblem(problemFrom(error));
      setBusy(false);
    }
  };
  return (
    <Dialog title={title} onClose={onClose} wide={wide}>
      <form onSubmit={(e) => void submit(e)}>
        {children}
        {problem && <Trouble problem={problem} />}
        <div class="dialog-buttons">
          <button type="button" class="button" onClick={onClose}>
            Not now
          </button>
          <button type="submit" class={`button main${danger ? " danger" : ""}`} aria-disabled={busy || !ready}>
            {busy ? "Asking central …" : verb}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

export function problemFrom(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem(0, "console", "The console failed", String(error));
}
