// Asks for plans: what is to be done again, what is left out, at once or in waves. Nothing runs from here; plans are
// shown, and wait for an approval.
import { useState } from "preact/hooks";
import { api } from "../api/client";
import { Problem } from "../api/problem";
import type { Planned } from "../api/types/redistribution";
import type { RolloutPlanned } from "../api/types/rollout";
import { announce } from "../app/announce";
import { go } from "../app/location";
import { Dialog } from "../parts/dialog";
import { several } from "../parts/number";
import { Trouble } from "../parts/trouble";
import { bodyOf, type Offer, patternsOf } from "./plan_wish";
import { PlannedList } from "./planned_list";
import { kUsualWaves, WaveFields, type WavesTyped, wavesOf } from "./wave_fields";

const kPatience = 120_000; // ms: every agent reads its job log and checks its packages

export function PlanDialog({ offers, onClose }: { offers: Offer[]; onClose: () => void }) {
  const [chosen, setChosen] = useState(0);
  const [inWaves, setInWaves] = useState(() => manyPlans(offers[0]));
  const [typed, setTyped] = useState<WavesTyped>(kUsualWaves);
  const [leaveOut, setLeaveOut] = useState(() => (offers[0]?.exclude ?? []).join(" "));
  const [fromStart, setFromStart] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [planned, setPlanned] = useState<Planned[] | null>(null);
  const offer = offers[chosen];
  const waves = wavesOf(typed);
  const ready = offer !== undefined && !busy && (!inWaves || waves !== null);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (!ready || !offer) return;
    setBusy(true);
    setProblem(null);
    try {
      const exclude = patternsOf(leaveOut);
      const body = bodyOf(offer.wish, exclude, fromStart);
      if (inWaves && waves) await planRollout({ ...body, ...waves }, onClose);
      else finish((await api<{ items: Planned[] }>("/redistributions", { method: "POST", body, patience: kPatience })).items);
    } catch (error) {
      setProblem(error instanceof Problem ? error : new Problem(0, "console", "The console failed", String(error)));
    }
    setBusy(false);
  };
  const finish = (items: Planned[]) => {
    const [only] = items;
    if (items.length === 1 && only?.id) {
      onClose();
      announce("Planned. Nothing runs until it is approved.");
      go(`/redistributions/${only.id}`);
    } else setPlanned(items);
  };

  if (planned) {
    return (
      <Dialog title="Plans" onClose={onClose} wide>
        <PlannedList items={planned} />
        <div class="dialog-buttons">
          <button type="button" class="button main" onClick={onClose}>
            Close
          </button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title="Plan a redistribution" onClose={onClose}>
      <form onSubmit={(e) => void submit(e)}>
        <p class="quiet">The affected servers rebuild the distribution from their own job logs, for just the devices without proven success. You see the plans next; nothing runs until they are approved.</p>
        <fieldset class="plain-fieldset">
          <legend>What</legend>
          {offers.map((o, i) => (
            <label key={o.label} class="option">
              <input
                type="radio"
                name="what"
                checked={i === chosen}
                onChange={() => {
                  setChosen(i);
                  setInWaves(manyPlans(o));
                }}
              />
              {o.label}
              <small>{o.explain}</small>
            </label>
          ))}
        </fieldset>
        <fieldset class="plain-fieldset">
          <legend>How</legend>
          <label class="option">
            <input type="radio" name="how" checked={!inWaves} onChange={() => setInWaves(false)} />A plan for each server<small>each is approved by itself</small>
          </label>
          <label class="option">
            <input type="radio" name="how" checked={inWaves} onChange={() => setInWaves(true)} />A rollout in waves<small>one approval of all plans; a canary first, and it stops by itself when too much fails</small>
          </label>
        </fieldset>
        {inWaves && <WaveFields typed={typed} change={setTyped} />}
        <label class="field">
          <span>
            Leave out <em class="quiet">(devices or patterns such as till-9*)</em>
          </span>
          <input value={leaveOut} onInput={(e) => setLeaveOut(e.currentTarget.value)} spellcheck={false} autoCapitalize="none" />
        </label>
        <label class="option">
          <input type="checkbox" checked={fromStart} onChange={(e) => setFromStart(e.currentTarget.checked)} />
          Repeat the steps that have succeeded
          <small>otherwise each device goes on at its first step without proof</small>
        </label>
        {problem && <Trouble problem={problem} />}
        <div class="dialog-buttons">
          <button type="button" class="button" onClick={onClose}>
            Not now
          </button>
          <button type="submit" class="button main" aria-disabled={!ready}>
            {busy ? "Asking the servers …" : "Show the plan"}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

// One button, one thing to approve.
function manyPlans(offer: Offer | undefined): boolean {
  return (offer?.plans ?? 1) > 1;
}

async function planRollout(body: Record<string, unknown>, onClose: () => void): Promise<void> {
  const answer = await api<RolloutPlanned>("/rollouts", { method: "POST", body, patience: kPatience });
  const without = answer.items.filter((i) => i.error !== null).length;
  onClose();
  announce(without > 0 ? `Planned; ${several(without, "server")} gave no plan and ${without === 1 ? "is" : "are"} left out.` : "Planned. Nothing runs until it is approved.", without > 0);
  go(`/rollouts/${answer.id}`);
}
