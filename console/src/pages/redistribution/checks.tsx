// The pre-flight: is the cause mended? They only warn; approving runs the plan in spite of them.
import type { Check, Plan } from "../../api/types/redistribution";
import { Icon } from "../../parts/icon";
import { several } from "../../parts/number";
import { Section } from "../../parts/pairs";
import { Time } from "../../parts/time";

export function Checks({ plan }: { plan: Plan }) {
  const bad = plan.preflight.filter((c) => !c.good);
  const good = plan.preflight.filter((c) => c.good);
  const missing = plan.missing_packages;
  return (
    <Section title="Is the cause mended?" beside={<span class="quiet">checked by the server when the plan was made</span>}>
      <div class="panel">
        {bad.length === 0 && missing.length === 0 ? (
          <p class="verdict good-text">
            <Icon name="check" /> Nothing stands in the way: {several(good.length, "check")} good
          </p>
        ) : (
          <p class="verdict warn-text">
            <Icon name="warn" /> {bad.length} of {several(plan.preflight.length, "check")} not good. Mend that first, or leave the devices out.
          </p>
        )}
        <ul class="checks">
          {missing.map((p) => (
            <li key={p} class="check-bad">
              <Icon name="warn" label="not good" />
              <span>
                <strong>package {p}</strong> is not on the server any more: it is fetched again and verified before the run
              </span>
            </li>
          ))}
          {bad.map((c) => (
            <Line key={c.what} check={c} />
          ))}
        </ul>
        {good.length > 0 && (
          <details class="more">
            <summary>{bad.length > 0 ? several(good.length, "good check") : "What was checked"}</summary>
            <ul class="checks">
              {good.map((c) => (
                <Line key={c.what} check={c} />
              ))}
            </ul>
          </details>
        )}
        {plan.expires_at && (
          <p class="unseen">
            The plan holds until <Time at={plan.expires_at} />.
          </p>
        )}
      </div>
    </Section>
  );
}

function Line({ check }: { check: Check }) {
  return (
    <li class={check.good ? "check-good" : "check-bad"}>
      <Icon name={check.good ? "check" : "cross"} label={check.good ? "good" : "not good"} />
      <span>
        <strong>{check.what}</strong>: {check.detail}
        {check.todo && <span class="check-todo">→ {check.todo}</span>}
      </span>
    </li>
  );
}
