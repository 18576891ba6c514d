// The addresses of things, by their names. Pure.
export function deviceAt(name: string): string {
  return `/devices/${encodeURIComponent(name)}`;
}
export function siteAt(code: string): string {
  return `/sites/${encodeURIComponent(code)}`;
}
export function outageAt(id: string): string {
  return `/outages/${encodeURIComponent(id)}`;
}

// What a person types to find a name, as central's pattern: "oslo" is found anywhere, "till-*" stays as it is.
export function patternOf(text: string): string {
  const word = text.trim();
  if (!word) return "";
  return /[*?[]/.test(word) ? word : `*${word}*`;
}

// The page of what an id names, or null where it names none.
export function placeOfId(id: string): string | null {
  const found = /^(RD|RO|R|J|O)-[\w-]+$/.exec(id)?.[1] as keyof typeof kFolders | undefined;
  return found ? `/${kFolders[found]}/${id}` : null;
}
const kFolders = { RD: "tickets", RO: "rollouts", R: "redistributions", J: "distributions", O: "outages" };
