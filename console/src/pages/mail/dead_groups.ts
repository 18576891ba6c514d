// Mail that was given up for the same reason at the same address: one thing to mend, however many mails. Pure.
import type { Mail } from "../../api/types/mail";

export interface DeadGroup {
  recipient: string;
  mails: Mail[]; // newest first, as central gives them
  newest: Mail;
}

// Ids that a server puts into each reply ("queued as 4F2A1C") make no other reason.
function reasonOf(m: Mail): string {
  return (m.last_reply ?? "").replace(/\d{5,}|[0-9A-F]{6,}/g, "");
}

export function deadGroups(mails: readonly Mail[]): DeadGroup[] {
  const groups = new Map<string, DeadGroup>();
  for (const m of mails) {
    const key = `${m.recipient}\n${reasonOf(m)}`;
    const known = groups.get(key);
    if (known) known.mails.push(m);
    else groups.set(key, { recipient: m.recipient, mails: [m], newest: m });
  }
  return [...groups.values()].sort((a, b) => b.mails.length - a.mails.length);
}
