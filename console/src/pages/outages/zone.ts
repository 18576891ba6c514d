// Wall-clock times of a zone. Pure.
export interface Wall {
  year: number;
  month: number; // 1 to 12
  day: number;
  hour: number;
  minute: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" });
    formats.set(zone, format);
  }
  return format;
}

export function wallOf(at: number, zone: string): Wall {
  const parts = Object.fromEntries(formatOf(zone).formatToParts(at).map((p) => [p.type, Number(p.value)]));
  return { year: parts.year ?? 0, month: parts.month ?? 0, day: parts.day ?? 0, hour: parts.hour ?? 0, minute: parts.minute ?? 0 };
}

const kDay = 86_400_000;

// The moment at which the clocks of the zone show this: the first where they show it twice, and in an hour that they
// skip the moment as if they had not.
export function momentOf(wall: Wall, zone: string): number {
  const wanted = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute);
  const before = wanted - aheadOf(wanted - kDay, zone);
  const after = wanted - aheadOf(wanted + kDay, zone);
  return before + aheadOf(before, zone) !== wanted && after + aheadOf(after, zone) === wanted ? after : before;
}

// How much the clocks of the zone are ahead of UTC then.
function aheadOf(at: number, zone: string): number {
  const w = wallOf(at, zone);
  return Date.UTC(w.year, w.month - 1, w.day, w.hour, w.minute) - Math.floor(at / 60_000) * 60_000;
}

export function knownZone(zone: string): boolean {
  try {
    formatOf(zone);
    return true;
  } catch {
    return false;
  }
}
