// What a list is narrowed to, in the address: a search field, choices, facets with their numbers.
import { useEffect, useRef, useState } from "preact/hooks";
import { Link, usePlace } from "../app/link";
import { go, withQuery } from "../app/location";
import { later } from "../app/later";
import { facetsShown, kMost } from "./facets_shown";
import { Icon } from "./icon";
import { count } from "./number";

// Typing changes the address a moment later, in place: Back does not go through every letter.
export function SearchField({ name = "q", label, hint }: { name?: string; label: string; hint?: string }) {
  const place = usePlace();
  const given = place.query.get(name) ?? "";
  const [text, setText] = useState(given);
  const timer = useRef(later());
  useEffect(() => setText(given), [given]);
  useEffect(() => () => timer.current.cancel(), []);
  const change = (value: string) => {
    setText(value);
    timer.current.in(300, () => go(withQuery(place, { [name]: value.trim() }), { replace: true }));
  };
  return (
    <label class="search-field">
      <span class="unseen">{label}</span>
      <Icon name="search" />
      <input type="search" value={text} placeholder={hint ?? label} data-page-search maxLength={200} onInput={(e) => change(e.currentTarget.value)} />
    </label>
  );
}

export interface Choice {
  value: string; // "" for all
  label: string;
}

export function Choices({ name, label, choices, fallback = "" }: { name: string; label: string; choices: Choice[]; fallback?: string }) {
  const place = usePlace();
  const now = place.query.get(name) ?? fallback;
  return (
    <nav class="choices" aria-label={label}>
      {choices.map((c) => (
        <Link key={c.value} to={withQuery(place, { [name]: c.value === fallback ? null : c.value })} aria-current={c.value === now ? "true" : undefined}>
          {c.label}
        </Link>
      ))}
    </nav>
  );
}

export interface FacetGroup {
  name: string; // of the parameter
  title: string;
  values: { value: string; label?: string; open: number }[];
}

export function Facets({ groups }: { groups: FacetGroup[] }) {
  return (
    <div class="facets">
      {groups.map((g) => (
        <FacetList key={g.name} group={g} />
      ))}
    </div>
  );
}

function FacetList({ group }: { group: FacetGroup }) {
  const place = usePlace();
  const [all, setAll] = useState(false);
  const chosen = place.query.get(group.name);
  const known = group.values.some((v) => v.value === chosen);
  const values = chosen && !known ? [{ value: chosen, open: 0 }, ...group.values] : group.values;
  if (values.length === 0) return null;
  const { shown, further } = facetsShown(values, all, chosen);
  return (
    <section class="facet">
      <h2>{group.title}</h2>
      <ul>
        {shown.map((v) => (
          <li key={v.value}>
            <Link to={withQuery(place, { [group.name]: v.value === chosen ? null : v.value })} aria-current={v.value === chosen ? "true" : undefined} title={v.value === chosen ? `Show all again, not only ${v.value}` : `Only ${v.value}`}>
              <span class="facet-word">{("label" in v && v.label) || v.value}</span>
              {v.value === chosen && <Icon name="close" label="chosen; takes the filter away" />}
              <span class="facet-number">{count(v.open)}</span>
            </Link>
          </li>
        ))}
      </ul>
      {further > 0 && (
        <button type="button" class="plain" onClick={() => setAll(!all)}>
          {all ? "fewer" : `${further} more`}
        </button>
      )}
      {all && values.length > kMost && <p class="quiet">The {kMost} with most of {count(values.length)}; search for others.</p>}
    </section>
  );
}
