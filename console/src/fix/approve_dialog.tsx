// The approval of just what is shown, by its digest. Where two persons are wanted and this is the one who asked, central
// says no, and we say what to do: the plan waits, and somebody else gets this page's address.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Problem } from "../api/problem";
import { announce } from "../app/announce";
import { useSession } from "../app/session";
import { Dialog } from "../parts/dialog";
import { Icon } from "../parts/icon";
import { Trouble } from "../parts/trouble";
import { samePerson } from "./same_person";

interface Props {
  title: string;
  askedBy: string;
  digest: string;
  warning: string | null;
  children: ComponentChildren; // what runs, where
  verb: string;
  approve: () => Promise<unknown>;
  done: string;
  onClose: () => void;
}

export function ApproveDialog({ title, askedBy, digest, warning, children, verb, approve, done, onClose }: Props) {
  const me = useSession()?.name;
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await approve();
      announce(done);
      onClose();
    } catch (error) {
      setProblem(error instanceof Problem ? error : new Problem(0, "console", "The console failed", String(error)));
      setBusy(false);
    }
  };
  const own = me !== undefined && samePerson(me, askedBy);
  const second = own && problem?.status === 403; // of others' plans it means something else: a role, the proxy
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={(e) => void submit(e)}>
        <div class="dialog-text">{children}</div>
        {warning && (
          <p class="verdict warn-text">
            <Icon name="warn" /> {warning}
          </p>
        )}
        <p class="dialog-digest">
          Approved is just the plan with the digest <code class="digest">{digest}</code>. Any other plan stays unapproved.
        </p>
        {own && !problem && <p class="quiet">You asked for this plan yourself. Where two persons are wanted, somebody else approves it.</p>}
        {second ? <SecondPerson problem={problem} /> : problem && <Trouble problem={problem} />}
        <div class="dialog-buttons">
          <button type="button" class="button" onClick={onClose}>
            {second ? "Close" : "Not now"}
          </button>
          {!second && (
            <button type="submit" class="button main" aria-disabled={busy}>
              {busy ? "Asking central …" : verb}
            </button>
          )}
        </div>
      </form>
    </Dialog>
  );
}

// Central adds the command line's words; here a button does the same.
function withoutCommand(detail: string): string {
  return detail.replace(/: redrive .*$/s, "");
}

function SecondPerson({ problem }: { problem: Problem }) {
  const [copied, setCopied] = useState(false);
  const address = window.location.href;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(address);
      setCopied(true);
    } catch {
      setCopied(false); // the address is shown, it can be marked by hand
    }
  };
  return (
    <div class="second-person" role="alert">
      <p class="verdict">
        <Icon name="person" /> Somebody else must approve this
      </p>
      <p>{withoutCommand(problem.detail)}.</p>
      <p>The plan waits for another approver. Send them this address:</p>
      <p class="line">
        <code>{address}</code>
        <button type="button" class="button" onClick={() => void copy()}>
          <Icon name={copied ? "check" : "link"} /> {copied ? "Copied" : "Copy"}
        </button>
      </p>
    </div>
  );
}
