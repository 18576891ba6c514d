// The devices of a plan, each with its reason. Some may be left out: that makes another plan with a digest of its own.
import { useState } from "preact/hooks";
import { api } from "../../api/client";
import { Problem } from "../../api/problem";
import type { Plan, Planned, RedistributionShown } from "../../api/types/redistribution";
import { announce } from "../../app/announce";
import { go } from "../../app/location";
import { Act } from "../../parts/act";
import { several } from "../../parts/number";
import { Section } from "../../parts/pairs";
import { Table } from "../../parts/table";
import { Trouble } from "../../parts/trouble";
import { planReason } from "../../parts/words";

const kPage = 50;

export function PlanDevices({ of }: { of: RedistributionShown }) {
  const { plan } = of;
  const [out, setOut] = useState<ReadonlySet<string>>(new Set());
  const [text, setText] = useState("");
  const [shown, setShown] = useState(kPage);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const word = text.trim().toLowerCase();
  const fit = word ? plan.devices.filter((d) => `${d.device} ${d.reason}`.toLowerCase().includes(word)) : plan.devices;
  const picked = new Set(out); // several rows may be toggled before the next drawing
  const planAnew = async () => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      go(`/redistributions/${await replan(of, [...plan.exclude, ...out])}`);
      announce("The plan was made anew; it is another one now.");
    } catch (error) {
      setProblem(error instanceof Problem ? error : new Problem(0, "console", "The console failed", String(error)));
      setBusy(false);
    }
  };
  const open = of.state === "planned";
  return (
    <Section
      title={`Where and why: ${several(plan.devices.length, "device")}`}
      beside={
        open && out.size > 0 ? (
          <Act needs="operator" icon="redrive" onClick={() => void planAnew()}>
            {busy ? "Asking the server …" : `Plan anew without ${out.size === 1 ? "this one" : `these ${out.size}`}`}
          </Act>
        ) : open ? (
          <span class="quiet">choose devices to leave them out</span>
        ) : undefined
      }
    >
      {problem && <Trouble problem={problem} />}
      {plan.devices.length > kPage && (
        <div class="list-tools">
          <input class="plain-input" type="search" value={text} placeholder="Device or reason" aria-label="Devices with these words" onInput={(e) => setText(e.currentTarget.value)} />
          <span class="quiet">{several(fit.length, "device")}</span>
        </div>
      )}
      <Table<Plan["devices"][number]>
        caption="Devices of the plan"
        rows={fit.slice(0, shown)}
        id={(d) => d.device}
        select={
          open
            ? {
                has: (d) => out.has(d.device),
                toggle: (d, on) => {
                  if (on) picked.add(d.device);
                  else picked.delete(d.device);
                  setOut(new Set(picked));
                },
                label: (d) => `${d.device} to leave it out`,
              }
            : undefined
        }
        columns={[
          { key: "device", head: "Device", kind: "main", cell: (d) => d.device },
          { key: "why", head: "Why it is done again", kind: "wide", cell: (d) => <span class="clip" title={d.reason}>{planReason(d.reason)}</span> },
          { key: "step", head: "Goes on at", cell: (d) => d.resume_at ?? <span class="quiet">the first step</span> },
        ]}
      />
      {fit.length > shown && (
        <p class="pager">
          <button type="button" class="button" onClick={() => setShown(shown + 200)}>
            Show more
          </button>
          <span class="quiet">
            {shown} of {fit.length}
          </span>
        </p>
      )}
    </Section>
  );
}

async function replan(of: RedistributionShown, exclude: string[]): Promise<string> {
  const body = { server: of.server, job: of.job, exclude, only: of.plan.only, from_start: of.plan.from_start, ...(of.plan.tool ? { tool: of.plan.tool } : {}) };
  const answer = await api<{ items: Planned[] }>("/redistributions", { method: "POST", body, patience: 120_000 });
  const [made] = answer.items;
  if (!made?.id) throw new Problem(409, "conflict", "No plan", made?.error ?? "the server gave no plan");
  return made.id;
}
