// What of a ticket has not been proven mended.
import type { Failure } from "../../api/types/failure";
import type { TicketShown } from "../../api/types/ticket";
import { Link } from "../../app/link";
import { Section } from "../../parts/pairs";
import { Table } from "../../parts/table";
import { Age } from "../../parts/time";
import { tellingPart, typeWord } from "../../parts/words";

const kShown = 10;

export function OpenRecords({ ticket }: { ticket: TicketShown }) {
  const { failures } = ticket;
  if (failures.length === 0) return null;
  return (
    <Section
      title={`Still failing: ${failures.length >= 100 ? "100 or more" : failures.length}`}
      beside={<Link to={`/failures?ticket=${encodeURIComponent(ticket.id)}`}>all of them</Link>}
    >
      <Table
        caption="Open failure records of this ticket"
        rows={failures.slice(0, kShown)}
        id={(f) => [f.server, f.device, f.job, f.failure_type].join(" ")}
        tone={(f) => (f.again !== null ? "bad" : undefined)}
        columns={[
          { key: "device", head: "Device", kind: "main", cell: (f) => <Name failure={f} /> },
          { key: "message", head: "Failure", kind: "wide", cell: (f) => <Message failure={f} /> },
          { key: "count", head: "Counted", align: "end", kind: "narrow", cell: (f) => `×${f.count}` },
          { key: "last", head: "Last", align: "end", kind: "narrow", cell: (f) => <Age at={f.last_at} bare /> },
        ]}
      />
    </Section>
  );
}

function Name({ failure }: { failure: Failure }) {
  return (
    <>
      {failure.device ?? failure.server}
      <span class="cell-sub">{failure.device ? failure.server : "the server itself"}</span>
    </>
  );
}

function Message({ failure }: { failure: Failure }) {
  return (
    <>
      {typeWord(failure.failure_type)}
      {failure.again !== null && <strong class="bad-text"> failed again in run {failure.again}</strong>}
      <span class="cell-sub clip" title={failure.message}>
        {tellingPart(failure.message)}
      </span>
    </>
  );
}
