// Times and spans as people read them. Pure: now is an argument.
const kUnits: [number, string][] = [
  [86_400, "d"],
  [3_600, "h"],
  [60, "min"],
];

// "45 s", "12 min", "3 h 20 min", "5 d 4 h"
export function spanText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  for (const [i, [size, name]] of kUnits.entries()) {
    if (whole < size) continue;
    const first = Math.floor(whole / size);
    const below = kUnits[i + 1];
    const second = below && first < 10 ? Math.floor((whole % size) / below[0]) : 0;
    return second > 0 && below ? `${first} ${name} ${second} ${below[1]}` : `${first} ${name}`;
  }
  return `${whole} s`;
}

export function ageText(at: string, now: number): string {
  const seconds = (now - Date.parse(at)) / 1000;
  if (!Number.isFinite(seconds)) return "–";
  if (seconds < -5) return `in ${spanText(-seconds)}`;
  if (seconds < 10) return "just now";
  return `${spanText(seconds)} ago`;
}

// Without words around it, for columns: "12 min"
export function agedText(at: string, now: number): string {
  const seconds = (now - Date.parse(at)) / 1000;
  return Number.isFinite(seconds) ? spanText(Math.abs(seconds)) : "–";
}

// Local: "14:03:22" today, "Mon 2 Mar 14:03" else, with the year where it is another
export function localText(at: string, now: number, locale?: string): string {
  const time = new Date(at);
  if (Number.isNaN(time.getTime())) return "–";
  const today = new Date(now);
  const clock = formatsOf(locale).clock.format(time);
  if (time.toDateString() === today.toDateString()) return clock;
  const day = formatsOf(locale).day.format(time);
  const year = time.getFullYear() === today.getFullYear() ? "" : ` ${time.getFullYear()}`;
  return `${day}${year} ${clock.slice(0, 5)}`;
}

// Made once: a list of a hundred rows has hundreds of times, and making a format takes longer than all else of them.
const formats = new Map<string | undefined, { clock: Intl.DateTimeFormat; day: Intl.DateTimeFormat }>();

function formatsOf(locale: string | undefined) {
  let known = formats.get(locale);
  if (!known) {
    known = {
      clock: new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }),
      day: new Intl.DateTimeFormat(locale ?? "en-GB", { weekday: "short", day: "numeric", month: "short" }),
    };
    formats.set(locale, known);
  }
  return known;
}

// "2026-03-02 00:02:13 UTC"
export function utcText(at: string): string {
  const time = new Date(at);
  if (Number.isNaN(time.getTime())) return at;
  return `${time.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

// What central writes as a span ("90s", "2m", "1h") in seconds, or null.
export function secondsOf(span: string | null): number | null {
  const found = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(span ?? "");
  if (!found) return null;
  const unit = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 }[found[2] as "ms" | "s" | "m" | "h" | "d"];
  return Number(found[1]) * unit;
}
