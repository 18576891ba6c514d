// Enters an outage. While it is typed central is asked what it would cover; nothing is stored before the button.
import { useEffect, useState } from "preact/hooks";
import { api, withParameters } from "../../api/client";
import type { Problem } from "../../api/problem";
import { changed } from "../../api/questions";
import type { Outage, OutagePreview } from "../../api/types/outage";
import { later } from "../../app/later";
import { useNow } from "../../app/clock";
import { ConfirmDialog, problemFrom } from "../../parts/confirm";
import { several } from "../../parts/number";
import { WordsToForce, wordsFit } from "../../parts/words_to_force";
import { AddFields } from "./add_fields";
import { Reach } from "./reach";
import { kUsual, outageWish, type OutageTyped } from "./wish";

const kPause = 400; // ms after the last key until central is asked
type Preview = Outage & OutagePreview;

export function AddDialog({ onClose, begin }: { onClose: () => void; begin?: Partial<OutageTyped> }) {
  const [typed, setTyped] = useState<OutageTyped>({ ...kUsual, ...begin });
  const [words, setWords] = useState("");
  useNow();
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const wish = outageWish(typed, zone);
  const { preview, problem } = usePreview("body" in wish ? { ...wish.body, reason: wish.body.reason || "preview" } : null);
  const force = preview?.needs_force ?? false;
  const toType = `cover ${(preview?.covers.servers ?? 0) + (preview?.covers.devices ?? 0)}`;
  const ready = "body" in wish && typed.reason.trim() !== "" && preview !== null && (!force || wordsFit(words, toType));
  return (
    <ConfirmDialog
      title="Add an outage"
      verb="Add the outage"
      danger={force}
      ready={ready}
      send={() => api<Outage>(withParameters("/outages", { force: force || null }), { method: "POST", body: "body" in wish ? wish.body : {} })}
      done={(o) => `The outage is entered: it covers ${several(o.covers.servers, "server")} and ${several(o.covers.devices, "device")}.`}
      onDone={() => changed(["outages"])}
      onClose={onClose}
    >
      <AddFields typed={typed} change={setTyped} zone={zone} />
      <div aria-live="polite">
        {"missing" in wish ? <p class="quiet">{wish.missing}</p> : problem ? <p class="field-bad">{problem.detail}</p> : preview ? (
          <>
            <Reach of={preview} covers={preview.covers} />
            {!typed.reason.trim() && <p class="quiet">A reason is still needed.</p>}
          </>
        ) : <p class="quiet">Asking what it would cover …</p>}
      </div>
      {preview?.too_broad && (
        <WordsToForce words={toType} typed={words} change={setWords}>
          {preview.too_broad.replace(/^./, (c) => c.toUpperCase())}. While it lasts nobody is called for any of them. If that is meant, type
        </WordsToForce>
      )}
    </ConfirmDialog>
  );
}

function usePreview(body: Record<string, unknown> | null): { preview: Preview | null; problem: Problem | null } {
  const [state, setState] = useState<{ of: string; preview: Preview | null; problem: Problem | null } | null>(null);
  const text = body && JSON.stringify(body);
  useEffect(() => {
    if (!text) return;
    let gone = false;
    const timer = later();
    timer.in(kPause, () => {
      api<Preview>("/outages?preview=true", { method: "POST", body: text }).then(
        (preview) => !gone && setState({ of: text, preview, problem: null }),
        (error: unknown) => !gone && setState({ of: text, preview: null, problem: problemFrom(error) }),
      );
    });
    return () => {
      gone = true;
      timer.cancel();
    };
  }, [text]);
  return state && state.of === text ? state : { preview: null, problem: null };
}
