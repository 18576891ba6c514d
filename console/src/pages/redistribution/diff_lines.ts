// The lines of a plan's difference as the agent writes them: "- device dev-1: succeeded", "+ …", "  devices: 2 of 6". Pure.
export interface DiffLine {
  kind: "less" | "more" | "same";
  text: string;
}

export function diffLines(diff: readonly string[]): DiffLine[] {
  return diff.map((line) => {
    if (line.startsWith("- ")) return { kind: "less", text: line.slice(2) };
    if (line.startsWith("+ ")) return { kind: "more", text: line.slice(2) };
    return { kind: "same", text: line.replace(/^ {1,2}/, "") };
  });
}
