// Buttons that change something. Whoever may not press one sees it, and why not.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Problem } from "../api/problem";
import type { Role } from "../api/types/session";
import { announce } from "../app/announce";
import { useMay, useSession } from "../app/session";
import { Dialog } from "./dialog";
import { Icon, type IconName } from "./icon";
import { Trouble } from "./trouble";

interface ActProps {
  needs: Role;
  onClick: () => void;
  children: ComponentChildren;
  icon?: IconName;
  main?: boolean;
  danger?: boolean;
  not?: string | null; // why it makes no sense now
}

export function Act({ needs, onClick, children, icon, main, danger, not }: ActProps) {
  const may = useMay(needs);
  const role = useSession()?.role;
  const reason = may ? (not ?? null) : `needs the role ${needs}; you are ${role ?? "nobody"}`;
  return (
    <button type="button" class={`button${main ? " main" : ""}${danger ? " danger" : ""}`} aria-disabled={reason !== null} title={reason ?? undefined} onClick={() => (reason === null ? onClick() : announce(`This ${reason}.`, true))}>
      {reason !== null && !may ? <Icon name="lock" /> : icon && <Icon name={icon} />}
      {children}
      {reason !== null && <span class="unseen"> ({reason})</span>}
    </button>
  );
}

interface ReasonProps {
  title: string;
  explain: ComponentChildren; // what will happen
  label?: string; // of the text; without it none is asked for
  needed?: boolean;
  verb: string; // on the button: "Close the ticket"
  danger?: boolean;
  send: (text: string) => Promise<unknown>;
  done: string; // said when it is done
  onClose: () => void;
  children?: ComponentChildren; // further fields
  ready?: boolean;
}

// Asks for a reason, sends, stays open with central's words when it refuses.
export function ReasonDialog({ title, explain, label, needed = false, verb, danger, send, done, onClose, children, ready = true }: ReasonProps) {
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy || !ready || (needed && !text.trim())) return;
    setBusy(true);
    setProblem(null);
    try {
      await send(text.trim());
      announce(done);
      onClose();
    } catch (error) {
      setProblem(error instanceof Problem ? error : new Problem(0, "console", "The console failed", String(error)));
      setBusy(false);
    }
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={submit}>
        <div class="dialog-text">{explain}</div>
        {children}
        {label && (
          <label class="field">
            <span>
              {label} {!needed && <em class="quiet">(may be left out)</em>}
            </span>
            <textarea rows={3} maxLength={4000} value={text} required={needed} onInput={(e) => setText(e.currentTarget.value)} />
          </label>
        )}
        {problem && <Trouble problem={problem} />}
        <div class="dialog-buttons">
          <button type="button" class="button" onClick={onClose}>
            Not now
          </button>
          <button type="submit" class={`button main${danger ? " danger" : ""}`} aria-disabled={busy || !ready || (needed && !text.trim())}>
            {busy ? "Asking central …" : verb}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
