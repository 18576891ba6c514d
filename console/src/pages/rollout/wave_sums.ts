// The waves of a rollout, each summed up from its servers; and all of them. Pure.
import type { Member } from "../../api/types/rollout";

export interface Wave {
  number: number;
  servers: number;
  ended: number;
  devices: number;
  succeeded: number;
  failed: number;
  state: "waiting" | "running" | "ended" | "never";
}

export interface Servers {
  ended: number;
  underWay: number;
  never: number; // refused, or the rollout ended before their wave
}

const kNotBegun = new Set(["planned", "scheduled", "waiting"]);
const kUnderWay = new Set(["queued", "approved", "accepted", "running"]);
const kNever = new Set(["refused", "expired"]);

export function serversOf(members: readonly Member[]): Servers {
  const those = (states: ReadonlySet<string>) => members.filter((m) => states.has(m.state)).length;
  const [waiting, underWay, never] = [those(kNotBegun), those(kUnderWay), those(kNever)];
  return { ended: members.length - waiting - underWay - never, underWay, never };
}

export function wavesOf(members: readonly Member[]): Wave[] {
  const waves = new Map<number, Wave>();
  for (const m of members) {
    const wave = waves.get(m.wave) ?? { number: m.wave, servers: 0, ended: 0, devices: 0, succeeded: 0, failed: 0, state: "waiting" as const };
    const begun = !kNotBegun.has(m.state);
    const over = begun && !kUnderWay.has(m.state);
    waves.set(m.wave, {
      ...wave,
      servers: wave.servers + 1,
      ended: wave.ended + (over ? 1 : 0),
      devices: wave.devices + m.devices,
      succeeded: wave.succeeded + m.succeeded,
      failed: wave.failed + m.failed,
      state: begun || wave.state === "running" ? "running" : wave.state,
    });
  }
  const never = (w: Wave) => members.every((m) => m.wave !== w.number || kNever.has(m.state));
  return [...waves.values()].map((w) => (w.ended === w.servers ? { ...w, state: never(w) ? ("never" as const) : ("ended" as const) } : w)).sort((a, b) => a.number - b.number);
}
