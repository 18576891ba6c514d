// Every open failure record, narrowed by search and facets, each with its road from failure to fix; chosen ones are
// planned to be done again.
import { useMemo, useState } from "preact/hooks";
import { withParameters } from "../../api/client";
import type { FacetValue, Facets as FacetNumbers, Failure } from "../../api/types/failure";
import type { Page } from "../../api/types/list";
import { useAsk } from "../../api/use_ask";
import { Link, usePlace } from "../../app/link";
import { PlanDialog } from "../../fix/plan_dialog";
import { chosenOf, type Offer, placesOf } from "../../fix/plan_wish";
import { useKnown } from "../../fix/use_known";
import { Act } from "../../parts/act";
import { Shown } from "../../parts/asked";
import { Empty } from "../../parts/empty";
import { Facets, SearchField } from "../../parts/filter";
import { several } from "../../parts/number";
import { Pager } from "../../parts/pager";
import { PageHead } from "../../parts/page_head";
import { typeWord } from "../../parts/words";
import { FailureTable } from "./failure_table";

const kFilters = ["type", "site", "server", "package", "device", "job", "ticket", "since", "q"] as const;
const kPageSize = 100;
const kListGap = 3000; // ms: whoever reads the list wants it to stand still for a moment, however many alerts arrive

export function FailuresPage() {
  const { query } = usePlace();
  const filters = Object.fromEntries(kFilters.map((f) => [f, query.get(f)]));
  const asked = useAsk<Page<Failure>>(withParameters("/failures", { ...filters, after: query.get("after"), limit: kPageSize }), ["failures"], kListGap);
  const numbers = useAsk<FacetNumbers>(withParameters("/failures/facets", filters), ["failures"], kListGap);
  const known = useKnown();
  const [chosen, setChosen] = useState<ReadonlyMap<string, Failure>>(new Map());
  const [planning, setPlanning] = useState(false);
  const open = numbers.data?.open;
  const rows = asked.data?.items;
  // Drawn anew only when what it shows has changed: it is a hundred rows, and the numbers beside it change every second.
  const table = useMemo(() => rows && rows.length > 0 && <FailureTable failures={rows} known={known} chosen={chosen} choose={setChosen} />, [rows, known, chosen]);

  return (
    <>
      <PageHead
        title="Failures"
        actions={
          <Act needs="operator" icon="redrive" main={chosen.size > 0} onClick={() => setPlanning(true)} not={open === 0 ? "has nothing to plan: no failure is open here" : null}>
            {chosen.size > 0 ? `Plan redistribution of ${chosen.size} chosen` : "Plan redistribution"}
          </Act>
        }
      >
        What did not succeed and has not been proven mended since. Each line goes from failure to fix.
      </PageHead>
      <div class="list-page">
        <FacetColumn numbers={numbers.data} />
        <div>
          <div class="list-tools">
            <SearchField label="Search in device, server, package, message and type" hint="Words in device, server, package, message" />
            <span role="status">{open === undefined ? "" : `${several(open, "open failure")}${filtered(query) ? " fit" : ""}`}</span>
            {filtered(query) && <Link to="/failures">Show all</Link>}
            {chosen.size > 0 && (
              <button type="button" class="plain" onClick={() => setChosen(new Map())}>
                Choose none
              </button>
            )}
          </div>
          <OtherFilters />
          <Shown asked={asked}>
            {(page) => (
              <>
                {table || <NothingOpen filtered={filtered(query)} />}
                <Pager next={page.next} shown={page.items.length} what="failures" />
              </>
            )}
          </Shown>
        </div>
      </div>
      {planning && (
        <PlanDialog
          offers={offersOf([...chosen.values()], filtered(query) ? (asked.data?.items ?? []) : [], query.get("type"), query.get("package"), query.get("ticket"))}
          onClose={() => {
            setPlanning(false);
            setChosen(new Map());
          }}
        />
      )}
    </>
  );
}

function filtered(query: URLSearchParams): boolean {
  return kFilters.some((f) => query.has(f));
}

function FacetColumn({ numbers }: { numbers: FacetNumbers | undefined }) {
  if (!numbers) return <div />;
  const named = (values: FacetValue[]) => values.flatMap(({ value, open }) => (value === null ? [] : [{ value, open }]));
  const groups = [
    { name: "type", title: "Type", values: named(numbers.by_type).map((v) => ({ ...v, label: typeWord(v.value) })) },
    { name: "site", title: "Site", values: named(numbers.by_site) },
    { name: "server", title: "Server", values: named(numbers.by_server) },
    { name: "package", title: "Package", values: named(numbers.by_package) },
  ];
  return (
    <aside aria-label="Narrow the list">
      <div class="facets-desk">
        <Facets groups={groups} />
      </div>
      <details class="facets-phone">
        <summary class="button">Narrow by type, site, server, package</summary>
        <Facets groups={groups} />
      </details>
    </aside>
  );
}

// Filters that came by a link and have no facet.
function OtherFilters() {
  const { query } = usePlace();
  const others = (["device", "job", "ticket", "since"] as const).filter((f) => query.has(f));
  if (others.length === 0) return null;
  return (
    <p class="list-tools">
      Only {others.map((f) => `${f} ${query.get(f)}`).join(", ")}.
    </p>
  );
}

function NothingOpen({ filtered }: { filtered: boolean }) {
  if (filtered)
    return (
      <Empty title="No open failure fits">
        <Link to="/failures">Show all open failures</Link>, or take a filter away.
      </Empty>
    );
  return (
    <Empty title="Nothing is failing">
      Every distribution that was reported has succeeded, or was proven mended. Alerts come from agents, HTTP, mail and syslog; the first that names a failure appears here by itself.
    </Empty>
  );
}

export function offersOf(chosen: readonly Failure[], shown: readonly Failure[], type: string | null, pack: string | null, ticket: string | null): Offer[] {
  const offers: Offer[] = [];
  // Each may be wider than the one before it, so that what is offered first is the least.
  const rows = chosenOf(chosen.length > 0 ? chosen : shown);
  if (rows.length > 0) {
    const { servers, plans } = placesOf(rows);
    offers.push({
      label: `What is ${chosen.length > 0 ? "chosen" : "shown"}: ${several(rows.filter((r) => r.device).length, "device")} of ${several(servers, "server")}`,
      explain: rows.every((r) => r.device) ? "just these devices" : "just these devices, and all that did not succeed where a server itself is among them",
      wish: { chosen: rows },
      plans,
    });
  }
  if (ticket) offers.push({ label: `All of ticket ${ticket}`, explain: "every server and job it is about", wish: { ticket } });
  if (type) offers.push({ label: `All of type ${typeWord(type)}`, explain: "on every server where it is open", wish: { type } });
  if (pack) offers.push({ label: `All of package ${pack}`, explain: "on every server where it failed", wish: { package: pack } });
  if (type && pack) offers.push({ label: `Package ${pack} where it failed with ${typeWord(type)}`, explain: "both at once", wish: { type, package: pack } });
  offers.push({ label: "Everything that failed", explain: "every server with an open failure of a job", wish: { all_failed: true } });
  return offers;
}

