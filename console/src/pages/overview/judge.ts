// What each number of the overview means for whoever is on duty. Pure.
import type { Overview } from "../../api/types/overview";
import type { Tone } from "../../parts/badge";
import { count, several } from "../../parts/number";

export interface BigNumber {
  title: string;
  value: number;
  of?: number;
  tone: Tone;
  word: string;
  to: string;
}

export function numbersOf(now: Overview): BigNumber[] {
  return [failures(now), tickets(now), approvals(now), running(now), mail(now), agents(now)];
}

function failures({ failures }: Overview): BigNumber {
  return {
    title: "Failures open",
    value: failures.open,
    tone: failures.open > 0 ? "bad" : "good",
    word: failures.open > 0 ? `at ${several(failures.sites, "site")}` : "nothing is failing",
    to: "/failures",
  };
}

function tickets({ tickets }: Overview): BigNumber {
  const untaken = Math.max(0, tickets.open - tickets.acked - tickets.held);
  const parts = [untaken > 0 ? `${count(untaken)} not acked` : "", tickets.held > 0 ? `${count(tickets.held)} held` : ""].filter(Boolean);
  const unsent = tickets.unsent > 0;
  return {
    title: "Tickets open",
    value: tickets.open,
    tone: unsent ? "bad" : untaken > 0 ? "warn" : tickets.open > 0 ? "info" : "good",
    word: unsent ? `${count(tickets.unsent)} reached nobody yet` : parts.join(", ") || (tickets.open > 0 ? "all acked" : "none"),
    to: "/tickets",
  };
}

function approvals({ redistributions, rollouts }: Overview): BigNumber {
  const value = redistributions.waiting_approval + rollouts.waiting_approval;
  const parts = [
    redistributions.waiting_approval > 0 ? several(redistributions.waiting_approval, "plan") : "",
    rollouts.waiting_approval > 0 ? several(rollouts.waiting_approval, "rollout") : "",
  ].filter(Boolean);
  return {
    title: "Wait for approval",
    value,
    tone: value > 0 ? "warn" : "good",
    word: parts.join(", ") || "nothing waits",
    to: redistributions.waiting_approval === 0 && rollouts.waiting_approval > 0 ? "/rollouts?state=planned" : "/redistributions?state=planned",
  };
}

function running({ redistributions, rollouts }: Overview): BigNumber {
  const value = redistributions.running + rollouts.running;
  const parts = [
    redistributions.running > 0 ? several(redistributions.running, "redistribution") : "",
    rollouts.running > 0 ? several(rollouts.running, "rollout") : "",
  ].filter(Boolean);
  return {
    title: "Running now",
    value,
    tone: value > 0 ? "info" : "quiet",
    word: parts.join(", ") || "nothing runs",
    to: redistributions.running === 0 && rollouts.running > 0 ? "/rollouts?state=running" : "/redistributions?state=running",
  };
}

function mail({ mail }: Overview): BigNumber {
  if (mail.hold) return { title: "Mail to send", value: mail.pending, tone: "bad", word: `all held by ${mail.hold.by}`, to: "/mail" };
  if (mail.dead > 0) return { title: "Mail given up", value: mail.dead, tone: "bad", word: mail.pending > 0 ? `${count(mail.pending)} to be sent` : "needs a person", to: "/mail?state=dead" };
  return { title: "Mail to send", value: mail.pending, tone: mail.pending > 20 ? "warn" : "good", word: mail.pending > 0 ? "on its way" : "all sent", to: "/mail" };
}

function agents({ agents }: Overview): BigNumber {
  const away = agents.accepted - agents.connected;
  const knocking = agents.pending > 0 ? `${several(agents.pending, "key")} ${agents.pending === 1 ? "knocks" : "knock"}` : "";
  return {
    title: "Agents connected",
    value: agents.connected,
    of: agents.accepted,
    tone: away > 0 ? "bad" : agents.pending > 0 ? "warn" : "good",
    word: [away > 0 ? `${count(away)} silent` : "", knocking].filter(Boolean).join(", ") || (agents.accepted > 0 ? "all here" : "none accepted yet"),
    to: "/agents",
  };
}
