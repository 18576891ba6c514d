// The road of one failure in one line: what is done, what waits, what comes next.
import { Link } from "../app/link";
import { Icon, type IconName } from "../parts/icon";
import type { Progress, Step } from "./road";

const kIcons: Record<Progress, [IconName, string]> = {
  done: ["check", "done"],
  now: ["play", "under way"],
  wait: ["wait", "waits"],
  bad: ["cross", "went wrong"],
  todo: ["ring", "not yet"],
};

export function RoadLine({ steps }: { steps: Step[] }) {
  return (
    <ol class="road">
      {steps.map((s) => (
        <li key={s.key}>
          <RoadStep step={s} />
        </li>
      ))}
    </ol>
  );
}

export function RoadStep({ step }: { step: Step }) {
  return (
    <span class={`road-step road-${step.progress}`} title={step.means}>
      <Icon name={kIcons[step.progress][0]} label={kIcons[step.progress][1]} />
      <span>
        {step.to ? <Link to={step.to}>{step.word}</Link> : step.word}
        {step.sub && <span class="cell-sub">{step.sub}</span>}
      </span>
    </span>
  );
}
