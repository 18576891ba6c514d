// Sends a mail marked as a test to each address of a centre.
import { useState } from "preact/hooks";
import { api } from "../../api/client";
import { changed } from "../../api/questions";
import type { Page } from "../../api/types/list";
import type { Mail } from "../../api/types/mail";
import { useAsk } from "../../api/use_ask";
import { go } from "../../app/location";
import { ConfirmDialog } from "../../parts/confirm";

export function TestDialog({ onClose }: { onClose: () => void }) {
  const [centre, setCentre] = useState("");
  const mails = useAsk<Page<Mail>>("/mail?limit=500");
  const known = [...new Set((mails.data?.items ?? []).map((m) => m.centre).filter((c) => c !== null))].sort();
  return (
    <ConfirmDialog
      title="Test mail"
      verb="Send the test"
      ready={centre.trim() !== ""}
      send={() => api<{ test: string; centre: string }>("/mail/test", { method: "POST", body: { centre: centre.trim() } })}
      done={(t) => `A test is on its way to ${t.centre}.`}
      onDone={(t) => {
        changed(["mail"]);
        go(`/mail?ticket=${encodeURIComponent(t.test)}`);
      }}
      onClose={onClose}
    >
      <p class="quiet">Each address of the centre gets one mail that says it is a test. It is tried once, through the same queue as every other; you see next what became of it.</p>
      <label class="field">
        <span>Centre</span>
        <input value={centre} onInput={(e) => setCentre(e.currentTarget.value)} list="centres-known" required autoFocus spellcheck={false} autoCapitalize="none" />
        <datalist id="centres-known">
          {known.map((c) => (
            <option key={c} value={c} />
          ))}
        </datalist>
        <small>its id, as in central's configuration</small>
      </label>
    </ConfirmDialog>
  );
}
