// By cause: how many of each type, at how many sites, and which packages.
import type { Overview } from "../../api/types/overview";
import { Link } from "../../app/link";
import { count, several } from "../../parts/number";
import { Section } from "../../parts/pairs";
import { typeWord } from "../../parts/words";

interface Bar {
  key: string;
  word: string;
  to: string;
  open: number;
  sub?: string;
}

export function Causes({ now }: { now: Overview }) {
  const { by_type, by_package } = now.failures;
  if (by_type.length === 0) return null;
  const packages = by_package.flatMap((p) => (p.package === null ? [] : [{ key: p.package, word: p.package, to: `/failures?package=${encodeURIComponent(p.package)}`, open: p.open }]));
  return (
    <>
      <Section title="By cause">
        <Bars bars={by_type.map((t) => ({ key: t.type, word: typeWord(t.type), to: `/failures?type=${encodeURIComponent(t.type)}`, open: t.open, sub: several(t.sites, "site") }))} />
      </Section>
      {packages.length > 0 && (
        <Section title="By package">
          <Bars bars={packages.slice(0, 6)} />
        </Section>
      )}
    </>
  );
}

function Bars({ bars }: { bars: Bar[] }) {
  const most = Math.max(1, ...bars.map((b) => b.open));
  return (
    <ul class="panel bars">
      {bars.map((b) => (
        <li key={b.key}>
          <Link to={b.to}>{b.word}</Link>
          <span class="bars-track" aria-hidden="true">
            <span style={{ width: `${(100 * b.open) / most}%` }} />
          </span>
          <strong>{count(b.open)}</strong>
          <span class="quiet">{b.sub}</span>
        </li>
      ))}
    </ul>
  );
}
