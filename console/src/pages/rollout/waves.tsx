// The waves in their order: which has ended, which is under way, which comes next.
import type { RolloutShown } from "../../api/types/rollout";
import { Badge } from "../../parts/badge";
import { several } from "../../parts/number";
import { Section } from "../../parts/pairs";
import { Progress } from "../../parts/progress";
import { type Wave, wavesOf } from "./wave_sums";

export function Waves({ of }: { of: RolloutShown }) {
  return (
    <Section title="Waves">
      <ol class="waves">
        {wavesOf(of.members).map((w) => (
          <li key={w.number} class={`panel wave-${w.state}`}>
            <div class="line">
              <strong>
                Wave {w.number}
                {w.number === 1 && of.canary > 0 && of.waves > 1 && " (canary)"}
              </strong>
              <State wave={w} />
            </div>
            <p class="quiet">{w.state === "never" ? several(w.servers, "server") : `${w.ended} of ${several(w.servers, "server")}`}</p>
            <Progress all={w.devices} good={w.succeeded} bad={w.failed} label={`Devices of wave ${w.number}`} />
          </li>
        ))}
      </ol>
    </Section>
  );
}

function State({ wave }: { wave: Wave }) {
  if (wave.state === "waiting") return <Badge tone="quiet" icon="wait">to come</Badge>;
  if (wave.state === "running") return <Badge tone="info" icon="play">under way</Badge>;
  if (wave.state === "never") return <Badge tone="quiet" icon="stop">did not begin</Badge>;
  if (wave.failed > 0) return <Badge tone="bad">ended, {wave.failed} failed</Badge>;
  const undone = wave.devices - wave.succeeded;
  return undone > 0 ? <Badge tone="warn">ended, {undone} not done</Badge> : <Badge tone="good">ended</Badge>;
}
