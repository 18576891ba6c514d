// The whole way of a ticket: alerts, ticket, mail, plan, run, cleared. Pure.
import type { Redistribution } from "../../api/types/redistribution";
import type { TicketShown } from "../../api/types/ticket";
import { mailStep, type Step } from "../../fix/road";
import { several } from "../../parts/number";
import { runWord } from "../../parts/words";

export function ticketRoad(t: TicketShown, plans: readonly Redistribution[]): Step[] {
  return [
    { key: "counted", progress: "done", word: several(t.alerts_total, "alert"), sub: "counted", means: "Alerts that belong to this cause" },
    taken(t),
    mailed(t),
    plan(t, plans[0]),
    cleared(t),
  ];
}

function mailed(t: TicketShown): Step {
  const step = mailStep(t.mail, t);
  return step.progress === "done" ? { ...step, word: `mailed ${step.word}` } : step;
}

function taken(t: TicketShown): Step {
  const means = "What its centre has made of it";
  switch (t.state) {
    case "held":
      return { key: "ticket", progress: "wait", word: "ticket held", sub: "not mailed yet", means: "Its hold has not passed, or an outage lasts" };
    case "open":
      return { key: "ticket", progress: "wait", word: "ticket open", sub: "nobody has taken it", means };
    case "acked":
      return { key: "ticket", progress: "now", word: "ticket acked", sub: "somebody is on it", means };
    case "resolved":
      return { key: "ticket", progress: "done", word: "said to be mended", sub: "to be proven", means };
    case "closed":
      return { key: "ticket", progress: "done", word: "ticket closed", means };
  }
}

function plan(t: TicketShown, newest: Redistribution | undefined): Step {
  if (!newest) {
    const jobs = t.failures.some((f) => f.job !== null);
    if (t.state === "closed") return { key: "plan", progress: "todo", word: "no run needed", means: "It cleared without a redistribution" };
    return jobs
      ? { key: "plan", progress: "todo", word: "no plan yet", sub: "plan when mended", means: "Plan redistribution, above" }
      : { key: "plan", progress: "todo", word: "no job", sub: "nothing to do again", means: "Its failures are of no distribution; they clear when proof of recovery comes" };
  }
  const to = `/redistributions/${newest.id}`;
  if (newest.state === "planned") return { key: "plan", progress: "wait", word: "plan", sub: "waits for approval", to, means: `Asked for by ${newest.created_by}` };
  if (newest.state === "finished") {
    const bad = newest.failed > 0;
    return { key: "plan", progress: bad ? "bad" : "done", word: "done again", sub: bad ? `${newest.failed} failed` : `${newest.succeeded} succeeded`, to, means: "The newest run" };
  }
  const under = newest.state === "running" || newest.state === "approved" || newest.state === "scheduled";
  return { key: "plan", progress: under ? "now" : "todo", word: under ? "running" : "plan", sub: under ? `${newest.succeeded} of ${newest.devices}` : runWord(newest.state), to, means: runWord(newest.state) };
}

function cleared(t: TicketShown): Step {
  const open = t.failures.length;
  const many = open >= 100 ? "100 or more records" : several(open, "record");
  if (t.state === "closed") return { key: "again", progress: "done", word: open > 0 ? "closed by hand" : "cleared", sub: open > 0 ? `${many} left open` : undefined, means: t.closed_because ?? "" };
  if (t.again.length > 0) return { key: "again", progress: "bad", word: "failed again", sub: `${many} open`, means: "What was done again did not succeed everywhere" };
  return { key: "again", progress: "todo", word: "cleared", sub: `${many} still open`, means: "Records clear by evidence: a successful run, or an alert of recovery" };
}
