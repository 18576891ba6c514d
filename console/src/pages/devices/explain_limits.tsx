// When a failure of this device or server makes a ticket: for each scope the rule that applies, and how far it is.
import { useState } from "preact/hooks";
import { withParameters } from "../../api/client";
import type { ThresholdsExplained } from "../../api/types/estate";
import { useAsk } from "../../api/use_ask";
import { usePlace } from "../../app/link";
import { go, withQuery } from "../../app/location";
import { Shown } from "../../parts/asked";
import { Badge } from "../../parts/badge";
import { count } from "../../parts/number";
import { Section } from "../../parts/pairs";
import { Table } from "../../parts/table";
import { typeWord } from "../../parts/words";

const kOrder = ["device", "server", "site", "package", "fleet"]; // narrow to wide

interface Props {
  device: string | null;
  server: string | null;
  types: readonly string[]; // seen here, the likeliest first
}

export function ExplainLimits({ device, server, types }: Props) {
  const place = usePlace();
  const type = place.query.get("type") ?? types[0] ?? "disk_full";
  const asked = useAsk<ThresholdsExplained>(withParameters("/thresholds/explain", { device, server, type }), ["tracking", "devices"]);
  return (
    <Section title="When it makes a ticket">
      <TypeField type={type} types={types} />
      <Shown asked={asked}>
        {(all) => (
          <Table
            caption={`Limits for ${typeWord(all.failure_type)}`}
            rows={[...all.scopes].sort((a, b) => kOrder.indexOf(a.scope) - kOrder.indexOf(b.scope))}
            id={(s) => s.scope}
            tone={(s) => (s.needed === 0 ? "warn" : undefined)}
            columns={[
              { key: "scope", head: "Scope", kind: "main", cell: (s) => <Named name={s.scope} sub={s.subject === "*" ? "the whole fleet" : s.subject} /> },
              { key: "now", head: "Now", align: "end", kind: "narrow", cell: (s) => <strong>{count(s.number)}</strong> },
              { key: "limit", head: "Limit", align: "end", kind: "narrow", cell: (s) => count(s.limit) },
              { key: "within", head: "Within", align: "end", kind: "narrow", cell: (s) => s.window },
              { key: "held", head: "Held", align: "end", kind: "narrow", cell: (s) => s.hold },
              { key: "so", head: "So", kind: "narrow", cell: (s) => (s.needed === 0 ? <Badge tone="warn">above</Badge> : <span class="quiet">{count(s.needed)} more</span>) },
              { key: "rule", head: "Because of", kind: "wide", cell: (s) => <Named name={s.rule} sub={s.overruled.length > 0 ? `without it: ${s.overruled.join(", then ")}` : ""} title={s.reason} /> },
            ]}
          />
        )}
      </Shown>
    </Section>
  );
}

function Named({ name, sub, title }: { name: string; sub: string; title?: string }) {
  return (
    <span title={title}>
      {name}
      {sub && <span class="cell-sub">{sub}</span>}
    </span>
  );
}

function TypeField({ type, types }: { type: string; types: readonly string[] }) {
  const place = usePlace();
  const [text, setText] = useState(type);
  const set = (value: string) => go(withQuery(place, { type: value.trim() || null }), { replace: true });
  return (
    <form
      class="list-tools name-filter"
      onSubmit={(e) => {
        e.preventDefault();
        set(text);
      }}
    >
      <label>
        <span>A failure of the type</span>
        <input value={text} size={24} list="types-seen" spellcheck={false} autoCapitalize="none" onInput={(e) => setText(e.currentTarget.value)} onChange={(e) => set(e.currentTarget.value)} />
      </label>
      <datalist id="types-seen">
        {types.map((t) => (
          <option key={t} value={t} />
        ))}
      </datalist>
      <button type="submit" class="button">
        Explain
      </button>
    </form>
  );
}
