// How a rollout goes: the values of rollouts.md, typed.
import type { Waves } from "./plan_wish";
import { waveOf } from "./plan_wish";

export interface WavesTyped {
  canary: string;
  wave: string;
  pace: string;
  stop_at: string;
}

export const kUsualWaves: WavesTyped = { canary: "1", wave: "25%", pace: "0s", stop_at: "20%" };

// What central takes, or null where something is typed wrong.
export function wavesOf(typed: WavesTyped): Waves | null {
  const wave = waveOf(typed.wave);
  const canary = /^\d{1,6}$/.test(typed.canary.trim()) ? Number(typed.canary) : null;
  const pace = /^\d+(ms|s|m|h|d)$/.test(typed.pace.trim()) ? typed.pace.trim() : null;
  const stop = waveOf(typed.stop_at);
  if (wave === null || canary === null || pace === null || typeof stop !== "string") return null;
  return { canary, wave, pace, stop_at: stop };
}

export function WaveFields({ typed, change }: { typed: WavesTyped; change: (typed: WavesTyped) => void }) {
  const field = (name: keyof WavesTyped, label: string, hint: string) => (
    <label class="field">
      <span>{label}</span>
      <input value={typed[name]} onInput={(e) => change({ ...typed, [name]: e.currentTarget.value })} spellcheck={false} />
      <small>{hint}</small>
    </label>
  );
  return (
    <div class="fields">
      {field("canary", "Canary", "servers of the first wave; 0 for none")}
      {field("wave", "Each wave", "servers, or a share such as 25%")}
      {field("pace", "Pace", "at least between waves: 10m")}
      {field("stop_at", "Stop at", "pauses when more of the devices failed: 20%")}
      {wavesOf(typed) === null && <p class="field-bad">Expected are a number of servers, a number or a share (25%), a span (10m), a share (20%).</p>}
    </div>
  );
}
