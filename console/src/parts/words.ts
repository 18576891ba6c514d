// States and types in the field's words, without their looks.
const kRun: Record<string, string> = {
  planned: "waits for approval",
  scheduled: "waits for its wave",
  waiting: "waits for its wave",
  accepted: "running",
  pending: "not begun",
  no_report: "no report",
};

export function runWord(state: string): string {
  return kRun[state] ?? state.replaceAll("_", " ");
}

export function ticketWord(state: string): string {
  return state;
}

// What a mail is for: "opened" alone would read as if somebody had opened it.
const kMail: Record<string, string> = { opened: "new ticket", updated: "update", closed: "ticket closed" };

export function mailWord(kind: string): string {
  return kMail[kind] ?? kind;
}

// A failure type for the eye: "disk_full" -> "disk full"; the name itself stays in links, filters and titles.
export function typeWord(type: string): string {
  return type.replaceAll("_", " ");
}

// Words of one command as a shell would need them, for reading: nothing is run from here.
export function commandText(words: readonly string[]): string {
  return words.map((w) => (/^[\w@%+=:,./{}-]+$/.test(w) ? w : `'${w.replaceAll("'", "'\\''")}'`)).join(" ");
}

// The part of a message that tells the cause: what the program itself said, after how it ended.
export function tellingPart(message: string): string {
  return /ended with exit status \d+: (.+)$/s.exec(message)?.[1] ?? message;
}

// Why a device is in a plan, for a cell that stands beside where it goes on: the cause, without how the command ended.
export function planReason(reason: string): string {
  const why = reason.replace(/; goes on at step \d+ of \d+: .*$/s, "");
  const failed = /^failed: (\w+): (.+)$/s.exec(why);
  return failed ? `${typeWord(failed[1] ?? "")}: ${tellingPart(failed[2] ?? "")}` : why;
}
