// From failure to fix: how far one failure record is on its way, joined from what central tells of tickets, mail and
// redistributions. Pure.
import type { Failure } from "../api/types/failure";
import type { Mail } from "../api/types/mail";
import type { Outage } from "../api/types/outage";
import type { Redistribution } from "../api/types/redistribution";
import type { Ticket } from "../api/types/ticket";
import { runWord, ticketWord } from "../parts/words";
import { coveredBy } from "./covered";

export type Progress = "done" | "now" | "wait" | "bad" | "todo";

export interface Step {
  key: "counted" | "ticket" | "mail" | "plan" | "again";
  progress: Progress;
  word: string;
  sub?: string;
  to?: string;
  means: string;
}

export interface Known {
  tickets: ReadonlyMap<string, Ticket>;
  mail: ReadonlyMap<string, Mail[]>; // by ticket or storm
  plans: ReadonlyMap<string, Redistribution>; // the newest, by planKey
  outages: readonly Outage[]; // those that last
}

export function planKey(server: string | null, job: string | null): string {
  return `${server ?? ""} ${job ?? ""}`;
}

export function knownOf(tickets: readonly Ticket[], mail: readonly Mail[], plans: readonly Redistribution[], outages: readonly Outage[] = []): Known {
  const byTicket = new Map<string, Mail[]>();
  for (const one of mail) {
    if (one.ticket) byTicket.set(one.ticket, [...(byTicket.get(one.ticket) ?? []), one]);
  }
  const newest = new Map<string, Redistribution>();
  for (const plan of plans) {
    const key = planKey(plan.server, plan.job);
    const known = newest.get(key);
    if (!known || Date.parse(known.created_at) < Date.parse(plan.created_at)) newest.set(key, plan);
  }
  return { tickets: new Map(tickets.map((t) => [t.id, t])), mail: byTicket, plans: newest, outages };
}

export function roadOf(failure: Failure, known: Known): Step[] {
  const steps = [counted(failure), ...ticketSteps(failure, known), planStep(failure, known)];
  if (failure.again !== null) steps.push({ key: "again", progress: "bad", word: "failed again", sub: `in run ${failure.again}`, means: "It was distributed again and did not succeed then either" });
  return steps;
}

function counted(failure: Failure): Step {
  return { key: "counted", progress: "done", word: `×${failure.count}`, means: `${failure.count} alerts since ${failure.first_at}` };
}

function ticketSteps(failure: Failure, known: Known): Step[] {
  const id = failure.ticket;
  if (id === null) return [noTicket(failure, known)];
  const ticket = known.tickets.get(id);
  const state = ticket?.state;
  const step: Step = {
    key: "ticket",
    progress: state === "held" ? "wait" : state === "acked" ? "now" : "done",
    word: id,
    sub: state && ticketWord(state),
    to: `/tickets/${id}`,
    means: ticket?.reason ?? "The ticket it belongs to",
  };
  // A summary tells of many tickets at once: its mail bears the storm's name.
  const mails = [...(known.mail.get(id) ?? []), ...((ticket?.storm && known.mail.get(ticket.storm)) || [])];
  return [step, mailStep(mails, ticket)];
}

// Why there is none: an outage is known of, else its number is not above the limit.
function noTicket(failure: Failure, known: Known): Step {
  const outage = coveredBy(known.outages, { device: failure.device, server: failure.server, site: failure.location });
  if (outage) return { key: "ticket", progress: "wait", word: "outage", sub: "holds it back", to: "/outages", means: `${outage.reason}. What still fails when it ends gets a ticket.` };
  return { key: "ticket", progress: "todo", word: "no ticket yet", means: "Its number does not exceed its limit yet" };
}

// A ticket counts as told when any mail of it was taken: the centre's own, or a fallback's after that was given up.
export function mailStep(mails: readonly Mail[], ticket: Pick<Ticket, "state" | "storm"> | undefined): Step {
  const first = mails.filter((m) => m.kind === "opened" || m.kind === "summary");
  const told = first.length > 0 ? first : mails;
  const sent = told.filter((m) => m.state === "sent");
  if (sent.length > 0) {
    const to = [...new Set(sent.map((m) => m.centre ?? m.recipient))].join(", ");
    const dead = told.filter((m) => m.state === "dead");
    const fallen = [...new Set(dead.map((m) => m.centre ?? m.recipient))];
    return { key: "mail", progress: "done", word: to, sub: fallen.length > 0 ? `instead of ${fallen.join(", ")}` : undefined, means: fallen.length > 0 ? `Mail to ${dead.map((m) => m.recipient).join(", ")} was given up; ${to} was told` : `Accepted by the mail server for ${to}` };
  }
  if (told.some((m) => m.state === "dead")) return { key: "mail", progress: "bad", word: "mail given up", means: `Nobody has been told: ${told.find((m) => m.state === "dead")?.last_reply ?? "no server took it"}` };
  if (told.some((m) => m.state === "held")) return { key: "mail", progress: "wait", word: "mail held", means: "It goes out when somebody releases it" };
  if (told.length > 0) return { key: "mail", progress: "wait", word: "mail waits", means: told[0]?.last_reply ? `Not accepted yet: ${told[0].last_reply}` : "To be sent" };
  if (ticket?.state === "held") return { key: "mail", progress: "todo", word: "not mailed", means: "Held: its mail goes out when the hold has passed or the outage has ended" };
  if (ticket?.storm) return { key: "mail", progress: "wait", word: "in a summary", means: "A storm: one mail tells of many tickets" };
  return { key: "mail", progress: "todo", word: "mail not seen", means: "Its mail is older than what is shown here" };
}

function planStep(failure: Failure, known: Known): Step {
  if (failure.job === null) return { key: "plan", progress: "todo", word: "no job", means: "The alert named no distribution: there is nothing to do again; it clears when proof of recovery comes" };
  const plan = known.plans.get(planKey(failure.server, failure.job));
  if (!plan) return { key: "plan", progress: "todo", word: "no plan", means: "Choose it to plan its redistribution" };
  const to = `/redistributions/${plan.id}`;
  switch (plan.state) {
    case "planned":
      return { key: "plan", progress: "wait", word: "plan", sub: "waits for approval", to, means: `Asked for by ${plan.created_by}` };
    case "scheduled":
    case "approved":
    case "running":
      return { key: "plan", progress: "now", word: "plan", sub: `${runWord(plan.state)}, ${plan.succeeded} of ${plan.devices}`, to, means: `${plan.succeeded} of ${plan.devices} devices done` };
    case "finished":
      return { key: "plan", progress: plan.failed > 0 ? "bad" : "done", word: "run ended", sub: plan.failed > 0 ? `${plan.failed} failed` : "all succeeded", to, means: `${plan.succeeded} of ${plan.devices} devices succeeded` };
    default:
      return { key: "plan", progress: plan.state === "rejected" || plan.state === "no_report" ? "bad" : "todo", word: "plan", sub: runWord(plan.state), to, means: plan.why ?? "Plan it anew" };
  }
}
