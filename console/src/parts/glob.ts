// Patterns as central has them: * for any characters, ? for one. Pure.
export function globMatch(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1; // the last * seen, and where in the text it was tried
  let tried = 0;
  while (t < text.length) {
    if (p < pattern.length && pattern[p] === "*") {
      star = p++;
      tried = t;
    } else if (p < pattern.length && (pattern[p] === "?" || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++tried;
    } else return false;
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}
