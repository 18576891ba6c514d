// A key is accepted only by somebody who has it before the eyes and says that it is the one of that server.
import { useState } from "preact/hooks";
import { api } from "../../api/client";
import { changed } from "../../api/questions";
import type { Agent, PendingKey } from "../../api/types/agent";
import type { Device } from "../../api/types/estate";
import { useEvery } from "../../api/use_every";
import { Badge } from "../../parts/badge";
import { ConfirmDialog } from "../../parts/confirm";
import { Pairs } from "../../parts/pairs";
import { Age } from "../../parts/time";
import { Fingerprint } from "./fingerprint";
import { compareKeys, isKey, withoutGaps } from "./key_groups";

export function AcceptDialog({ pending, agents, onClose }: { pending: PendingKey; agents: readonly Agent[]; onClose: () => void }) {
  const servers = useEvery<Device>("/devices", { role: "intermediate" });
  const taken = new Set(agents.map((a) => a.name));
  const free = (servers.data?.items ?? []).map((d) => d.name).filter((n) => !taken.has(n));
  const [name, setName] = useState("");
  const [pasted, setPasted] = useState("");
  const [looked, setLooked] = useState(false);
  const known = servers.data?.items.some((d) => d.name === name.trim());
  const same = pasted.trim() !== "" && compareKeys(pending.key, pasted).same;
  const compared = pasted.trim() === "" ? looked : same;
  return (
    <ConfirmDialog
      title="Accept an agent"
      verb={name.trim() ? `Accept as ${name.trim()}` : "Accept"}
      ready={compared && name.trim() !== "" && !taken.has(name.trim())}
      send={() => api("/agents", { method: "POST", body: { name: name.trim(), key: pending.key } }).then(() => changed(["agents"]))}
      done={`${name.trim()} is accepted; it connects at its next knock.`}
      onClose={onClose}
    >
      <div class="panel">
        <Fingerprint of={pending.key} label="The key that waits" />
        <Pairs
          items={[
            ["Knocks from", pending.address],
            ["First", <Age at={pending.first_at} />],
          ]}
        />
      </div>
      <label class="field">
        <span>Server</span>
        <input value={name} onInput={(e) => setName(e.currentTarget.value)} list="free-servers" required spellcheck={false} autoCapitalize="none" autoFocus />
        <datalist id="free-servers">
          {free.slice(0, 500).map((n) => (
            <option key={n} value={n} />
          ))}
        </datalist>
        <small class={taken.has(name.trim()) ? "field-bad" : undefined}>
          {taken.has(name.trim()) ? "This name has an agent with another key: use Replace key there." : name.trim() && servers.data && !known ? "Not in the inventory: its devices would have no server and no site." : "the name in its agent.toml, as in devices.csv"}
        </small>
      </label>
      <Compare mine={pending.key} pasted={pasted} setPasted={setPasted} looked={looked} setLooked={setLooked} />
    </ConfirmDialog>
  );
}

interface CompareProps {
  mine: string;
  pasted: string;
  setPasted: (text: string) => void;
  looked: boolean;
  setLooked: (yes: boolean) => void;
}

function Compare({ mine, pasted, setPasted, looked, setLooked }: CompareProps) {
  const result = pasted.trim() === "" ? null : compareKeys(mine, pasted);
  return (
    <fieldset class="plain-fieldset">
      <legend>Compare it with the server</legend>
      <p class="quiet">
        On the server itself, not through what knocks here: <code>redrive-agent key</code>
      </p>
      <label class="field">
        <span>Paste what it prints</span>
        <input class="mono" value={pasted} onInput={(e) => setPasted(e.currentTarget.value)} spellcheck={false} autoCapitalize="none" autoComplete="off" />
      </label>
      <p role="status">{result && (result.same ? <Badge tone="good">the same key</Badge> : <span class="field-bad">Another key: {result.why}. Do not accept it.</span>)}</p>
      {result === null && (
        <label class="option">
          <input type="checkbox" checked={looked} onChange={(e) => setLooked(e.currentTarget.checked)} />
          Or: I have compared all eight groups by eye, and they are the same
          <small>upper and lower case and every sign count</small>
        </label>
      )}
    </fieldset>
  );
}

export function ReplaceDialog({ agent, onClose }: { agent: Agent; onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const [sure, setSure] = useState(false);
  const key = withoutGaps(typed);
  const fits = isKey(key) && key !== agent.key;
  return (
    <ConfirmDialog
      title={`Replace the key of ${agent.name}`}
      verb="Replace the key"
      danger
      ready={fits && sure}
      send={() => api(`/agents/${encodeURIComponent(agent.name)}/key`, { method: "PUT", body: { key } }).then(() => changed(["agents"]))}
      done={`${agent.name} has a new key; the old one is let in no more.`}
      onClose={onClose}
    >
      <div class="dialog-text">
        <p>For a server whose machine was replaced. From then on the old key is let in no more, and whoever has the new one gets its packages and orders.</p>
        <p class="quiet">The key now:</p>
        <Fingerprint of={agent.key} label="The key now" />
      </div>
      <label class="field">
        <span>
          New key, as <code>redrive-agent key</code> prints it on {agent.name}
        </span>
        <input class="mono" value={typed} onInput={(e) => setTyped(e.currentTarget.value)} spellcheck={false} autoCapitalize="none" autoComplete="off" autoFocus />
        {key !== "" && !fits && <small class="field-bad">{key === agent.key ? "That is the key it has." : `A key has 40 characters of Z85; these are ${key.length}${key.length === 40 ? ", and not all are of Z85" : ""}.`}</small>}
      </label>
      {fits && <Fingerprint of={key} label="The new key" />}
      <label class="option">
        <input type="checkbox" checked={sure} onChange={(e) => setSure(e.currentTarget.checked)} />
        It comes from the server itself, by a way I trust
      </label>
    </ConfirmDialog>
  );
}
