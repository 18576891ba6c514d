// An answer asked for again is mostly the one before: what is equal in it stays the same object, so that what is drawn from
// it need not be drawn again. Pure.
export function share<T>(before: unknown, after: T): T {
  if (Array.isArray(before) && Array.isArray(after)) return shareItems(before, after) as T;
  if (!isRecord(before) || !isRecord(after)) return after;
  const shared = Object.fromEntries(Object.entries(after).map(([name, value]) => [name, share(before[name], value)]));
  const same = Object.keys(before).length === Object.keys(after).length && Object.entries(shared).every(([name, value]) => name in before && Object.is(value, before[name]));
  return (same ? before : shared) as T;
}

// Items move when the list is sorted anew, so they are found by what they say.
function shareItems(before: readonly unknown[], after: readonly unknown[]): readonly unknown[] {
  const known = new Map(before.map((item) => [JSON.stringify(item), item]));
  const shared = after.map((item) => known.get(JSON.stringify(item)) ?? item);
  return shared.length === before.length && shared.every((item, i) => Object.is(item, before[i])) ? before : shared;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
