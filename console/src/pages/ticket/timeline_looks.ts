// How a line of the timeline looks, by what it tells. Pure; what is not known here is shown all the same.
import type { TimelineEntry } from "../../api/types/ticket";
import type { Tone } from "../../parts/badge";
import type { IconName } from "../../parts/icon";

export interface LineLook {
  word: string;
  icon: IconName;
  tone: Tone;
}

const kLooks: Record<string, LineLook> = {
  opened: { word: "Opened", icon: "failure", tone: "bad" },
  scope: { word: "Why not wider", icon: "info", tone: "quiet" },
  joined: { word: "Joined", icon: "plus", tone: "quiet" },
  cleared: { word: "Cleared", icon: "check", tone: "good" },
  again: { word: "Failed again", icon: "cross", tone: "bad" },
  ack: { word: "Acked", icon: "person", tone: "info" },
  note: { word: "Note", icon: "info", tone: "info" },
  reply: { word: "Reply by mail", icon: "mail", tone: "info" },
  resolved: { word: "Resolved", icon: "check", tone: "info" },
  rerouted: { word: "Rerouted", icon: "site", tone: "info" },
  closed: { word: "Closed", icon: "check", tone: "good" },
  plan: { word: "Plan", icon: "redrive", tone: "warn" },
  planned: { word: "Planned", icon: "redrive", tone: "warn" },
  approved: { word: "Approved", icon: "check", tone: "good" },
  refused: { word: "Refused", icon: "cross", tone: "warn" },
  expired: { word: "Expired", icon: "wait", tone: "warn" },
  rejected: { word: "Rejected by the server", icon: "cross", tone: "bad" },
  run: { word: "Run", icon: "redrive", tone: "info" },
  finished: { word: "Run ended", icon: "redrive", tone: "good" },
};

export function lookOf(line: Pick<TimelineEntry, "what" | "text">): LineLook {
  if (line.what === "mail") return mailLook(line.text);
  return kLooks[line.what] ?? { word: line.what.replaceAll("_", " ").replace(/^./, (c) => c.toUpperCase()), icon: "dot", tone: "quiet" };
}

function mailLook(text: string): LineLook {
  if (/: accepted by /.test(text)) return { word: "Mail accepted", icon: "mail", tone: "good" };
  if (/: refused |given up|bounce|nobody is left/i.test(text)) return { word: "Mail refused", icon: "mail", tone: "bad" };
  if (/ queued to /.test(text)) return { word: "Mail queued", icon: "mail", tone: "quiet" };
  if (/\(attempt \d+\)/.test(text)) return { word: "Mail not accepted yet", icon: "mail", tone: "warn" };
  return { word: "Mail", icon: "mail", tone: "quiet" };
}
