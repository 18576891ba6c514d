// An agent's public key as people compare it: 40 characters of Z85, in eight groups of five. Upper and lower case and
// every sign count. Pure.
export function groupsOf(key: string): string[] {
  return key.match(/.{1,5}/gu) ?? [];
}

// As it is copied from a page, its groups have gaps between them.
export function withoutGaps(text: string): string {
  return text.replace(/\s+/g, "");
}

export type Comparison = { same: true } | { same: false; why: string };

// What somebody pasted from the server against the key that knocks.
export function compareKeys(key: string, pasted: string): Comparison {
  const given = withoutGaps(pasted);
  if (given === key) return { same: true };
  if (given.length !== key.length) return { same: false, why: `${given.length} characters were pasted; a key has ${key.length}` };
  const there = groupsOf(given);
  const first = groupsOf(key).findIndex((g, i) => g !== there[i]);
  return { same: false, why: `it differs in group ${first + 1}: ${there[first]} there, ${groupsOf(key)[first]} here` };
}

export function isKey(text: string): boolean {
  return /^[0-9a-zA-Z.\-:+=^!/*?&<>()[\]{}@%$#]{40}$/.test(text);
}
