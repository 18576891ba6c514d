// The redistributions of a distribution: what was planned, ran, and became of it.
import type { Job } from "../../api/types/distribution";
import type { Page } from "../../api/types/list";
import type { Redistribution } from "../../api/types/redistribution";
import { useAsk } from "../../api/use_ask";
import { Link } from "../../app/link";
import { several } from "../../parts/number";
import { Section } from "../../parts/pairs";
import { RunBadge } from "../../parts/states";
import { Age } from "../../parts/time";

const kShown = 12;

export function DoneAgain({ job }: { job: Job }) {
  const asked = useAsk<Page<Redistribution>>("/redistributions?limit=500");
  const mine = asked.data?.items.filter((r) => r.job === job.job) ?? [];
  if (mine.length === 0) return null;
  return (
    <Section title="Done again" beside={mine.length > kShown && <span class="quiet">the newest {kShown} of {mine.length}</span>}>
      <ul class="panel stack">
        {mine.slice(0, kShown).map((r) => (
          <li key={r.id}>
            <div class="line">
              <Link to={`/redistributions/${r.id}`}>
                {several(r.devices, "device")} of {r.server}
              </Link>
              <RunBadge state={r.state} />
            </div>
            <p class="cell-sub">
              asked by {r.created_by} <Age at={r.created_at} />
              {(r.succeeded > 0 || r.failed > 0) && `; ${r.succeeded} succeeded, ${r.failed} failed`}
              {r.why && `; ${r.why}`}
            </p>
          </li>
        ))}
      </ul>
    </Section>
  );
}
