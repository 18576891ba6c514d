// Which maintenance centre: typed or chosen among those of central's configuration, by id.
import { useId } from "preact/hooks";
import type { CentreListed } from "../api/types/estate";
import type { Page } from "../api/types/list";
import { useAsk } from "../api/use_ask";
import { several } from "./number";

export function CentreField({ value, change }: { value: string; change: (centre: string) => void }) {
  const list = useId();
  const known = useAsk<Page<CentreListed>>("/centres?limit=1000").data;
  return (
    <label class="field">
      <span>Centre</span>
      <input value={value} onInput={(e) => change(e.currentTarget.value)} list={list} required spellcheck={false} autoCapitalize="none" autoFocus />
      <datalist id={list}>
        {known?.items.map((c) => (
          <option key={c.id} value={c.id} label={c.name ?? undefined} />
        ))}
      </datalist>
      <small>{saidOf(known, value.trim())}</small>
    </label>
  );
}

// Whom the id that is typed stands for.
export function saidOf(known: Page<CentreListed> | undefined, id: string): string {
  const centre = known?.items.find((c) => c.id === id);
  if (centre) return [centre.name, centre.email.join(", ") || "no mail address", several(centre.sites, "site")].filter(Boolean).join("; ");
  return id && known && known.next === null ? "there is no such centre" : "its id, as in central's configuration";
}
