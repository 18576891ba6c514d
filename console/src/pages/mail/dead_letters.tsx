// What was given up: nobody at that address has been told. One row for each thing to mend, with what to do.
import { useState } from "preact/hooks";
import { api } from "../../api/client";
import { changed } from "../../api/questions";
import type { Mail } from "../../api/types/mail";
import { Link } from "../../app/link";
import { Act } from "../../parts/act";
import { ConfirmDialog } from "../../parts/confirm";
import { several } from "../../parts/number";
import { Section } from "../../parts/pairs";
import { Table } from "../../parts/table";
import { Age } from "../../parts/time";
import { type DeadGroup, deadGroups } from "./dead_groups";
import { Reply } from "./mail_table";
import { todoOf } from "./todo";

const kNamed = 4; // mails of a group that are named

export function DeadLetters({ mails, more }: { mails: readonly Mail[]; more: boolean }) {
  const [trying, setTrying] = useState<DeadGroup | null>(null);
  return (
    <Section title={more ? `Given up: the newest ${mails.length}` : `Given up: ${mails.length}`} beside={<Link to="/mail?state=dead">each by itself</Link>}>
      <p class="page-sub spaced">These addresses were not reached. The fallback centre, where there is one, was told instead: the ticket's timeline says so.</p>
      <Table
        caption="Mail that was given up, by address and reason"
        rows={deadGroups(mails)}
        id={(g) => `${g.recipient} ${g.newest.number}`}
        tone={() => "bad"}
        columns={[
          { key: "to", head: "To", kind: "main", cell: (g) => <To of={g} /> },
          { key: "said", head: "Last reply", cell: (g) => <Reply of={g.newest} /> },
          { key: "todo", head: "What to do", kind: "wide", cell: (g) => todoOf(g.newest) },
          { key: "at", head: "Newest", align: "end", kind: "narrow", cell: (g) => <Age at={g.newest.created_at} bare /> },
          {
            key: "act",
            head: "Act",
            kind: "narrow",
            cell: (g) => (
              <Act needs="operator" icon="redrive" onClick={() => setTrying(g)}>
                {g.mails.length > 1 ? `Retry ${g.mails.length}` : "Retry"}
              </Act>
            ),
          },
        ]}
      />
      {trying && <RetryAll group={trying} onClose={() => setTrying(null)} />}
    </Section>
  );
}

function To({ of }: { of: DeadGroup }) {
  return (
    <>
      {of.recipient}
      <span class="cell-sub">
        {several(of.mails.length, "mail")}:{" "}
        {of.mails.slice(0, kNamed).map((m, i) => (
          <span key={m.number}>
            {i > 0 && ", "}
            <Link to={`/mail/${m.number}`}>{m.ticket ?? `mail ${m.number}`}</Link>
          </span>
        ))}
        {of.mails.length > kNamed && ` and ${of.mails.length - kNamed} more`}
      </span>
    </>
  );
}

function RetryAll({ group, onClose }: { group: DeadGroup; onClose: () => void }) {
  const number = several(group.mails.length, "mail");
  const send = async () => {
    for (const m of group.mails) await api(`/mail/${m.number}/retry`, { method: "POST" });
    changed(["mail", "tickets"]);
  };
  return (
    <ConfirmDialog title={`Try ${number} to ${group.recipient} again`} verb="Try again" send={send} done={`${number} to ${group.recipient} ${group.mails.length === 1 ? "is" : "are"} tried again.`} onClose={onClose}>
      <div class="dialog-text">
        <p>Each goes out as it was composed, to the same address and under the same Message-ID, with a new count of tries.</p>
        {group.mails.some((m) => m.maybe_sent > 0) && <p class="warn-text">Some may have arrived before: then they arrive a second time.</p>}
      </div>
    </ConfirmDialog>
  );
}
