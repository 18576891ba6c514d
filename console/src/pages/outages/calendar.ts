// Where occurrences lie on a strip of days. Pure; days are those of the person's own clock.
import type { Occurrence } from "./occurrences";

export interface Day {
  start: number;
  end: number; // the next midnight: days of 23 and 25 hours are as long as they are
  weekend: boolean;
}

export interface Bar {
  left: number; // shares of the strip, 0 to 1
  width: number;
  begins: boolean; // within the strip
  ends: boolean;
  occurrence: Occurrence;
}

export function daysFrom(now: number, number: number): Day[] {
  const today = new Date(now);
  return Array.from({ length: number }, (_, i) => {
    const start = new Date(today.getFullYear(), today.getMonth(), today.getDate() + i);
    const end = new Date(today.getFullYear(), today.getMonth(), today.getDate() + i + 1);
    return { start: start.getTime(), end: end.getTime(), weekend: start.getDay() % 6 === 0 };
  });
}

const kNarrowest = 0.006; // a bar that can be seen and pressed

export function barOf(occurrence: Occurrence, days: readonly Day[]): Bar | null {
  const from = days[0]?.start ?? 0;
  const to = days.at(-1)?.end ?? 0;
  const start = Math.max(occurrence.start, from);
  const end = Math.min(occurrence.end, to);
  if (end <= start) return null;
  const width = Math.max((end - start) / (to - from), kNarrowest);
  return { left: Math.min((start - from) / (to - from), 1 - width), width, begins: occurrence.start >= from, ends: occurrence.end <= to, occurrence };
}

export function shareOf(at: number, days: readonly Day[]): number {
  const from = days[0]?.start ?? 0;
  const to = days.at(-1)?.end ?? 1;
  return (at - from) / (to - from);
}
