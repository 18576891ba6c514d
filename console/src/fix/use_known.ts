// What the roads of many failures are joined from: four questions for the whole page, however many rows it has.
import { useMemo } from "preact/hooks";
import type { Page } from "../api/types/list";
import type { Mail } from "../api/types/mail";
import type { Outage } from "../api/types/outage";
import type { Overview } from "../api/types/overview";
import type { Redistribution } from "../api/types/redistribution";
import { useAsk } from "../api/use_ask";
import { kOverviewResources } from "./resources";
import { type Known, knownOf } from "./road";

const kGap = 5000; // ms: long lists, of which a row or two matter

export function useKnown(): Known {
  const overview = useAsk<Overview>("/overview", kOverviewResources);
  const mail = useAsk<Page<Mail>>("/mail?limit=500", ["mail"], kGap);
  const plans = useAsk<Page<Redistribution>>("/redistributions?limit=500", ["redistributions"], kGap);
  const outages = useAsk<Page<Outage>>("/outages?active=true&limit=1000", ["outages"], kGap);
  const [tickets, mails, made, known] = [overview.data?.tickets.items, mail.data?.items, plans.data?.items, outages.data?.items];
  return useMemo(() => knownOf(tickets ?? [], mails ?? [], made ?? [], known ?? []), [tickets, mails, made, known]);
}
