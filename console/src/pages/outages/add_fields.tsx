import type { OutageTyped } from "./wish";

const kLengths = [
  ["30m", "30 minutes"],
  ["1h", "1 hour"],
  ["2h", "2 hours"],
  ["4h", "4 hours"],
  ["8h", "8 hours"],
  ["24h", "a day"],
  ["168h", "a week"],
  ["until", "until …"],
] as const;

interface Props {
  typed: OutageTyped;
  change: (typed: OutageTyped) => void;
  zone: string; // of this browser
}

export function AddFields({ typed, change, zone }: Props) {
  const set = <K extends keyof OutageTyped>(name: K, value: OutageTyped[K]) => change({ ...typed, [name]: value });
  return (
    <>
      <div class="fields">
        <label class="field">
          <span>What is down</span>
          <select value={typed.kind} onChange={(e) => set("kind", e.currentTarget.value as OutageTyped["kind"])}>
            <option value="server">a server with its devices</option>
            <option value="device">a device</option>
            <option value="site">a site</option>
          </select>
        </label>
        <label class="field">
          <span>{typed.kind === "site" ? "Its code" : "Its name"}</span>
          <input value={typed.name} onInput={(e) => set("name", e.currentTarget.value)} required autoFocus spellcheck={false} autoCapitalize="none" />
          <small>or a pattern such as {typed.kind === "site" ? "PUN*" : typed.kind === "server" ? "ids-00*" : "till-*-1"}</small>
        </label>
      </div>
      <div class="fields">
        <label class="field">
          <span>From</span>
          <input type="datetime-local" value={typed.start} onInput={(e) => set("start", e.currentTarget.value)} />
          <small>{typed.start ? `by the clock here, ${zone}` : "empty: now"}</small>
        </label>
        <label class="field">
          <span>For</span>
          <select value={typed.length} onChange={(e) => set("length", e.currentTarget.value)}>
            {kLengths.map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
        {typed.length === "until" && (
          <label class="field">
            <span>Until</span>
            <input type="datetime-local" value={typed.end} onInput={(e) => set("end", e.currentTarget.value)} required />
          </label>
        )}
      </div>
      <div class="fields">
        <label class="field">
          <span>Recurs</span>
          <select value={typed.repeat} onChange={(e) => set("repeat", e.currentTarget.value as OutageTyped["repeat"])}>
            <option value="">no, once</option>
            <option value="DAILY">every day</option>
            <option value="WEEKLY">every week on that day</option>
            <option value="rule">by a rule …</option>
          </select>
        </label>
        {typed.repeat === "rule" && (
          <label class="field">
            <span>Rule</span>
            <input value={typed.rule} onInput={(e) => set("rule", e.currentTarget.value)} placeholder="FREQ=MONTHLY;BYDAY=1SU" spellcheck={false} autoCapitalize="characters" />
            <small>as in calendars, RFC 5545</small>
          </label>
        )}
        {typed.repeat !== "" && (
          <label class="field">
            <span>By the clocks of</span>
            <input value={typed.zone} placeholder={zone} onInput={(e) => set("zone", e.currentTarget.value)} spellcheck={false} />
          </label>
        )}
      </div>
      <label class="field">
        <span>Reason</span>
        <input value={typed.reason} onInput={(e) => set("reason", e.currentTarget.value)} required maxLength={1000} />
        <small>whoever is on duty reads it</small>
      </label>
    </>
  );
}
