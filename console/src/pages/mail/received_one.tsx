// One received mail: what was made of it and why, its header, and the mail as it came, as text.
import { useState } from "preact/hooks";
import { api } from "../../api/client";
import type { Problem } from "../../api/problem";
import type { ReceivedShown } from "../../api/types/received";
import { useAsk } from "../../api/use_ask";
import { Link } from "../../app/link";
import { Shown } from "../../parts/asked";
import { problemFrom } from "../../parts/confirm";
import { bytes } from "../../parts/number";
import { PageHead } from "../../parts/page_head";
import { Pairs, Section } from "../../parts/pairs";
import { TextBlock, visibleText } from "../../parts/text_block";
import { Time } from "../../parts/time";
import { Trouble } from "../../parts/trouble";
import type { PageProps } from "../page";
import { TicketOf } from "./mail_table";
import { kReceived, ReceivedBadge } from "./received_badge";

const kMain = ["from", "to", "subject", "date"];

export function ReceivedMailPage({ parameters }: PageProps) {
  const number = parameters.number ?? "";
  const asked = useAsk<ReceivedShown>(`/mail/received/${encodeURIComponent(number)}`, ["mail"]);
  const mail = asked.data;
  const subject = mail?.headers.find((h) => h.name.toLowerCase() === "subject")?.value;
  return (
    <>
      <PageHead title={subject ? visibleText(subject) : `Received mail ${number}`} above={<Link to="/received">Received mail</Link>} beside={mail && <ReceivedBadge state={mail.state} />}>
        {mail && (
          <>
            mail {mail.number}, {bytes(mail.size)}, came through {mail.source} <Time at={mail.received_at} />
          </>
        )}
      </PageHead>
      <Shown asked={asked}>
        {(m) => (
          <>
            {m.state === "quarantined" && (
              <div class="notice bad">
                <strong>Kept, and not acted on{m.why && `: ${m.why}`}.</strong> Nothing proves who wrote it. Read it below; before you do by hand what it says, ask the centre whether it is theirs. If it is an alert in a form that will come again, teach central with a <code>[[mail_rule]]</code>. It is not tried again.
              </div>
            )}
            <div class="panel">
              <Pairs
                items={[
                  ["Made of it", m.state !== "quarantined" && (m.why ?? kReceived[m.state]?.means)],
                  ["Ticket", m.ticket && <TicketOf of={m} />],
                  ...m.headers.filter((h) => kMain.includes(h.name.toLowerCase())).map((h): [string, string] => [h.name, visibleText(h.value)]),
                ]}
              />
            </div>
            <details class="section">
              <summary>
                <h2>All {m.headers.length} lines of its header</h2>
              </summary>
              <div class="panel">
                <dl class="pairs header-lines">
                  {m.headers.map((h, i) => (
                    <div key={i}>
                      <dt>{visibleText(h.name)}</dt>
                      <dd>{visibleText(h.value)}</dd>
                    </div>
                  ))}
                </dl>
              </div>
            </details>
            <Raw number={m.number} />
          </>
        )}
      </Shown>
    </>
  );
}

function Raw({ number }: { number: number }) {
  const [text, setText] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const load = () => {
    setProblem(null);
    api<string>(`/mail/received/${number}/raw`).then((t) => setText(String(t)), (error: unknown) => setProblem(problemFrom(error)));
  };
  return (
    <Section title="As it came">
      {problem && <Trouble problem={problem} again={load} />}
      {text === null ? (
        <p>
          <button type="button" class="button" onClick={load}>
            Show it as text
          </button>{" "}
          <span class="quiet">Nothing in it is followed or drawn.</span>
        </p>
      ) : (
        <TextBlock text={text} label="The mail as it came" />
      )}
    </Section>
  );
}
