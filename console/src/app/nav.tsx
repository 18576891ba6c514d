// The way about: at the side on a desk, at the foot on a phone.
import { useState } from "preact/hooks";
import type { Status } from "../api/types/overview";
import { useAsk } from "../api/use_ask";
import type { Page } from "../pages/page";
import { pages } from "../pages/registry";
import { Icon } from "../parts/icon";
import { count } from "../parts/number";
import { findPage } from "./find_page";
import { Link, usePlace } from "./link";

const kGroups = ["Now", "Mend", "Estate", "Records"] as const;

interface Mark {
  number: number;
  bad: boolean;
  means: string;
}

// What each page has waiting, so that nobody must open it to see.
export function marksOf(status: Status | undefined): Record<string, Mark> {
  if (!status) return {};
  return {
    "/failures": { number: status.failures.open, bad: false, means: "open" },
    "/tickets": { number: status.tickets.open, bad: false, means: "open" },
    "/redistributions": { number: status.redistributions.running, bad: false, means: "running" },
    "/mail": { number: status.mail.dead, bad: true, means: "given up" },
    "/agents": { number: status.agents.pending, bad: true, means: "waiting to be accepted" },
  };
}

function useNav() {
  const here = findPage(usePlace().path).page;
  const status = useAsk<Status>("/status", ["failures", "tickets", "redistributions", "mail", "agents"]);
  return { current: here.under ?? here.path, marks: marksOf(status.data) };
}

function Entry({ page, current, mark, short }: { page: Page; current: boolean; mark: Mark | undefined; short?: boolean }) {
  return (
    <Link to={page.path} aria-current={current ? "page" : undefined}>
      <Icon name={page.nav?.icon ?? "dot"} />
      <span class="nav-word">{(short && page.nav?.short) || page.title}</span>
      {mark && mark.number > 0 && (
        <span class={mark.bad ? "nav-mark bad" : "nav-mark"} title={`${count(mark.number)} ${mark.means}`}>
          {count(mark.number)}
          <span class="unseen"> {mark.means}</span>
        </span>
      )}
    </Link>
  );
}

export function SideNav() {
  const { current, marks } = useNav();
  return (
    <nav class="side-nav" aria-label="Pages">
      {kGroups.map((group) => {
        const inside = pages.filter((p) => p.nav?.group === group);
        if (inside.length === 0) return null;
        return (
          <div key={group} class="nav-group">
            <p class="nav-title">{group}</p>
            {inside.map((p) => (
              <Entry key={p.path} page={p} current={p.path === current} mark={marks[p.path]} />
            ))}
          </div>
        );
      })}
    </nav>
  );
}

export function FootNav() {
  const { current, marks } = useNav();
  const [open, setOpen] = useState(false);
  const main = pages.filter((p) => p.nav?.main).slice(0, 4);
  const more = pages.filter((p) => p.nav && !main.includes(p));
  return (
    <nav class="foot-nav" aria-label="Pages">
      {open && (
        <div class="foot-more" id="foot-more" onClick={() => setOpen(false)}>
          {more.map((p) => (
            <Entry key={p.path} page={p} current={p.path === current} mark={marks[p.path]} />
          ))}
        </div>
      )}
      <div class="foot-bar">
        {main.map((p) => (
          <Entry key={p.path} page={p} current={p.path === current} mark={marks[p.path]} short />
        ))}
        <button type="button" aria-expanded={open} aria-controls="foot-more" onClick={() => setOpen(!open)}>
          <Icon name={open ? "close" : "menu"} />
          <span class="nav-word">More</span>
        </button>
      </div>
    </nav>
  );
}
