// Sends a mail marked as a test to each address of a centre.
import { useState } from "preact/hooks";
import { api } from "../../api/client";
import { changed } from "../../api/questions";
import { go } from "../../app/location";
import { CentreField } from "../../parts/centre_field";
import { ConfirmDialog } from "../../parts/confirm";

export function TestDialog({ onClose }: { onClose: () => void }) {
  const [centre, setCentre] = useState("");
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
      <CentreField value={centre} change={setCentre} />
    </ConfirmDialog>
  );
}
