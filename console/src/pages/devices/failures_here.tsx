// What is open here, newest first; all of it is a link away.
import { withParameters } from "../../api/client";
import type { Failure } from "../../api/types/failure";
import type { Page } from "../../api/types/list";
import { useAsk } from "../../api/use_ask";
import { Link } from "../../app/link";
import { Shown } from "../../parts/asked";
import { DeviceLink } from "../../parts/links";
import { Section } from "../../parts/pairs";
import { Table } from "../../parts/table";
import { Age } from "../../parts/time";
import { typeWord } from "../../parts/words";

export function useFailures(filter: Record<string, string | null>) {
  return useAsk<Page<Failure>>(withParameters("/failures", { ...filter, limit: 20 }), ["failures"]);
}

export function FailuresHere({ filter }: { filter: Record<string, string | null> }) {
  const asked = useFailures(filter);
  const all = withParameters("/failures", filter);
  return (
    <Section title="Open failures" beside={asked.data && asked.data.items.length > 0 && <Link to={all}>with the road to their fix</Link>}>
      <Shown asked={asked}>
        {(page) =>
          page.items.length === 0 ? (
            <p class="panel quiet">Nothing is failing here: what was distributed has succeeded, or was proven mended.</p>
          ) : (
            <>
              <Table
                caption="Open failures here"
                rows={page.items}
                id={(f) => [f.server, f.device, f.job, f.failure_type, f.package].join(" ")}
                tone={(f) => (f.again !== null ? "bad" : undefined)}
                columns={[
                  { key: "what", head: "Failure", kind: "main", cell: (f) => <Link to={`/failures?type=${encodeURIComponent(f.failure_type)}`}>{typeWord(f.failure_type)}</Link> },
                  { key: "device", head: "Device", kind: "narrow", cell: (f) => <DeviceLink name={f.device ?? f.server} /> },
                  { key: "message", head: "Message", kind: "wide", cell: (f) => <span class="clip" title={f.message}>{f.message}</span> },
                  { key: "count", head: "Counted", align: "end", kind: "narrow", cell: (f) => `×${f.count}` },
                  { key: "ticket", head: "Ticket", kind: "narrow", cell: (f) => (f.ticket ? <Link to={`/tickets/${f.ticket}`}>{f.ticket}</Link> : <span class="quiet">none yet</span>) },
                  { key: "last", head: "Last", align: "end", kind: "narrow", cell: (f) => <Age at={f.last_at} bare /> },
                ]}
              />
              {page.next !== null && (
                <p class="pager">
                  <Link to={all} class="button">
                    All open failures here
                  </Link>
                </p>
              )}
            </>
          )
        }
      </Shown>
    </Section>
  );
}
