// The views of the estate, side by side.
import { Tabs } from "../../parts/tabs";

export function EstateTabs() {
  return (
    <Tabs
      label="Views of the estate"
      tabs={[
        { to: "/devices", label: "Servers and devices" },
        { to: "/sites", label: "Sites" },
        { to: "/counters", label: "Counters and limits" },
        { to: "/locations", label: "Locations and routes" },
      ]}
    />
  );
}
