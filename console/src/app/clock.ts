// Now, for ages and "in 4 min": one tick for the whole page.
import { store, useStore } from "./store";

export const now = store(Date.now());

export function beginClock(): void {
  const tick = () => {
    if (!document.hidden) now.set(Date.now());
  };
  setInterval(tick, 5_000);
  document.addEventListener("visibilitychange", tick);
}

export function useNow(): number {
  return useStore(now);
}
