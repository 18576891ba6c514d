// The views of one subject, each at an address of its own.
import { Link, usePlace } from "../app/link";
import { count } from "./number";

export interface Tab {
  to: string;
  label: string;
  number?: number | undefined; // what waits there
}

export function Tabs({ label, tabs }: { label: string; tabs: Tab[] }) {
  const { path } = usePlace();
  return (
    <nav class="tabs" aria-label={label}>
      {tabs.map((t) => (
        <Link key={t.to} to={t.to} aria-current={t.to === path ? "page" : undefined}>
          {t.label}
          {t.number !== undefined && t.number > 0 && <span class="nav-mark">{count(t.number)}</span>}
        </Link>
      ))}
    </nav>
  );
}
