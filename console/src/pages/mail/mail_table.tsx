import type { Mail } from "../../api/types/mail";
import { Link } from "../../app/link";
import { MailBadge } from "../../parts/states";
import { Table } from "../../parts/table";
import { Age } from "../../parts/time";
import { mailWord } from "../../parts/words";

export function MailTable({ mails }: { mails: readonly Mail[] }) {
  return (
    <Table
      caption="Mails"
      rows={mails}
      id={(m) => String(m.number)}
      tone={(m) => (m.state === "dead" ? "bad" : m.state === "held" ? "warn" : undefined)}
      columns={[
        { key: "to", head: "To", kind: "main", cell: (m) => <To of={m} /> },
        { key: "state", head: "State", kind: "narrow", cell: (m) => <State of={m} /> },
        { key: "ticket", head: "Of", kind: "narrow", cell: (m) => <TicketOf of={m} /> },
        { key: "reply", head: "Last reply", kind: "wide", cell: (m) => <Reply of={m} /> },
        { key: "tries", head: "Tries", align: "end", kind: "narrow", cell: (m) => m.attempts },
        { key: "at", head: "Decided", align: "end", kind: "narrow", cell: (m) => <Age at={m.created_at} bare /> },
      ]}
    />
  );
}

function To({ of }: { of: Mail }) {
  return (
    <>
      <Link to={`/mail/${of.number}`}>{of.recipient}</Link>
      <span class="cell-sub">
        {mailWord(of.kind)}
        {of.centre && `, centre ${of.centre}`}
      </span>
    </>
  );
}

function State({ of }: { of: Mail }) {
  return (
    <>
      <MailBadge state={of.state} />
      {of.state === "pending" && of.next_at && (
        <span class="cell-sub">
          next try <Age at={of.next_at} />
        </span>
      )}
    </>
  );
}

export function TicketOf({ of }: { of: Pick<Mail, "ticket"> }) {
  if (!of.ticket) return <span class="quiet">–</span>;
  return of.ticket.startsWith("RD-") ? <Link to={`/tickets/${of.ticket}`}>{of.ticket}</Link> : <span>{of.ticket}</span>;
}

export function Reply({ of }: { of: Pick<Mail, "last_reply" | "relay" | "queue_id" | "maybe_sent"> }) {
  if (!of.last_reply) return <span class="quiet">none yet</span>;
  return (
    <span class="reply">
      <code>{of.last_reply}</code>
      {of.relay && <span class="cell-sub">from {of.relay}{of.queue_id && `, kept there as ${of.queue_id}`}</span>}
      {of.maybe_sent > 0 && <span class="cell-sub warn-text">may have arrived {of.maybe_sent === 1 ? "once" : `${of.maybe_sent} times`} before</span>}
    </span>
  );
}
