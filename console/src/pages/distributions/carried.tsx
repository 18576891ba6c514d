// What a distribution carries and what is done with it on each device.
import type { Job } from "../../api/types/distribution";
import { bytes, shortDigest } from "../../parts/number";
import { Pairs, Section } from "../../parts/pairs";
import { commandText } from "../../parts/words";

export function Carried({ job }: { job: Job }) {
  const p = job.parameters;
  const step = (words: string[], none: string) => (words.length > 0 ? <code>{commandText(words)}</code> : <span class="quiet">{none}</span>);
  return (
    <>
      <Section title="Packages">
        <ul class="panel stack">
          {job.packages.map((one) => (
            <li key={one.digest}>
              <div class="line">
                <strong>{one.name}</strong>
                <span class="quiet">{bytes(one.size)}</span>
              </div>
              <code class="cell-sub" title={one.digest}>
                {shortDigest(one.digest)}
              </code>
            </li>
          ))}
        </ul>
      </Section>
      <Section title="On each device">
        <div class="panel">
          <Pairs
            items={[
              ["Before", step(p.before, "nothing")],
              ["Install", step(p.install, "nothing")],
              ["Verify", step(p.verify, "nothing: the exit status of the installation is the proof")],
              ["After", step(p.after, "nothing")],
              ["Time for each", p.timeout],
              ["Tried again", p.retries === 0 ? "not" : `${p.retries} times`],
              ["At a time", `${p.parallel} of a server's devices`],
              ["Bandwidth", p.bandwidth === 0 ? "not limited" : `${bytes(p.bandwidth)}/s`],
              ["Window", p.window || "any time"],
            ]}
          />
        </div>
      </Section>
    </>
  );
}
