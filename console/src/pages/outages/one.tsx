// One outage: what it covers, when, who said so, what happened inside.
import { useState } from "preact/hooks";
import { api, withParameters } from "../../api/client";
import { changed } from "../../api/questions";
import type { Outage } from "../../api/types/outage";
import { useEvery } from "../../api/use_every";
import { useNow } from "../../app/clock";
import { Link } from "../../app/link";
import { go } from "../../app/location";
import { Act } from "../../parts/act";
import { Shown } from "../../parts/asked";
import { ConfirmDialog } from "../../parts/confirm";
import { Empty } from "../../parts/empty";
import { several } from "../../parts/number";
import { PageHead } from "../../parts/page_head";
import { Pairs, Section } from "../../parts/pairs";
import { Age, Time } from "../../parts/time";
import type { PageProps } from "../page";
import { OutageBadge } from "./outage_badge";
import { occurrencesOf, simple } from "./occurrences";
import { coversText, repeatText, whatOf } from "./what";

const kAhead = 60 * 86_400_000;

export function OutagePage({ parameters }: PageProps) {
  const id = parameters.id ?? "";
  const asked = useEvery<Outage>("/outages");
  const outage = asked.data?.items.find((o) => o.id === id);
  const [ending, setEnding] = useState(false);
  return (
    <>
      <PageHead
        title={outage?.reason ?? id}
        above={<Link to="/outages">Outages</Link>}
        beside={outage && <OutageBadge state={outage.state} />}
        actions={
          outage && (
            <Act needs="operator" danger icon="stop" onClick={() => setEnding(true)} not={fixed(outage)}>
              {outage.state === "now" ? "End it now" : "Remove"}
            </Act>
          )
        }
      >
        {outage && `${whatOf(outage)}: ${coversText(outage.covers)}`}
      </PageHead>
      <Shown asked={asked}>{(all) => (outage ? <Told outage={outage} /> : all.whole && <Empty title={`There is no outage ${id}`}><Link to="/outages">All outages</Link>; this one was removed, or its calendar names it no more.</Empty>)}</Shown>
      {ending && outage && (
        <ConfirmDialog
          title={outage.state === "now" ? `End the outage of ${whatOf(outage)}` : `Remove the outage of ${whatOf(outage)}`}
          verb={outage.state === "now" ? "End the outage" : "Remove the outage"}
          danger
          send={() => api(`/outages/${encodeURIComponent(id)}`, { method: "DELETE" })}
          done={outage.state === "now" ? "The outage has ended." : "The outage is removed."}
          onDone={() => {
            go("/outages");
            changed(["outages"]);
          }}
          onClose={() => setEnding(false)}
        >
          <div class="dialog-text">
            {outage.state === "now" && <p>From now on what fails there makes tickets again; what was counted inside ({several(outage.alerts_inside, "alert")}) is judged with the next sign that it still fails.</p>}
            {outage.repeat && <p>All its later times go as well.</p>}
            {outage.state === "coming" && !outage.repeat && <p>It will not begin.</p>}
            {outage.state === "over" && <p>It goes from the list; what happened inside stays recorded.</p>}
          </div>
        </ConfirmDialog>
      )}
    </>
  );
}

// Why it cannot be ended from here.
function fixed(o: Outage): string | null {
  return o.id?.startsWith("config:") ? `is not done here: it stands in ${o.source ?? "the configuration"}; take it out there and reload` : null;
}

function Told({ outage: o }: { outage: Outage }) {
  const now = useNow();
  const times = occurrencesOf(o, now, now + kAhead);
  const inside = o.device ? { device: o.device } : o.server ? { server: o.server } : { site: o.site };
  const exact = !/[*?]/.test(o.device ?? o.server ?? o.site ?? "");
  return (
    <div class="columns">
      <div>
        <div class="panel">
          <Pairs
            items={[
              [o.state === "now" ? "Lasts" : o.state === "coming" ? "Begins" : "Lasted", <><Time at={(o.next ?? o).start} /> to <Time at={(o.next ?? o).end} none="for ever" /></>],
              ["Recurs", o.repeat && `${repeatText(o.repeat)}${o.zone ? `, by the clocks of ${o.zone}` : ""}`],
              ["Covers", `${whatOf(o)}: ${coversText(o.covers)}`],
              ["Alerts inside", o.alerts_inside > 0 ? <>{several(o.alerts_inside, "alert")}, the last <Age at={o.last_inside} /></> : "none yet"],
              ["Still failing", exact && <Link to={withParameters("/failures", inside)}>open failures of {whatOf(o)}</Link>],
              ["Entered by", o.created_by],
              ["Stands in", o.source],
              ["Calendar UID", o.uid && <code>{o.uid}</code>],
              ["Id", o.id && <code>{o.id}</code>],
            ]}
          />
        </div>
      </div>
      <div>
        {o.repeat && (
          <Section title="Times in the next sixty days">
            <ul class="panel stack">
              {times.slice(0, 12).map((t) => (
                <li key={t.start}>
                  <Time at={new Date(t.start).toISOString()} /> to <Time at={t.end === Infinity ? null : new Date(t.end).toISOString()} none="for ever" /> {t.byRule && <span class="quiet">by its rule</span>}
                </li>
              ))}
              {!simple(o.repeat) && <li class="quiet">Its rule is not worked out here: later times are told when they are next.</li>}
            </ul>
          </Section>
        )}
      </div>
    </div>
  );
}
