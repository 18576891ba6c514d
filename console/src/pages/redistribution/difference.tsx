// The plan against what was ordered first.
import type { Plan } from "../../api/types/redistribution";
import { Section } from "../../parts/pairs";
import { diffLines } from "./diff_lines";

const kShown = 40;

export function Difference({ plan }: { plan: Plan }) {
  const lines = diffLines(plan.diff);
  if (lines.length === 0) return null;
  const rest = lines.length - kShown;
  return (
    <Section title="What differs from the original" beside={<span class="quiet">− is not done again, + is new</span>}>
      <div class="panel">
        <Lines lines={lines.slice(0, kShown)} />
        {rest > 0 && (
          <details class="more">
            <summary>{rest} more lines</summary>
            <Lines lines={lines.slice(kShown)} />
          </details>
        )}
      </div>
    </Section>
  );
}

function Lines({ lines }: { lines: ReturnType<typeof diffLines> }) {
  return (
    <ul class="diff">
      {lines.map((l, i) => (
        <li key={i} class={`diff-${l.kind}`}>
          <span class="diff-sign">
            {l.kind === "less" ? "−" : l.kind === "more" ? "+" : ""}
            <span class="unseen">{l.kind === "less" ? "not done again: " : l.kind === "more" ? "new: " : ""}</span>
          </span>
          {l.text}
        </li>
      ))}
    </ul>
  );
}
