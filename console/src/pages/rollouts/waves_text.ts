// How a rollout goes, in words: "canary 1, then 25%, 10m apart, stops at 20%". Pure.
import type { Rollout } from "../../api/types/rollout";

export function wavesText(r: Pick<Rollout, "canary" | "wave" | "pace" | "stop_at">): string {
  const wave = typeof r.wave === "number" ? `${r.wave} ${r.wave === 1 ? "server" : "servers"}` : r.wave;
  const first = r.canary > 0 ? `canary ${r.canary}, then ${wave}` : `${wave} a wave`;
  const pace = /^0/.test(r.pace) ? "" : `, ${r.pace} apart`;
  return `${first}${pace}, ${r.stop_at === "100%" ? "never stops by itself" : `stops at ${r.stop_at}`}`;
}
