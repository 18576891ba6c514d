// Reads configuration, inventory and outages again; first shows what would change, and asks for more than a yes where
// more than a fifth of the devices would go.
import { useEffect, useState } from "preact/hooks";
import { api, withParameters } from "../../api/client";
import type { Problem } from "../../api/problem";
import { changed } from "../../api/questions";
import type { Reloaded } from "../../api/types/estate";
import { ConfirmDialog, problemFrom } from "../../parts/confirm";
import { Dialog } from "../../parts/dialog";
import { several } from "../../parts/number";
import { Trouble } from "../../parts/trouble";
import { WordsToForce, wordsFit } from "../../parts/words_to_force";

const kPatience = 120_000; // ms: files of a whole fleet

function reload(how: { preview?: boolean; force?: boolean }): Promise<Reloaded> {
  return api<Reloaded>(withParameters("/devices/reload", { preview: how.preview || null, force: how.force || null }), { method: "POST", patience: kPatience });
}

export function ReloadDialog({ onClose }: { onClose: () => void }) {
  const [would, setWould] = useState<Reloaded | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [typed, setTyped] = useState("");
  const look = () => {
    setProblem(null);
    reload({ preview: true }).then(setWould, (error: unknown) => setProblem(problemFrom(error)));
  };
  useEffect(look, []);

  if (!would) {
    return (
      <Dialog title="Reload" onClose={onClose}>
        {problem ? <Trouble problem={problem} again={look} /> : <p role="status">Reading the files, without changing anything …</p>}
        {problem && <p class="quiet">Nothing has changed: central goes on with what it has.</p>}
        <div class="dialog-buttons">
          <button type="button" class="button" onClick={onClose}>
            Close
          </button>
        </div>
      </Dialog>
    );
  }
  const words = `remove ${would.removed_count}`;
  return (
    <ConfirmDialog
      title="Reload: what would change"
      wide
      verb={nothingNew(would) ? "Reload all the same" : "Reload"}
      danger={would.needs_force}
      ready={!would.needs_force || wordsFit(typed, words)}
      send={() => reload({ force: would.needs_force })}
      done={(now) => (now.restart.length > 0 ? "Reloaded. Some settings need a restart." : "Reloaded; it is in force.")}
      onDone={() => changed(null)}
      onClose={onClose}
    >
      <Changes of={would} />
      {would.needs_force && (
        <WordsToForce words={words} typed={typed} change={setTyped}>
          More than a fifth of all devices would vanish from the inventory. Alerts of them would find no site and no server. If that is meant, type
        </WordsToForce>
      )}
    </ConfirmDialog>
  );
}

function nothingNew(r: Reloaded): boolean {
  return r.added_count + r.removed_count + r.changed_count + r.settings.length + r.restart.length === 0;
}

function Changes({ of }: { of: Reloaded }) {
  const lists = [
    { title: "Added", number: of.added_count, names: of.added },
    { title: "Removed", number: of.removed_count, names: of.removed },
    { title: "Changed", number: of.changed_count, names: of.changed },
  ].filter((l) => l.number > 0);
  return (
    <div class="dialog-text">
      {nothingNew(of) && <p>The files say what is in force already.</p>}
      {lists.map((l) => (
        <details key={l.title} open={l.number <= 20}>
          <summary>
            <strong>
              {l.title}: {several(l.number, "name")}
            </strong>
          </summary>
          <p class="name-list">
            {l.names.join(", ")}
            {l.number > l.names.length && ` and ${l.number - l.names.length} more`}
          </p>
        </details>
      ))}
      {of.settings.length > 0 && <p>Settings that take effect: {of.settings.join(", ")}</p>}
      {of.restart.length > 0 && <p class="warn-text">Need a restart; until then the old value stays: {of.restart.join(", ")}</p>}
      {of.warnings.map((w) => (
        <p key={w} class="warn-text">
          {w}
        </p>
      ))}
    </div>
  );
}
