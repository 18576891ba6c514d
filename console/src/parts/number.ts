// Numbers as people read them.
const kFormat = new Intl.NumberFormat("en-GB");

export function count(n: number): string {
  return kFormat.format(n).replaceAll(",", "\u202f"); // thin space: 12 340 is no decimal anywhere
}

// "3 devices", "1 device"
export function several(n: number, one: string, more = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : more}`;
}

export function bytes(n: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = n;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

// "blake2b:f604aaa4…cb7e4fe" for the eye; the whole digest belongs in a title
export function shortDigest(digest: string): string {
  const [algorithm, hex] = digest.includes(":") ? digest.split(":", 2) : ["", digest];
  if (!hex || hex.length <= 20) return digest;
  return `${algorithm ? `${algorithm}:` : ""}${hex.slice(0, 10)}…${hex.slice(-6)}`;
}
