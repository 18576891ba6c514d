// Mail that came in, and what was made of it; quarantined mail wants a person.
import { withParameters } from "../../api/client";
import type { Page } from "../../api/types/list";
import type { Status } from "../../api/types/overview";
import type { Received, ReceivedState } from "../../api/types/received";
import { useAsk } from "../../api/use_ask";
import { Link, usePlace } from "../../app/link";
import { Shown } from "../../parts/asked";
import { Empty } from "../../parts/empty";
import { Choices } from "../../parts/filter";
import { bytes } from "../../parts/number";
import { Pager } from "../../parts/pager";
import { PageHead } from "../../parts/page_head";
import { Table } from "../../parts/table";
import { Age } from "../../parts/time";
import { Told } from "../../parts/told";
import { TicketOf } from "./mail_table";
import { kReceived, ReceivedBadge } from "./received_badge";
import { MailTabs } from "./views";

const kChoices = [{ value: "", label: "all" }, ...(["quarantined", "new", "alerts", "reply", "note", "bounce", "automatic"] as ReceivedState[]).map((value) => ({ value, label: kReceived[value].word }))];

export function ReceivedPage() {
  const { query } = usePlace();
  const asked = useAsk<Page<Received>>(withParameters("/mail/received", { state: query.get("state"), after: query.get("after"), limit: 100 }));
  return (
    <>
      <PageHead title="Received mail">Alerts, replies to tickets and bounces. Each is kept as it came, and says what was made of it.</PageHead>
      <MailTabs />
      <Mailbox />
      <div class="list-tools">
        <Choices name="state" label="State" choices={kChoices} />
      </div>
      <Shown asked={asked}>
        {(page) => (
          <>
            {page.items.length > 0 ? <List rows={page.items} /> : <Nothing filtered={query.has("state")} />}
            <Pager next={page.next} shown={page.items.length} what="mails" />
          </>
        )}
      </Shown>
    </>
  );
}

function Nothing({ filtered }: { filtered: boolean }) {
  return filtered ? (
    <Empty title="No received mail fits">
      <Link to="/received">Show all received mail</Link>
    </Empty>
  ) : (
    <Empty title="No mail has come in yet">
      Central reads a mailbox when <code>[mailbox]</code> of its configuration names one, and takes what <code>redrive alerts submit-mail</code> hands in.
    </Empty>
  );
}

function Mailbox() {
  const box = useAsk<Status>("/status", ["failures", "tickets", "redistributions", "mail", "agents"]).data?.mailbox;
  if (!box) return null;
  return (
    <div class={box.trouble ? "notice bad" : "notice"} role="status">
      <strong>{box.name}</strong>{" "}
      {box.trouble ? (
        <>
          cannot be read since <Age at={box.trouble_since} />: {box.trouble}. Mail waits there; look at [mailbox] in central.toml.
        </>
      ) : (
        <>
          was last read <Age at={box.last_read} none="never yet" />
        </>
      )}
    </div>
  );
}

function List({ rows }: { rows: Received[] }) {
  return (
    <Table
      caption="Received mail"
      rows={rows}
      id={(r) => String(r.number)}
      tone={(r) => (r.state === "quarantined" ? "bad" : undefined)}
      columns={[
        { key: "number", head: "Mail", kind: "main", cell: (r) => <Link to={`/received/${r.number}`}>mail {r.number}</Link> },
        { key: "state", head: "State", kind: "narrow", cell: (r) => <ReceivedBadge state={r.state} /> },
        { key: "why", head: "Why", kind: "wide", cell: (r) => (r.why ? <Told text={r.why} /> : <span class="quiet">{kReceived[r.state]?.means}</span>) },
        { key: "ticket", head: "Ticket", kind: "narrow", cell: (r) => <TicketOf of={r} /> },
        { key: "source", head: "Through", cell: (r) => r.source },
        { key: "size", head: "Size", align: "end", kind: "narrow", cell: (r) => bytes(r.size) },
        { key: "at", head: "Came", align: "end", kind: "narrow", cell: (r) => <Age at={r.received_at} /> },
      ]}
    />
  );
}
