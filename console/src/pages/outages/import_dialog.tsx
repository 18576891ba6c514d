// Takes outages from an iCalendar file: shows first what they would be and cover.
import { useState } from "preact/hooks";
import { api, withParameters } from "../../api/client";
import type { Problem } from "../../api/problem";
import { changed } from "../../api/questions";
import type { OutageImport, OutagePreview } from "../../api/types/outage";
import { ConfirmDialog, problemFrom } from "../../parts/confirm";
import { several } from "../../parts/number";
import { Trouble } from "../../parts/trouble";
import { WordsToForce, wordsFit } from "../../parts/words_to_force";
import { OutageTable } from "./index";

type Preview = OutageImport & Partial<OutagePreview>;

const kMost = 4 * 1024 * 1024; // bytes, as central takes

export function ImportDialog({ onClose }: { onClose: () => void }) {
  const [file, setFile] = useState<{ name: string; text: string } | null>(null);
  const [preview, setPreview] = useState<Preview | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [tooLarge, setTooLarge] = useState(false);
  const [words, setWords] = useState("");
  const send = (of: { name: string; text: string }, how: { preview?: boolean; force?: boolean }) =>
    api<Preview>(withParameters("/outages/import", { file: of.name, preview: how.preview || null, force: how.force || null }), { method: "POST", body: of.text, type: "text/calendar" });
  const look = async (chosen: File | undefined) => {
    setPreview(null);
    setProblem(null);
    setFile(null);
    setTooLarge((chosen?.size ?? 0) > kMost);
    if (!chosen || chosen.size > kMost) return;
    const read = { name: chosen.name, text: await chosen.text() };
    setFile(read);
    send(read, { preview: true }).then(setPreview, (error: unknown) => setProblem(problemFrom(error)));
  };
  const force = preview?.needs_force ?? false;
  const toType = `import ${preview?.outages ?? 0}`;
  return (
    <ConfirmDialog
      title="Import a calendar"
      wide
      verb="Import"
      danger={force}
      ready={file !== null && preview !== null && preview.outages > 0 && (!force || wordsFit(words, toType))}
      send={() => send(file ?? { name: "", text: "" }, { force })}
      done={(i) => `Imported: ${i.added} added, ${i.changed} changed, ${i.removed} removed.`}
      onDone={() => changed(["outages"])}
      onClose={onClose}
    >
      <p class="quiet">
        Each event says what is down in a line such as <code>redrive: site=PUN024</code> of its description or title. Events are known by their UID: one that was imported before is changed, a cancelled one removed, all others stay. It is taken whole or not at all.
      </p>
      <label class="field">
        <span>Calendar file (.ics)</span>
        <input type="file" accept=".ics,text/calendar" onChange={(e) => void look(e.currentTarget.files?.[0])} autoFocus />
      </label>
      {tooLarge && <p class="field-bad">A calendar may have 4 MiB.</p>}
      {problem && <Trouble problem={problem} />}
      <div aria-live="polite">
        {file && !preview && !problem && <p class="quiet">Asking what it would do …</p>}
        {preview && (
          <div class="dialog-text">
            <p>
              {several(preview.events, "event")}, {several(preview.outages, "outage")}. {preview.tickets_count !== undefined && (preview.tickets_count === 0 ? "No open ticket is about what they cover." : `${several(preview.tickets_count, "open ticket")} ${preview.tickets_count === 1 ? "is" : "are"} about what they cover.`)}
            </p>
            {preview.items.length > 0 && (
              <div class="import-list">
                <OutageTable rows={preview.items.slice(0, 50)} caption="What would be imported" plain />
              </div>
            )}
          </div>
        )}
      </div>
      {preview?.too_broad && (
        <WordsToForce words={toType} typed={words} change={setWords}>
          {preview.too_broad.replace(/^./, (c) => c.toUpperCase())}. If that is meant, type
        </WordsToForce>
      )}
    </ConfirmDialog>
  );
}
