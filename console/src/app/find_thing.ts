// Where a search goes: straight to the thing whose id it is, else to the failures with these words.
export function placeOfSearch(text: string): string {
  const word = text.trim();
  const id = encodeURIComponent(word.toUpperCase());
  if (/^rd-\d{4}-\d+$/i.test(word)) return `/tickets/${id}`;
  if (/^ro-[a-z0-9]{6,}$/i.test(word)) return `/rollouts/RO-${encodeURIComponent(word.slice(3))}`;
  if (/^r-[a-z0-9]{6,}$/i.test(word)) return `/redistributions/R-${encodeURIComponent(word.slice(2))}`;
  if (/^j-[a-z0-9]{6,}$/i.test(word)) return `/distributions/J-${encodeURIComponent(word.slice(2))}`;
  return `/failures?q=${encodeURIComponent(word)}`;
}
