// The numbers that make tickets: how many are counted, how many there may be, within which time.
import type { Counter } from "../../api/types/estate";
import { Badge } from "../../parts/badge";
import { DeviceLink, SiteLink } from "../../parts/links";
import { count } from "../../parts/number";
import { Table } from "../../parts/table";
import { Age } from "../../parts/time";
import { typeWord } from "../../parts/words";

export function CounterTable({ counters }: { counters: readonly Counter[] }) {
  return (
    <Table
      caption="Counters"
      rows={counters}
      id={(c) => [c.scope, c.subject, c.failure_type].join(" ")}
      tone={(c) => (c.in_window > c.limit ? "warn" : undefined)}
      columns={[
        { key: "subject", head: "Counted for", kind: "main", cell: (c) => <Subject of={c} /> },
        { key: "type", head: "Failure type", cell: (c) => <span title={c.failure_type}>{typeWord(c.failure_type)}</span> },
        { key: "number", head: "Now", align: "end", kind: "narrow", cell: (c) => <strong>{count(c.in_window)}</strong> },
        { key: "limit", head: "Limit", align: "end", kind: "narrow", cell: (c) => count(c.limit) },
        { key: "window", head: "Within", align: "end", kind: "narrow", cell: (c) => c.window },
        { key: "says", head: "So", kind: "narrow", cell: (c) => <Verdict of={c} /> },
        { key: "total", head: "Since cleared", align: "end", kind: "narrow", cell: (c) => count(c.total) },
        { key: "last", head: "Last", align: "end", kind: "narrow", cell: (c) => <Age at={c.last_at} bare /> },
      ]}
    />
  );
}

export function Verdict({ of }: { of: Pick<Counter, "in_window" | "limit"> }) {
  const needed = of.limit + 1 - of.in_window;
  return needed <= 0 ? (
    <Badge tone="warn" title="the number exceeds its limit: it makes a ticket, or is in one">
      above
    </Badge>
  ) : (
    <span class="quiet">{count(needed)} more to a ticket</span>
  );
}

function Subject({ of }: { of: Counter }) {
  return (
    <>
      {of.scope === "site" ? <SiteLink code={of.subject} /> : of.scope === "device" || of.scope === "server" ? <DeviceLink name={of.subject} /> : of.scope === "fleet" ? "the whole fleet" : of.subject}
      <span class="cell-sub">
        {of.scope === "fleet" ? "" : of.scope}
        {of.member_count > 0 && `${of.scope === "fleet" ? "" : ", "}of ${of.members.slice(0, 6).join(", ")}${of.member_count > 6 ? ` and ${of.member_count - 6} more` : ""}`}
      </span>
    </>
  );
}
