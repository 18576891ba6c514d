// What runs on each device, in this order, as it runs: argument vectors, no shell unless one is named.
import type { Plan } from "../../api/types/redistribution";
import { bytes, several } from "../../parts/number";
import { Section } from "../../parts/pairs";
import { commandText } from "../../parts/words";
import { firstStep } from "./first_step";

export function Commands({ plan }: { plan: Plan }) {
  const { timeout, retries, parallel, window } = plan.parameters;
  const proven = firstStep(plan) - 1 - plan.packages.length; // of the commands; a package is carried again where one needs it
  return (
    <Section title="On each device, in this order">
      <div class="panel">
        <ol class="commands">
          {plan.packages.map((p) => (
            <li key={p.name}>
              copy {p.name} <span class="quiet">({bytes(p.size)})</span>
            </li>
          ))}
          {plan.commands.map((c, i) => (
            <li key={i} class={i < proven ? "proven" : undefined}>
              <code>{commandText(c)}</code>
              {i < proven && <span class="quiet"> not run again: proven on every device</span>}
            </li>
          ))}
        </ol>
        <p class="quiet">
          What fails ends the attempt on that device. {several(parallel, "device")} at a time, at most {timeout} for an attempt, {several(retries, "further attempt")}
          {window ? `, only ${window}` : ""}.
        </p>
      </div>
    </Section>
  );
}
