// The frame around every page.
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "../parts/icon";
import { localText } from "../parts/span";
import { Announcements } from "./announce";
import { useNow } from "./clock";
import { findPage } from "./find_page";
import { Help } from "./help";
import { usePlace } from "./link";
import { live } from "./live";
import { FootNav, SideNav } from "./nav";
import { useStore } from "./store";
import { TopBar } from "./top_bar";

export function Shell() {
  const place = usePlace();
  const { page, parameters } = findPage(place.path);
  const Component = page.component;
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  useEffect(() => {
    // The first page is read from its top; later ones say their heading.
    if (!first.current) (main.current?.querySelector("h1") ?? main.current)?.focus({ preventScroll: true });
    first.current = false;
  }, [place.path]);
  return (
    <>
      <a class="skip" href="#content" onClick={(e) => { e.preventDefault(); main.current?.focus(); }}>
        Skip to the content
      </a>
      <TopBar />
      <NotLive />
      <div class="frame">
        <SideNav />
        <main id="content" ref={main} tabIndex={-1}>
          <Component key={place.path} parameters={parameters} />
        </main>
      </div>
      <FootNav />
      <Help />
      <Announcements />
    </>
  );
}

function NotLive() {
  const { state, heardAt } = useStore(live);
  const now = useNow();
  if (state !== "lost") return null;
  return (
    <div class="not-live" role="alert">
      <Icon name="warn" />
      Not live: central does not answer. {heardAt === null ? "Nothing was heard from it yet." : `What you see is as of ${localText(new Date(heardAt).toISOString(), now)}.`} It is tried again every ten seconds.
    </div>
  );
}
