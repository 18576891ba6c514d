// What has just been done, said once: seen at the foot of the page and read out by screen readers.
import { useEffect } from "preact/hooks";
import { store, useStore } from "./store";

interface Said {
  text: string;
  bad: boolean;
}

const kShown = 8_000;
const said = store<Said | null>(null);

export function announce(text: string, bad = false): void {
  said.set({ text, bad });
}

export function Announcements() {
  const now = useStore(said);
  useEffect(() => {
    if (!now) return;
    const timer = setTimeout(() => said.set(null), kShown);
    return () => clearTimeout(timer);
  }, [now]);
  return (
    <div class="announce" role="status" aria-live="polite">
      {now && <p class={now.bad ? "announce-text bad" : "announce-text"}>{now.text}</p>}
    </div>
  );
}
