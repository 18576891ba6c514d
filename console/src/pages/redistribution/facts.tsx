// What the plan is, in figures, and how sure each part of it is.
import type { ComponentChildren } from "preact";
import type { Plan, RedistributionShown } from "../../api/types/redistribution";
import { Badge, type Tone } from "../../parts/badge";
import { bytes, several } from "../../parts/number";
import { Pairs, Section } from "../../parts/pairs";
import { secondsOf, spanText } from "../../parts/span";
import { Time } from "../../parts/time";

const kSure: Record<string, { tone: Tone; word: string; means: string }> = {
  verbatim: { tone: "good", word: "word for word", means: "read from an undamaged job log" },
  inferred: { tone: "warn", word: "inferred", means: "part of the job log was lost; taken from something else, see the note" },
  missing: { tone: "bad", word: "missing", means: "not in the job log any more" },
};

export function Facts({ of }: { of: RedistributionShown }) {
  const { plan } = of;
  const seconds = secondsOf(plan.estimate);
  const items: [string, ComponentChildren][] = [
    ["Where", `${several(plan.devices.length, "device")} of ${plan.server}`],
    ["Size", `${bytes(plan.bytes)} to carry to the devices`],
    ["Time", plan.estimate ? `about ${seconds === null ? plan.estimate : spanText(Math.max(1, seconds))}, if devices take as long as before` : "not known: no device of this job has succeeded yet"],
    ["Asked for", plan.only.length > 0 && plan.only.join(", ")],
    ["Left out", plan.exclude.length > 0 && plan.exclude.join(", ")],
    ["Steps", plan.from_start ? "all from the first one on every device" : "each device goes on at its first step without proof"],
    ["Made by", plan.tool ? `the redistribution tool ${plan.tool}` : "the agent's own planner"],
    ["Expires", of.state === "planned" && <Time at={of.expires_at} />],
  ];
  return (
    <div>
      <Section title="The plan">
        <div class="panel">
          <Pairs items={items} />
        </div>
      </Section>
      <Section title="How sure it is">
        <div class="panel">
          <Parts plan={plan} />
        </div>
      </Section>
      <Section title="Packages">
        <ul class="panel stack">
          {plan.packages.map((p) => (
            <li key={p.name}>
              <div class="line">
                <strong>{p.name}</strong>
                <span>{bytes(p.size)}</span>
              </div>
              <code class="digest">{p.digest}</code>
            </li>
          ))}
        </ul>
      </Section>
      <Section title="Digest" beside={<span class="quiet">of just this plan; approving it approves nothing else</span>}>
        <p class="panel">
          <code class="digest">{of.digest}</code>
        </p>
      </Section>
    </div>
  );
}

const kParts: Record<string, string> = { order: "Commands", list: "Devices", packages: "Packages", outcomes: "Outcomes" };

function Parts({ plan }: { plan: Plan }) {
  return (
    <Pairs
      items={plan.parts.map((p) => {
        const sure = kSure[p.completeness];
        return [
          kParts[p.part] ?? p.part,
          <>
            {sure && (
              <Badge tone={sure.tone} title={sure.means}>
                {sure.word}
              </Badge>
            )}
            {p.note && <span class="cell-sub">{p.note}</span>}
          </>,
        ];
      })}
    />
  );
}
