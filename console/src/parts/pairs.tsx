// Names and values under each other.
import type { ComponentChildren } from "preact";

export function Pairs({ items }: { items: [string, ComponentChildren][] }) {
  return (
    <dl class="pairs">
      {items
        .filter(([, value]) => value !== null && value !== undefined && value !== false)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

export function Section({ title, beside, children }: { title: string; beside?: ComponentChildren; children: ComponentChildren }) {
  return (
    <section class="section">
      <div class="section-head">
        <h2>{title}</h2>
        {beside}
      </div>
      {children}
    </section>
  );
}
