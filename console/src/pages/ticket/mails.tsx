// Every mail of a ticket: to whom, how it went, what the mail server said, under which id it keeps it.
import type { Mail } from "../../api/types/mail";
import { Link } from "../../app/link";
import { several } from "../../parts/number";
import { Section } from "../../parts/pairs";
import { MailBadge } from "../../parts/states";
import { Age, Time } from "../../parts/time";
import { mailWord } from "../../parts/words";

export function Mails({ mails }: { mails: Mail[] }) {
  return (
    <Section title="Mail" beside={<span class="quiet">each attempt is on the timeline</span>}>
      {mails.length === 0 ? (
        <p class="panel quiet">None yet. It goes out when the hold has passed or the outage has ended.</p>
      ) : (
        <ul class="panel stack">
          {mails.map((m) => (
            <li key={m.number}>
              <div class="line">
                <Link to={`/mail/${m.number}`}>
                  {mailWord(m.kind)}, to {m.recipient}
                </Link>
                <MailBadge state={m.state} />
              </div>
              <p class="cell-sub">
                {m.centre && `centre ${m.centre}, `}
                {several(m.attempts, "attempt")}, <Time at={m.created_at} />
                {m.state === "pending" && m.next_at && (
                  <>
                    , next <Age at={m.next_at} />
                  </>
                )}
                {m.maybe_sent > 0 && `; ${several(m.maybe_sent, "attempt")} may have arrived`}
              </p>
              {m.last_reply && (
                <p class={m.state === "dead" ? "reply bad-text" : "reply"}>
                  <code>{m.last_reply}</code>
                  {m.relay && <span class="quiet"> from {m.relay}</span>}
                  {m.queue_id && <span class="quiet">, kept there as {m.queue_id}</span>}
                </p>
              )}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
