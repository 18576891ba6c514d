// Local time to read, UTC on hover and for machines.
import { useNow } from "../app/clock";
import { agedText, ageText, localText, utcText } from "./span";

export function Time({ at, none = "–" }: { at: string | null | undefined; none?: string }) {
  const now = useNow();
  if (!at) return <span class="quiet">{none}</span>;
  return (
    <time dateTime={at} title={`${utcText(at)}, ${ageText(at, now)}`}>
      {localText(at, now)}
    </time>
  );
}

// How long ago, or how long until then. bare: "12 min" without "ago".
export function Age({ at, none = "–", bare = false }: { at: string | null | undefined; none?: string; bare?: boolean }) {
  const now = useNow();
  if (!at) return <span class="quiet">{none}</span>;
  return (
    <time dateTime={at} title={`${localText(at, now)} here, ${utcText(at)}`}>
      {bare ? agedText(at, now) : ageText(at, now)}
    </time>
  );
}
