// What to write so that a reported location is understood. Pure.
import type { LocationToFix } from "../../api/types/estate";

export interface Fix {
  file: "locations.csv" | "devices.csv";
  what: string;
  line: string | null; // to copy
}

export function fixOf(item: LocationToFix): Fix {
  const who = item.device ?? item.server ?? "the device";
  if (item.reported === null) return { file: "devices.csv", what: `write a site's code into the column location of ${who}`, line: null };
  const exact = item.matched_by === "code" || item.matched_by === "name" || item.matched_by === "alias";
  if (exact) return { file: "devices.csv", what: `alerts say ${item.code ?? "another site"}: write that into the column location of ${who}, or mend what its alerts say`, line: item.code };
  const meant = item.code ?? item.runner_up;
  if (meant) return { file: "locations.csv", what: `if ${meant} is meant, add to the column aliases of its row, after a semicolon if there are others`, line: field(item.reported) };
  return { file: "locations.csv", what: "add a row; choose the code and the centre", line: `CODE,${field(item.reported)},,CENTRE` };
}

// A field of a CSV file, quoted where RFC 4180 wants it. Semicolons part aliases, so none may be in one.
export function field(text: string): string {
  const clean = text.replaceAll(";", ",").replace(/\s+/g, " ").trim();
  return /[",\n]/.test(clean) ? `"${clean.replaceAll('"', '""')}"` : clean;
}
