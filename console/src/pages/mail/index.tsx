// Mail on its way out: what was given up first, with what to do; then the queue.
import { useState } from "preact/hooks";
import { api, withParameters } from "../../api/client";
import { changed } from "../../api/questions";
import type { Page } from "../../api/types/list";
import type { Mail } from "../../api/types/mail";
import type { Status } from "../../api/types/overview";
import { useAsk } from "../../api/use_ask";
import { Link, usePlace } from "../../app/link";
import { withQuery } from "../../app/location";
import { Act, ReasonDialog } from "../../parts/act";
import { Shown } from "../../parts/asked";
import { ConfirmDialog } from "../../parts/confirm";
import { Empty } from "../../parts/empty";
import { Choices } from "../../parts/filter";
import { NameFilter } from "../../parts/name_field";
import { Pager } from "../../parts/pager";
import { PageHead } from "../../parts/page_head";
import { Section } from "../../parts/pairs";
import { Time } from "../../parts/time";
import { DeadLetters } from "./dead_letters";
import { MailTable } from "./mail_table";
import { TestDialog } from "./test_dialog";
import { MailTabs } from "./views";

const kStates = ["", "dead", "held", "pending", "sending", "sent"].map((value) => ({ value, label: { "": "all", dead: "given up", pending: "to be sent" }[value] ?? value }));

export function MailPage() {
  const place = usePlace();
  const { query } = place;
  const filters = { state: query.get("state"), ticket: query.get("ticket") };
  const asked = useAsk<Page<Mail>>(withParameters("/mail", { ...filters, after: query.get("after"), limit: 100 }));
  const dead = useAsk<Page<Mail>>("/mail?state=dead&limit=200");
  const filtered = filters.state !== null || filters.ticket !== null;
  return (
    <>
      <PageHead title="Mail" actions={<Actions />}>
        Each ticket is mailed to the maintenance centre of its place. A mail counts as sent when a mail server has taken it; that is not yet a person reading it.
      </PageHead>
      <MailTabs />
      <AllHeld />
      {!filtered && !query.has("after") && dead.data && dead.data.items.length > 0 && <DeadLetters mails={dead.data.items} more={dead.data.next !== null} />}
      <Section title={filtered ? "Mails that fit" : "All mail"} beside={<span class="quiet">newest first</span>}>
        <div class="list-tools">
          <Choices name="state" label="State" choices={kStates} />
          <NameFilter name="ticket" label="Ticket" hint="RD-…" />
          {filtered && (
            <Link to={withQuery(place, { state: null, ticket: null })} class="button">
              Show all
            </Link>
          )}
        </div>
        <Shown asked={asked}>
          {(page) => (
            <>
              {page.items.length > 0 ? (
                <MailTable mails={page.items} />
              ) : (
                <Empty title={filtered ? "No mail fits" : "No mail has been decided yet"}>{filtered ? <Link to="/mail">Show all mail</Link> : "The first ticket brings the first mail. A test mail shows beforehand whether a centre can be reached."}</Empty>
              )}
              <Pager next={page.next} shown={page.items.length} what="mails" />
            </>
          )}
        </Shown>
      </Section>
    </>
  );
}

function useHold() {
  return useAsk<Status>("/status", ["failures", "tickets", "redistributions", "mail", "agents"]).data?.mail.hold;
}

function AllHeld() {
  const hold = useHold();
  if (!hold) return null;
  return (
    <div class="notice warn" role="status">
      <strong>All mail is held</strong> by {hold.by} since <Time at={hold.since} />
      {hold.why && `: ${hold.why}`}. What is decided meanwhile queues up and goes out when it is released.
    </div>
  );
}

function Actions() {
  const hold = useHold();
  const [doing, setDoing] = useState<"hold" | "release" | "test" | null>(null);
  const close = () => setDoing(null);
  return (
    <>
      <Act needs="operator" icon="mail" onClick={() => setDoing("test")}>
        Test mail
      </Act>
      {hold ? (
        <Act needs="operator" icon="play" main onClick={() => setDoing("release")}>
          Release all mail
        </Act>
      ) : (
        <Act needs="operator" danger icon="pause" onClick={() => setDoing("hold")} not={hold === undefined ? "waits for central's answer" : null}>
          Hold all mail
        </Act>
      )}
      {doing === "test" && <TestDialog onClose={close} />}
      {doing === "hold" && (
        <ReasonDialog
          title="Hold all mail"
          explain={<p>From now on no mail goes out, also after a restart: no centre hears of a ticket until somebody releases it. What is decided meanwhile queues up. What is being sent just now may still arrive.</p>}
          label="Why"
          needed
          danger
          verb="Hold all mail"
          send={(text) => api("/mail/hold", { method: "POST", body: { text } }).then(() => changed(["mail"]))}
          done="All mail is held."
          onClose={close}
        />
      )}
      {doing === "release" && (
        <ConfirmDialog title="Release all mail" verb="Release all mail" send={() => api("/mail/release", { method: "POST" }).then(() => changed(["mail"]))} done="Mail goes out again." onClose={close}>
          <p>Everything that has queued up goes out now. A mail that was held by itself stays held.</p>
        </ConfirmDialog>
      )}
    </>
  );
}
