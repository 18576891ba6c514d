// Where we are: the address bar is the only place that knows, so every view is a link that can be sent to a colleague.
import { store } from "./store";

export interface Place {
  path: string; // without a trailing slash, "/" alone is the root
  query: URLSearchParams;
}

export function placeOf(url: { pathname: string; search: string }): Place {
  return { path: url.pathname.replace(/\/+$/, "") || "/", query: new URLSearchParams(url.search) };
}

export const place = store<Place>(placeOf(typeof window === "undefined" ? { pathname: "/", search: "" } : window.location));

// An address with these parameters changed: null or "" takes one away. The cursor goes whenever anything else changes,
// for it belongs to the list as it was.
export function withQuery(at: Place, changes: Record<string, string | null>): string {
  const query = new URLSearchParams(at.query);
  if (!("after" in changes)) query.delete("after");
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === "") query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  return text ? `${at.path}?${text}` : at.path;
}

export function go(href: string, how: { replace?: boolean } = {}): void {
  const before = place.get();
  history[how.replace ? "replaceState" : "pushState"](null, "", href);
  place.set(placeOf(window.location));
  const now = place.get();
  if (now.path !== before.path || now.query.get("after") !== before.query.get("after")) window.scrollTo(0, 0);
}

export function followHistory(): void {
  window.addEventListener("popstate", () => place.set(placeOf(window.location)));
}

// The parameters of a path by its pattern ("/tickets/:id"), or null where it does not fit.
export function match(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return null;
  const found: Record<string, string> = {};
  for (const [i, part] of wanted.entries()) {
    const here = given[i] ?? "";
    if (part.startsWith(":")) {
      try {
        found[part.slice(1)] = decodeURIComponent(here);
      } catch {
        return null;
      }
    } else if (part !== here) return null;
  }
  return found;
}
