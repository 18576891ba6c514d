// The numbers that decide whether anybody must do anything. Each is a link to what it counts.
import type { Overview } from "../../api/types/overview";
import { Link } from "../../app/link";
import { Icon } from "../../parts/icon";
import { count } from "../../parts/number";
import { numbersOf } from "./judge";

const kIcons = { bad: "cross", warn: "warn", good: "check", info: "info", quiet: "dot" } as const;

export function Numbers({ now }: { now: Overview }) {
  return (
    <ul class="numbers">
      {numbersOf(now).map((n) => (
        <li key={n.title}>
          <Link to={n.to} class={`number ${n.tone}`}>
            <span class="number-title">{n.title}</span>
            <span class="number-value">
              {count(n.value)}
              {n.of !== undefined && <span class="number-of"> of {count(n.of)}</span>}
            </span>
            <span class="number-word">
              <Icon name={kIcons[n.tone]} />
              <span>{n.word}</span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
