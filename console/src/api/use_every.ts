// A whole list, page by page, for what central cannot narrow itself. Asked anew when the resource changes.
import { useEffect, useState } from "preact/hooks";
import { api, withParameters } from "./client";
import type { Page } from "./types/list";
import { type Asked, useAsk } from "./use_ask";

const kPage = 1000;

export interface Every<T> {
  items: T[];
  whole: boolean; // nothing is left off
}

// most: of items; a browser draws no more with pleasure.
export function useEvery<T, P extends Page<T> = Page<T>>(path: string, parameters: Record<string, string | null | undefined> = {}, resources?: readonly string[], most = 5000): Asked<Every<T>> & { first: P | undefined } {
  const first = useAsk<P>(withParameters(path, { ...parameters, limit: kPage }), resources);
  const [rest, setRest] = useState<{ at: number | null; items: T[]; whole: boolean } | null>(null);
  const page = first.data;
  useEffect(() => {
    if (!page || page.next === null) return setRest(null);
    let gone = false;
    const further = async () => {
      const items: T[] = [];
      let next = page.next;
      while (next !== null && items.length + page.items.length < most && !gone) {
        const more: Page<T> = await api<Page<T>>(withParameters(path, { ...parameters, limit: kPage, after: String(next) }));
        items.push(...more.items);
        next = more.next;
      }
      if (!gone) setRest({ at: first.at, items, whole: next === null });
    };
    further().catch(() => {}); // the first page tells of trouble; what came before stays
    return () => {
      gone = true;
    };
  }, [page, first.at]);
  const data = page && { items: page.next === null ? page.items : [...page.items, ...(rest?.items ?? [])], whole: page.next === null || (rest?.whole ?? false) };
  return { ...first, data, first: page };
}
