// The line on top: search, whether what is shown is live, light or dark, who is logged in.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Status } from "../api/types/overview";
import type { Role } from "../api/types/session";
import { useAsk } from "../api/use_ask";
import { Icon } from "../parts/icon";
import { ageText } from "../parts/span";
import { useNow } from "./clock";
import { placeOfSearch } from "./find_thing";
import { helpShown } from "./help";
import { Link } from "./link";
import { live } from "./live";
import { go } from "./location";
import { logOut, useSession } from "./session";
import { useStore } from "./store";
import { nextTheme, theme } from "./theme";

export function TopBar() {
  const status = useAsk<Status>("/status", ["failures", "tickets", "redistributions", "mail", "agents"]);
  return (
    <header class="top-bar">
      <Link to="/" class="brand" title={status.data ? `Redrive ${status.data.version}, central ${status.data.name}` : "Redrive"}>
        <img src="/assets/redrive.svg" alt="" width="22" height="22" />
        <span>Redrive</span>
        {status.data && <span class="brand-central">{status.data.name}</span>}
      </Link>
      <Search />
      <Liveness />
      <ThemeSwitch />
      <button type="button" class="plain only-desk" onClick={() => helpShown.set(true)} title="Keys (?)">
        <Icon name="help" label="Keys and help" />
      </button>
      <Person />
    </header>
  );
}

function Search() {
  const [text, setText] = useState("");
  const submit = (event: Event) => {
    event.preventDefault();
    if (!text.trim()) return;
    go(placeOfSearch(text));
    setText("");
  };
  return (
    <form class="top-search" role="search" onSubmit={submit}>
      <label class="search-field">
        <span class="unseen">Search failures, or go to a ticket, plan or rollout by its id</span>
        <Icon name="search" />
        <input type="search" value={text} data-search maxLength={200} placeholder="Search, or an id such as RD-2026-000123" onInput={(e) => setText(e.currentTarget.value)} />
        <kbd>/</kbd>
      </label>
    </form>
  );
}

function Liveness() {
  const { state, heardAt } = useStore(live);
  const now = useNow();
  const heard = heardAt === null ? "never yet" : ageText(new Date(heardAt).toISOString(), now);
  const word = { connecting: "Connecting", live: "Live", polling: "Every 10 s", lost: "Not live" }[state];
  const means = {
    connecting: "Asking central for its events.",
    live: "What you see follows central at once.",
    polling: "Central gives no event stream now; everything shown is asked for anew every ten seconds.",
    lost: `Central does not answer; last heard ${heard}. What you see may be out of date.`,
  }[state];
  return (
    <span class={`liveness ${state}`} role="status" title={means}>
      <span class="liveness-dot" aria-hidden="true" />
      {word}
      <span class="unseen">. {state === "lost" ? "Central does not answer." : means}</span>
    </span>
  );
}

function ThemeSwitch() {
  const now = useStore(theme);
  const word = { auto: "as the system", light: "light", dark: "dark" }[now];
  return (
    <button type="button" class="plain" onClick={() => theme.set(nextTheme(now))} title={`Colours: ${word}. Press to change.`}>
      <Icon name={now === "auto" ? "auto" : now} label={`Colours: ${word}; change`} />
    </button>
  );
}

const kMay: Record<Role, string> = {
  viewer: "You read everything but users and tokens.",
  operator: "You read everything, and work on jobs, plans, tickets, outages and mail.",
  approver: "You do what an operator does, and approve or refuse plans and rollouts.",
  administrator: "You do everything, also accept agents, reload the inventory, and make users and tokens.",
};

function Person() {
  const who = useSession();
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    const away = (event: Event) => {
      if (event instanceof KeyboardEvent ? event.key === "Escape" : !box.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener("pointerdown", away);
    document.addEventListener("keydown", away);
    return () => {
      document.removeEventListener("pointerdown", away);
      document.removeEventListener("keydown", away);
    };
  }, [open]);
  if (!who) return null;
  return (
    <div class="person" ref={box}>
      <button type="button" class="plain" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon name="person" />
        <span class="person-name">{who.name}</span>
        <span class="unseen">: account</span>
      </button>
      {open && (
        <div class="person-menu">
          <p>
            <strong>{who.name}</strong>
            <br />
            <span class="quiet">{who.role}</span>
          </p>
          <p>{kMay[who.role]}</p>
          <button type="button" class="button" onClick={() => void logOut()}>
            Log out
          </button>
        </div>
      )}
    </div>
  );
}
