// Everything that happened to a ticket, in central's words, newest first unless turned round.
import type { TicketShown, TimelineEntry } from "../../api/types/ticket";
import { Link, usePlace } from "../../app/link";
import { withQuery } from "../../app/location";
import { Icon } from "../../parts/icon";
import { Section } from "../../parts/pairs";
import { Time } from "../../parts/time";
import { Told } from "../../parts/told";
import { lookOf } from "./timeline_looks";

export function Timeline({ ticket }: { ticket: TicketShown }) {
  const place = usePlace();
  const oldestFirst = place.query.get("order") === "oldest";
  const lines = oldestFirst ? ticket.timeline : [...ticket.timeline].reverse();
  return (
    <Section
      title="Timeline"
      beside={
        <Link to={withQuery(place, { order: oldestFirst ? null : "oldest" })} replace>
          {oldestFirst ? "newest first" : "oldest first"}
        </Link>
      }
    >
      <ol class="panel timeline">
        {lines.map((line, i) => (
          <Line key={`${line.at} ${i}`} line={line} />
        ))}
      </ol>
    </Section>
  );
}

function Line({ line }: { line: TimelineEntry }) {
  const look = lookOf(line);
  return (
    <li class={`timeline-${look.tone}`}>
      <span class="timeline-at">
        <Time at={line.at} />
      </span>
      <span class="timeline-mark">
        <Icon name={look.icon} />
      </span>
      <div>
        <span class="timeline-what">{look.word}</span>
        {line.by && line.by !== "redrive" && <span class="quiet"> by {line.by}</span>}
        <p class="timeline-text">
          <Told text={line.text} />
        </p>
      </div>
    </li>
  );
}
