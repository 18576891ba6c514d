// One mail: how it went, what the servers said, and the mail itself.
import type { Mail } from "../../api/types/mail";
import type { TicketShown } from "../../api/types/ticket";
import { useAsk } from "../../api/use_ask";
import { Link } from "../../app/link";
import { Shown } from "../../parts/asked";
import { PageHead } from "../../parts/page_head";
import { Pairs, Section } from "../../parts/pairs";
import { MailBadge } from "../../parts/states";
import { TextBlock } from "../../parts/text_block";
import { Age, Time } from "../../parts/time";
import { Told } from "../../parts/told";
import type { PageProps } from "../page";
import { attemptsOf } from "./attempts";
import { mailWord } from "../../parts/words";
import { MailAct } from "./mail_act";
import { Reply, TicketOf } from "./mail_table";
import { todoOf } from "./todo";

type MailShown = Mail & { message: string };

export function OneMailPage({ parameters }: PageProps) {
  const number = parameters.number ?? "";
  const asked = useAsk<MailShown>(`/mail/${encodeURIComponent(number)}`, ["mail"]);
  const mail = asked.data;
  return (
    <>
      <PageHead
        title={mail ? `Mail to ${mail.recipient}: ${mailWord(mail.kind)}` : `Mail ${number}`}
        above={<Link to="/mail">Mail</Link>}
        beside={mail && <MailBadge state={mail.state} />}
        actions={
          mail && (
            <>
              <MailAct mail={mail} what="retry" main={mail.state === "dead"} />
              {mail.state === "held" ? <MailAct mail={mail} what="release" /> : <MailAct mail={mail} what="hold" />}
            </>
          )
        }
      >
        {mail && (
          <>
            of <TicketOf of={mail} />, decided <Age at={mail.created_at} />
          </>
        )}
      </PageHead>
      <Shown asked={asked}>
        {(m) => (
          <div class="columns">
            <div>
              {m.state === "dead" && (
                <div class="notice bad">
                  <strong>What to do:</strong> {todoOf(m)}
                </div>
              )}
              <Section title="As it is sent" beside={m.ticket?.startsWith("RD-") && <Link to={`/tickets/${m.ticket}/mail`}>what it would say now</Link>}>
                <TextBlock text={m.message} label="The whole mail" />
              </Section>
            </div>
            <div>
              <Section title="How it went">
                <div class="panel">
                  <Pairs
                    items={[
                      ["Centre", m.centre],
                      ["Tries", m.attempts],
                      ["Next try", m.state === "pending" && <Age at={m.next_at} />],
                      ["Last reply", <Reply of={m} />],
                      ["Message-ID", <code>{m.message_id}</code>],
                    ]}
                  />
                </div>
              </Section>
              {m.ticket?.startsWith("RD-") && <Attempts mail={m} />}
            </div>
          </div>
        )}
      </Shown>
    </>
  );
}

function Attempts({ mail }: { mail: Mail }) {
  const ticket = useAsk<TicketShown>(`/tickets/${encodeURIComponent(mail.ticket ?? "")}`, ["tickets", "mail"]);
  const lines = attemptsOf(mail, ticket.data?.timeline ?? []);
  if (lines.length === 0) return null;
  return (
    <Section title="Each try" beside={<span class="quiet">from the ticket's timeline</span>}>
      <ol class="panel stack">
        {lines.map((l, i) => (
          <li key={`${l.at} ${i}`}>
            <span class="quiet">
              <Time at={l.at} />
            </span>
            <p>
              <Told text={l.text} />
            </p>
          </li>
        ))}
      </ol>
    </Section>
  );
}
