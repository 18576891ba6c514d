// Whether Redrive itself can do its work: mail goes out, agents are there.
import type { ComponentChildren } from "preact";
import type { Overview } from "../../api/types/overview";
import { Link } from "../../app/link";
import { Badge } from "../../parts/badge";
import { count } from "../../parts/number";
import { Pairs, Section } from "../../parts/pairs";
import { Age } from "../../parts/time";

export function Health({ now }: { now: Overview }) {
  const { mail, agents } = now;
  const items: [string, ComponentChildren][] = [
    [
      "Mail out",
      mail.hold ? (
        <>
          <Badge tone="bad" icon="pause">
            all held
          </Badge>{" "}
          by {mail.hold.by} <Age at={mail.hold.since} />
          {mail.hold.why && `: ${mail.hold.why}`}
        </>
      ) : (
        `${count(mail.pending)} to be sent, ${count(mail.held)} held`
      ),
    ],
    ["Given up", mail.dead > 0 ? <Link to="/mail?state=dead">{count(mail.dead)} mails: see why, and retry</Link> : "none"],
    ["Mail in", `${count(mail.new)} not read yet, ${count(mail.quarantined)} in quarantine`],
    ["Silent agents", agents.silent.length > 0 ? <Silent names={agents.silent} /> : "none"],
    ["Keys that knock", agents.pending > 0 ? <Link to="/agents">{count(agents.pending)}: accept or reject</Link> : "none"],
  ];
  return (
    <Section title="Redrive itself">
      <div class="panel">
        <Pairs items={items} />
      </div>
    </Section>
  );
}

function Silent({ names }: { names: string[] }) {
  const shown = names.slice(0, 8);
  return (
    <>
      {shown.map((n, i) => (
        <span key={n}>
          {i > 0 && ", "}
          <Link to={`/failures?server=${encodeURIComponent(n)}`}>{n}</Link>
        </span>
      ))}
      {names.length > shown.length && ` and ${names.length - shown.length} more`}
    </>
  );
}
