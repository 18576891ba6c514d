// What a ticket's mail would say now. Nothing is sent from here.
import { withParameters } from "../../api/client";
import type { TicketMail } from "../../api/types/received";
import { useAsk } from "../../api/use_ask";
import { Link, usePlace } from "../../app/link";
import { Shown } from "../../parts/asked";
import { Choices } from "../../parts/filter";
import { PageHead } from "../../parts/page_head";
import { Pairs, Section } from "../../parts/pairs";
import { TextBlock } from "../../parts/text_block";
import { mailWord } from "../../parts/words";
import type { PageProps } from "../page";

const kKinds = ["opened", "updated", "closed"].map((value) => ({ value, label: mailWord(value) }));

export function MailPreviewPage({ parameters }: PageProps) {
  const { query } = usePlace();
  const id = parameters.id ?? "";
  const asked = useAsk<TicketMail>(withParameters(`/tickets/${encodeURIComponent(id)}/mail`, { kind: query.get("kind") ?? "opened" }), ["tickets", "mail", "failures"]);
  return (
    <>
      <PageHead title={`Mail of ${id}`} above={<Link to={`/tickets/${id}`}>{id}</Link>}>
        As it would be sent now, with what is known now. Nothing is sent from here.
      </PageHead>
      <div class="list-tools">
        <Choices name="kind" label="Kind of mail" choices={kKinds} fallback="opened" />
      </div>
      <Shown asked={asked}>
        {(m) => (
          <>
            <div class="panel">
              <Pairs
                items={[
                  ["To", m.to.length > 0 ? m.to.join(", ") : <span class="warn-text">nobody: its centre has no address</span>],
                  ["Subject", <strong>{m.subject}</strong>],
                ]}
              />
            </div>
            <Section title="Text">
              <TextBlock text={m.text} label="The mail's text" />
            </Section>
            <details class="section">
              <summary>
                <h2>The whole mail, with its HTML</h2>
              </summary>
              <TextBlock text={m.message} label="The whole mail" />
            </details>
          </>
        )}
      </Shown>
    </>
  );
}
