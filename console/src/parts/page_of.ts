// A page of a list that is here as a whole, after so many of its rows. Pure.
const kPage = 100;

export function pageOf<T>(rows: readonly T[], after: string | null): { rows: readonly T[]; next: number | null } {
  const given = /^\d{1,9}$/.test(after ?? "") ? Number(after) : 0;
  const begin = given < rows.length ? given : 0; // the list may have become shorter since
  return { rows: rows.slice(begin, begin + kPage), next: begin + kPage < rows.length ? begin + kPage : null };
}
