// What can be done with one mail: try it again, hold it, release it.
import { useState } from "preact/hooks";
import { api } from "../../api/client";
import { changed } from "../../api/questions";
import type { Mail } from "../../api/types/mail";
import { Act, ReasonDialog } from "../../parts/act";
import { ConfirmDialog } from "../../parts/confirm";

type What = "retry" | "hold" | "release";

export function MailAct({ mail, what, main }: { mail: Mail; what: What; main?: boolean }) {
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  const send = (body: unknown) => api(`/mail/${mail.number}/${what}`, { method: "POST", body }).then(() => changed(["mail", "tickets"]));
  return (
    <>
      <Act needs="operator" icon={what === "hold" ? "pause" : what === "release" ? "play" : "redrive"} main={main} onClick={() => setOpen(true)} not={notNow(mail, what)}>
        {{ retry: "Retry", hold: "Hold", release: "Release" }[what]}
      </Act>
      {open && what === "hold" && (
        <ReasonDialog title={`Hold the mail to ${mail.recipient}`} explain={<p>It waits until somebody releases it; {mail.centre ?? "its centre"} is not told meanwhile.</p>} label="Why" needed danger verb="Hold it" send={(text) => send({ text })} done={`The mail to ${mail.recipient} is held.`} onClose={close} />
      )}
      {open && what !== "hold" && (
        <ConfirmDialog title={what === "retry" ? `Try the mail to ${mail.recipient} again` : `Release the mail to ${mail.recipient}`} verb={what === "retry" ? "Try it again" : "Release it"} send={() => send({})} done={what === "retry" ? `The mail to ${mail.recipient} is tried again.` : `The mail to ${mail.recipient} goes out.`} onClose={close}>
          <div class="dialog-text">
            <p>{what === "retry" ? "It goes out as it was composed, under the same Message-ID, with a new count of tries." : "It goes out now, as it was composed."}</p>
            {mail.maybe_sent > 0 && <p class="warn-text">It may have arrived before: then it arrives a second time.</p>}
          </div>
        </ConfirmDialog>
      )}
    </>
  );
}

function notNow(mail: Mail, what: What): string | null {
  if (what === "release") return mail.state === "held" ? null : "makes no sense: it is not held";
  if (what === "hold") return mail.state === "pending" ? null : "makes no sense: only what waits to be sent can be held";
  return mail.state === "dead" || mail.state === "pending" ? null : mail.state === "held" ? "makes no sense while it is held: release it" : "makes no sense: it is sent, or on its way";
}
