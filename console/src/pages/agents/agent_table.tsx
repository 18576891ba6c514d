import { useState } from "preact/hooks";
import { api } from "../../api/client";
import { changed } from "../../api/questions";
import type { Agent } from "../../api/types/agent";
import { Act } from "../../parts/act";
import { ConfirmDialog } from "../../parts/confirm";
import { DeviceLink } from "../../parts/links";
import { LongTable } from "../../parts/long_table";
import { Age } from "../../parts/time";
import { AgentState } from "./agent_state";
import { Fingerprint } from "./fingerprint";
import { ReplaceDialog } from "./accept_dialog";

export function AgentTable({ agents }: { agents: readonly Agent[] }) {
  const [doing, setDoing] = useState<{ what: "remove" | "replace"; agent: Agent } | null>(null);
  const close = () => setDoing(null);
  return (
    <>
      <LongTable
        what="agents"
        caption="Accepted agents"
        rows={agents}
        id={(a) => a.name}
        tone={(a) => (a.connected ? undefined : "bad")}
        columns={[
          { key: "name", head: "Server", kind: "main", cell: (a) => <DeviceLink name={a.name} /> },
          { key: "state", head: "State", kind: "narrow", cell: (a) => <AgentState of={a} /> },
          { key: "version", head: "Version", kind: "narrow", cell: (a) => <Version of={a} /> },
          { key: "key", head: "Key", kind: "wide", cell: (a) => <Fingerprint of={a.key} label={`Key of ${a.name}`} /> },
          { key: "accepted", head: "Accepted", align: "end", kind: "narrow", cell: (a) => <Age at={a.accepted_at} /> },
          {
            key: "do",
            head: "Act",
            kind: "narrow",
            cell: (a) => (
              <span class="row-acts">
                <Act needs="administrator" onClick={() => setDoing({ what: "replace", agent: a })}>
                  Replace key
                </Act>
                <Act needs="administrator" danger onClick={() => setDoing({ what: "remove", agent: a })}>
                  Remove
                </Act>
              </span>
            ),
          },
        ]}
      />
      {doing?.what === "replace" && <ReplaceDialog agent={doing.agent} onClose={close} />}
      {doing?.what === "remove" && (
        <ConfirmDialog
          title={`Remove the agent ${doing.agent.name}`}
          verb="Remove the agent"
          danger
          send={() => api(`/agents/${encodeURIComponent(doing.agent.name)}`, { method: "DELETE" }).then(() => changed(["agents"]))}
          done={`${doing.agent.name} is removed; its key is let in no more.`}
          onClose={close}
        >
          <div class="dialog-text">
            <p>
              Its key is let in no more{doing.agent.connected ? ", and it is cut off now" : ""}. What runs on the server goes on, but central hears nothing of it, sends it nothing, and no longer watches for its silence.
            </p>
            <p class="quiet">To take it back its key has to be compared and accepted again.</p>
          </div>
        </ConfirmDialog>
      )}
    </>
  );
}

function Version({ of }: { of: Agent }) {
  return <span title={of.capabilities.length > 0 ? `can ${of.capabilities.join(", ")}` : undefined}>{of.version ?? <span class="quiet">not told</span>}</span>;
}
