// One ticket, whole: how far it is, why it is and why it went there, everything that happened, every mail, and what is
// still broken.
import type { Page } from "../../api/types/list";
import type { Redistribution } from "../../api/types/redistribution";
import type { TicketShown } from "../../api/types/ticket";
import { useAsk } from "../../api/use_ask";
import { Link } from "../../app/link";
import { RoadLine } from "../../fix/road_line";
import { Shown } from "../../parts/asked";
import { several } from "../../parts/number";
import { PageHead } from "../../parts/page_head";
import { Section } from "../../parts/pairs";
import { TicketBadge } from "../../parts/states";
import { Age } from "../../parts/time";
import { Told } from "../../parts/told";
import { typeWord } from "../../parts/words";
import type { PageProps } from "../page";
import { scopeText } from "../tickets/subject";
import { Actions } from "./actions";
import { Alerts } from "./alerts";
import { Mails } from "./mails";
import { OpenRecords } from "./open_records";
import { plansOf, Plans } from "./plans";
import { ticketRoad } from "./ticket_road";
import { Timeline } from "./timeline";
import { WhyThere } from "./why_there";

export function TicketPage({ parameters }: PageProps) {
  const id = parameters.id ?? "";
  const asked = useAsk<TicketShown>(`/tickets/${encodeURIComponent(id)}`, ["tickets", "failures", "mail", "alerts"]);
  const plans = useAsk<Page<Redistribution>>("/redistributions?limit=500");
  const ticket = asked.data;
  const mine = ticket ? plansOf(ticket, plans.data?.items ?? []) : [];
  return (
    <>
      <PageHead
        title={id}
        above={<Link to="/tickets">Tickets</Link>}
        beside={ticket && <TicketBadge state={ticket.state} />}
        actions={ticket && <Actions ticket={ticket} />}
      >
        {ticket && (
          <>
            <strong title={ticket.failure_type}>{typeWord(ticket.failure_type)}</strong> of {scopeText(ticket)}
            {ticket.location && ticket.scope !== "site" && `, site ${ticket.location}`}, opened <Age at={ticket.opened_at} />
            {ticket.asked_at && ticket.state === "open" && (
              <span class="warn-text">
                {" "}
                · {ticket.centre} has not answered since it was asked <Age at={ticket.asked_at} />
                {ticket.reminders ? `, ${several(ticket.reminders, "reminder")}` : ""}
              </span>
            )}
          </>
        )}
      </PageHead>
      <Shown asked={asked}>
        {(t) => (
          <>
            <div class="panel">
              <RoadLine steps={ticketRoad(t, mine)} />
              <p class="lead">
                <Told text={t.reason} />
              </p>
              {t.duplicate_of && (
                <p>
                  Joined to the wider <Link to={`/tickets/${t.duplicate_of}`}>{t.duplicate_of}</Link>, which goes on.
                </p>
              )}
              {t.storm && <p class="quiet">Told in the summary mail of a storm: {t.storm}</p>}
              {t.closed_because && (
                <p>
                  Closed <Age at={t.closed_at} />: <Told text={t.closed_because} />
                </p>
              )}
            </div>
            <div class="columns">
              <div>
                <OpenRecords ticket={t} />
                <Timeline ticket={t} />
                <Alerts ticket={t} />
              </div>
              <div>
                <Plans plans={mine} ticket={t} />
                <Section title="Why it went there">
                  <WhyThere ticket={t} />
                </Section>
                <Mails mails={t.mail} />
              </div>
            </div>
          </>
        )}
      </Shown>
    </>
  );
}
