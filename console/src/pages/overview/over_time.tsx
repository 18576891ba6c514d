// Failures of the last day: what opened, what cleared.
import { useMemo } from "preact/hooks";
import type { Overview } from "../../api/types/overview";
import { Chart } from "../../parts/chart";
import { count } from "../../parts/number";
import { Section } from "../../parts/pairs";

export function OverTime({ now }: { now: Overview }) {
  const buckets = now.over_time;
  const at = useMemo(() => buckets.map((b) => Date.parse(b.at) / 1000), [buckets]);
  const series = useMemo(
    () => [
      { label: "opened", colour: "bad", values: buckets.map((b) => b.opened), bars: true },
      { label: "cleared", colour: "good", values: buckets.map((b) => b.cleared) },
    ],
    [buckets],
  );
  const sum = (of: "opened" | "cleared") => buckets.reduce((all, b) => all + b[of], 0);
  return (
    <Section title="Failures over 24 hours">
      <div class="panel">
        <Chart at={at} series={series} says={`${count(sum("opened"))} opened, ${count(sum("cleared"))} cleared`} />
      </div>
    </Section>
  );
}
