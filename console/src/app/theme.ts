// Light or dark: as the system says, unless somebody chose.
import { store } from "./store";

export type Theme = "auto" | "light" | "dark";
const kKey = "redrive.theme";

export const theme = store<Theme>("auto");

export function beginTheme(): void {
  const kept = remembered();
  if (kept) theme.set(kept);
  apply();
  theme.subscribe(apply);
}

export function nextTheme(now: Theme): Theme {
  return now === "auto" ? "light" : now === "light" ? "dark" : "auto";
}

function remembered(): Theme | null {
  try {
    const kept = localStorage.getItem(kKey);
    return kept === "light" || kept === "dark" ? kept : null;
  } catch {
    return null; // storage may be switched off; the choice then lasts as long as the page
  }
}

function apply(): void {
  const chosen = theme.get();
  if (chosen === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
  try {
    if (chosen === "auto") localStorage.removeItem(kKey);
    else localStorage.setItem(kKey, chosen);
  } catch {
    // as above
  }
}
