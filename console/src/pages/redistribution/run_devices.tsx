// The devices of a run as they are now, those that failed first.
import type { Page } from "../../api/types/list";
import type { DeviceOutcome } from "../../api/types/job";
import type { RedistributionShown } from "../../api/types/redistribution";
import { useAsk } from "../../api/use_ask";
import { Shown } from "../../parts/asked";
import { Section } from "../../parts/pairs";
import { RunBadge } from "../../parts/states";
import { Table } from "../../parts/table";
import { Time } from "../../parts/time";
import { typeWord } from "../../parts/words";

const kOrder = ["failed", "running", "cancelled", "pending", "succeeded"];

export function RunDevices({ of }: { of: RedistributionShown }) {
  const asked = useAsk<Page<DeviceOutcome>>(`/jobs/${encodeURIComponent(of.job)}/servers/${encodeURIComponent(of.server)}?limit=1000`, ["jobs", "redistributions", "failures"]);
  const reasons = new Map(of.plan.devices.map((d) => [d.device, d.reason]));
  return (
    <Section title="Devices of this run">
      <Shown asked={asked}>
        {(page) => {
          const mine = page.items.filter((d) => reasons.has(d.device)).map((d) => (d.run < of.plan.run ? { ...d, state: "pending" as const, message: null, failure_type: null, at: null } : d));
          mine.sort((a, b) => kOrder.indexOf(a.state) - kOrder.indexOf(b.state) || a.device.localeCompare(b.device, undefined, { numeric: true }));
          return (
            <>
              {page.next !== null && <p class="quiet">The first 1000 devices of the server; all of them: redrive dump {of.server} {of.job}</p>}
              <Table
                caption="Devices of this run"
                rows={mine}
                id={(d) => d.device}
                tone={(d) => (d.state === "failed" ? "bad" : undefined)}
                columns={[
                  { key: "device", head: "Device", kind: "main", cell: (d) => d.device },
                  { key: "state", head: "Now", kind: "narrow", cell: (d) => <RunBadge state={d.state} /> },
                  { key: "what", head: "What happened", kind: "wide", cell: (d) => <What of={d} reason={reasons.get(d.device) ?? ""} /> },
                  { key: "at", head: "At", align: "end", kind: "narrow", cell: (d) => <Time at={d.at} /> },
                ]}
              />
            </>
          );
        }}
      </Shown>
    </Section>
  );
}

function What({ of, reason }: { of: DeviceOutcome; reason: string }) {
  if (of.state !== "failed")
    return (
      <span class="quiet clip" title={reason}>
        before: {reason}
      </span>
    );
  return (
    <>
      {of.failure_type && typeWord(of.failure_type)}
      {of.message && (
        <span class="cell-sub clip" title={of.message}>
          {of.message}
        </span>
      )}
    </>
  );
}
