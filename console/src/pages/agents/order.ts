// Which agents are shown, and in which order: the silent first, those silent longest on top. Pure.
import type { Agent } from "../../api/types/agent";

export function agentsThatFit(agents: readonly Agent[], state: string, version: string, words: string): Agent[] {
  const wanted = words.trim().toLowerCase();
  return agents
    .filter((a) => (state === "silent" ? !a.connected : state === "connected" ? a.connected : true))
    .filter((a) => !version || a.version === version)
    .filter((a) => a.name.toLowerCase().includes(wanted))
    .sort((a, b) => Number(a.connected) - Number(b.connected) || (a.connected ? 0 : (a.last_heard ?? "").localeCompare(b.last_heard ?? "")) || a.name.localeCompare(b.name));
}

// The versions there are, the commonest first.
export function versionsOf(agents: readonly Agent[]): [string, number][] {
  const numbers = new Map<string, number>();
  for (const a of agents) if (a.version) numbers.set(a.version, (numbers.get(a.version) ?? 0) + 1);
  return [...numbers].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
}
