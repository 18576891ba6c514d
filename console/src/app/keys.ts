// The keyboard: g and a letter go to a page, / searches, ? shows the keys. Nothing is taken from who types in a field.
import { pages } from "../pages/registry";
import { helpShown } from "./help";
import { later } from "./later";
import { go } from "./location";

const kSecondKey = 1200; // ms for the letter after g
const waiting = later();

export function followKeys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
    const taken = waiting.waiting ? second(event.key) : first(event.key);
    if (taken) event.preventDefault();
  });
}

function first(key: string): boolean {
  if (key === "g") {
    waiting.in(kSecondKey, () => {});
    return true;
  }
  if (key === "/") {
    const field = document.querySelector<HTMLInputElement>("[data-page-search]") ?? document.querySelector<HTMLInputElement>("[data-search]");
    field?.focus();
    field?.select();
    return field !== null;
  }
  if (key === "?") {
    helpShown.set(true);
    return true;
  }
  return false;
}

function second(key: string): boolean {
  waiting.cancel();
  const page = pages.find((p) => p.nav?.letter === key);
  if (page) go(page.path);
  return page !== undefined;
}

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select"));
}
