// Which values of a facet are shown, the ones with most first; whatever is chosen among them. Pure.
const kFirst = 8;
export const kMost = 100; // a browser draws no thousand of them anew every second, and nobody reads them

export function facetsShown<T extends { value: string }>(values: readonly T[], all: boolean, chosen: string | null): { shown: T[]; further: number } {
  const shown = values.filter((v, i) => i < (all ? kMost : kFirst) || v.value === chosen);
  return { shown, further: Math.max(0, Math.min(values.length, kMost) - kFirst) };
}
