import type { Status } from "../../api/types/overview";
import { useAsk } from "../../api/use_ask";
import { Tabs } from "../../parts/tabs";

export function MailTabs() {
  const mail = useAsk<Status>("/status", ["failures", "tickets", "redistributions", "mail", "agents"]).data?.mail;
  return (
    <Tabs
      label="Mail out and in"
      tabs={[
        { to: "/mail", label: "Going out", number: mail?.dead },
        { to: "/received", label: "Received", number: mail?.quarantined },
      ]}
    />
  );
}
