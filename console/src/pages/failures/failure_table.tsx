import { useMemo } from "preact/hooks";
import type { Failure } from "../../api/types/failure";
import { Link, usePlace } from "../../app/link";
import { withQuery } from "../../app/location";
import { type Known, roadOf, type Step } from "../../fix/road";
import { RoadStep } from "../../fix/road_line";
import { Icon } from "../../parts/icon";
import { count } from "../../parts/number";
import { type Column, type Selection, Table } from "../../parts/table";
import { Age } from "../../parts/time";
import { tellingPart, typeWord } from "../../parts/words";

interface Props {
  failures: readonly Failure[];
  known: Known;
  chosen: ReadonlyMap<string, Failure>;
  choose: (chosen: ReadonlyMap<string, Failure>) => void;
}

export function keyOf(f: Failure): string {
  return [f.server, f.device, f.job, f.failure_type, f.package].join(" ");
}

export function FailureTable({ failures, known, chosen, choose }: Props) {
  const select = useMemo(() => selectionOf(chosen, choose), [chosen]);
  const columns = useMemo(() => columnsOf(known), [known]);
  return <Table caption="Open failures" rows={failures} id={keyOf} select={select} tone={(f) => (f.again !== null ? "bad" : undefined)} columns={columns} />;
}

function selectionOf(chosen: Props["chosen"], choose: Props["choose"]): Selection<Failure> {
  const picked = new Map(chosen); // several rows may be toggled before the next drawing
  return {
    has: (f) => chosen.has(keyOf(f)),
    toggle: (f, on) => {
      if (on) picked.set(keyOf(f), f);
      else picked.delete(keyOf(f));
      choose(new Map(picked));
    },
    may: (f) => (f.job ? null : "it is of no distribution, so there is nothing to do again"),
    label: (f) => `${f.device ?? f.server ?? "failure"}, ${typeWord(f.failure_type)}`,
  };
}

function columnsOf(known: Known): Column<Failure>[] {
  return [
    { key: "what", head: "Device", kind: "main", cell: (f) => <Where failure={f} /> },
    { key: "site", head: "Site", kind: "narrow", cell: (f) => <Site code={f.location} /> },
    { key: "failure", head: "Failure", kind: "wide", cell: (f) => <What failure={f} /> },
    // The road from failure to fix, a column a step, so that the eye runs down what waits.
    { key: "counted", head: "Counted", kind: "narrow", cell: (f) => <Counted failure={f} /> },
    { key: "ticket", head: "→ Ticket", kind: "narrow", cell: (f) => <Steps of={roadOf(f, known)} keys={["ticket"]} /> },
    { key: "mail", head: "→ Mail", kind: "narrow", cell: (f) => <Steps of={roadOf(f, known)} keys={["mail"]} /> },
    { key: "again", head: "→ Done again", kind: "narrow", cell: (f) => <Steps of={roadOf(f, known)} keys={["plan", "again"]} /> },
  ];
}

function Counted({ failure }: { failure: Failure }) {
  return (
    <span class="road-step road-done">
      <Icon name="check" label="done" />
      <span>
        ×{count(failure.count)}
        <span class="cell-sub">
          <Age at={failure.last_at} bare />
        </span>
      </span>
    </span>
  );
}

function Steps({ of, keys }: { of: Step[]; keys: Step["key"][] }) {
  const shown = of.filter((s) => keys.includes(s.key));
  return shown.length > 0 ? (
    <>
      {shown.map((s) => (
        <RoadStep key={s.key} step={s} />
      ))}
    </>
  ) : (
    <span class="quiet">–</span>
  );
}

function Where({ failure }: { failure: Failure }) {
  return (
    <>
      <span>{failure.device ?? failure.server ?? "–"}</span>
      <span class="cell-sub">{failure.device ? failure.server : "the server itself"}</span>
    </>
  );
}

function Site({ code }: { code: string | null }) {
  const place = usePlace();
  return code ? <Link to={withQuery(place, { site: code })}>{code}</Link> : <span class="quiet">unknown</span>;
}

function What({ failure }: { failure: Failure }) {
  const place = usePlace();
  return (
    <>
      <Link to={withQuery(place, { type: failure.failure_type })} title={failure.failure_type}>
        {typeWord(failure.failure_type)}
      </Link>
      {failure.package && <span class="quiet"> · {failure.package}</span>}
      <span class="cell-sub clip" title={failure.message}>
        {tellingPart(failure.message)}
      </span>
    </>
  );
}
