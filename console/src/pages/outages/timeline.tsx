// The next fourteen days at a glance: a row for each outage, a bar for each time it lasts. The row's name
// is the link and its times stand there in words, so the eye, the keyboard and the ear get the same.
import type { Outage } from "../../api/types/outage";
import { useNow } from "../../app/clock";
import { Link } from "../../app/link";
import { go } from "../../app/location";
import { outageAt } from "../../parts/places";
import { localText } from "../../parts/span";
import { barOf, type Bar, type Day, daysFrom, shareOf } from "./calendar";
import { OutageBadge } from "./outage_badge";
import { occurrencesOf } from "./occurrences";
import { coversText, whatOf } from "./what";

const kDays = 14;
const percent = (share: number) => `${(100 * share).toFixed(3)}%`;

export function Timeline({ outages }: { outages: readonly Outage[] }) {
  const now = useNow();
  const days = daysFrom(now, kDays);
  const to = days.at(-1)?.end ?? now;
  const rows = outages
    .map((outage) => ({ outage, bars: occurrencesOf(outage, now, to).map((o) => barOf(o, days)).filter((b) => b !== null) }))
    .filter((r) => r.bars.length > 0)
    .sort((a, b) => (a.bars[0]?.occurrence.start ?? 0) - (b.bars[0]?.occurrence.start ?? 0));
  if (rows.length === 0) return <p class="panel quiet">Nothing is planned for the next fourteen days.</p>;
  return (
    <div class="calendar">
      <div class="calendar-head" aria-hidden="true">
        <span />
        <div class="calendar-days">
          {days.map((d) => (
            <span key={d.start} class={d.weekend ? "calendar-day weekend" : "calendar-day"}>
              <DayName of={d} />
            </span>
          ))}
        </div>
      </div>
      <ul>
        {rows.map(({ outage, bars }) => (
          <li key={outage.id} class="calendar-row">
            <div class="calendar-name">
              <Link to={outageAt(outage.id ?? "")}>{outage.reason}</Link> <OutageBadge state={outage.state} />
              <span class="cell-sub">
                {whatOf(outage)}: {coversText(outage.covers)}
              </span>
              <span class="cell-sub calendar-times">
                {bars.slice(0, 3).map((b) => wordsOf(b, now)).join("; ")}
                {bars.length > 3 && `; and ${bars.length - 3} times more`}
              </span>
            </div>
            <div class="calendar-track">
              {days.map((d) => (
                <span key={d.start} class={d.weekend ? "calendar-cell weekend" : "calendar-cell"} aria-hidden="true" />
              ))}
              <span class="calendar-now" aria-hidden="true" style={{ left: percent(shareOf(now, days)) }} />
              {bars.map((b) => (
                <span
                  key={b.occurrence.start}
                  onClick={() => go(outageAt(outage.id ?? ""))}
                  aria-hidden="true"
                  class={`calendar-bar ${outage.state === "now" && !b.occurrence.byRule ? "now" : "coming"}${b.begins ? " begins" : ""}${b.ends ? " ends" : ""}${b.occurrence.byRule ? " by-rule" : ""}`}
                  style={{ left: percent(b.left), width: percent(b.width) }}
                  title={`${wordsOf(b, now)}: ${outage.reason}`}
                />
              ))}
            </div>
          </li>
        ))}
      </ul>
      <p class="quiet calendar-key">
        <span class="calendar-swatch now" aria-hidden="true" /> lasts now <span class="calendar-swatch coming" aria-hidden="true" /> next time <span class="calendar-swatch coming by-rule" aria-hidden="true" /> later, by its rule
      </p>
    </div>
  );
}

function DayName({ of }: { of: Day }) {
  const day = new Date(of.start);
  return (
    <>
      {day.toLocaleDateString("en-GB", { weekday: "short" })}
      <strong>{day.getDate()}</strong>
    </>
  );
}

function wordsOf(b: Bar, now: number): string {
  const text = (at: number) => localText(new Date(at).toISOString(), now);
  const { start, end, byRule } = b.occurrence;
  return `${text(start)} to ${end === Infinity ? "for ever" : text(end)}${byRule ? " (by its rule)" : ""}`;
}
