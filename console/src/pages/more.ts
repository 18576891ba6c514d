// The pages of the estate and of the records, in the order of the navigation.
import { AgentsPage } from "./agents";
import { AuditPage } from "./audit";
import { DevicesPage } from "./devices";
import { CountersPage } from "./devices/counters";
import { LocationsPage } from "./devices/locations";
import { DevicePage } from "./devices/one";
import { SitePage } from "./devices/site";
import { SitesPage } from "./devices/site_list";
import { DistributionsPage } from "./distributions";
import { DistributionPage } from "./distributions/one";
import { DistributionServerPage } from "./distributions/server";
import { MailPage } from "./mail";
import { OneMailPage } from "./mail/one";
import { MailPreviewPage } from "./mail/preview";
import { ReceivedPage } from "./mail/received";
import { ReceivedMailPage } from "./mail/received_one";
import { OutagesPage } from "./outages";
import { OutagePage } from "./outages/one";
import { PeoplePage } from "./people";
import { ToolsPage } from "./tools";
import type { Page } from "./page";

export const morePages: Page[] = [
  { path: "/distributions", title: "Distributions", component: DistributionsPage, nav: { group: "Mend", icon: "distribute", letter: "d" } },
  { path: "/distributions/:id", title: "Distribution", component: DistributionPage, under: "/distributions" },
  { path: "/distributions/:id/:server", title: "Server of a distribution", component: DistributionServerPage, under: "/distributions" },
  { path: "/devices", title: "Sites, devices", component: DevicesPage, nav: { group: "Estate", icon: "site", letter: "s" } },
  { path: "/devices/:name", title: "Device", component: DevicePage, under: "/devices" },
  { path: "/sites", title: "Sites", component: SitesPage, under: "/devices" },
  { path: "/sites/:code", title: "Site", component: SitePage, under: "/devices" },
  { path: "/counters", title: "Counters and limits", component: CountersPage, under: "/devices" },
  { path: "/locations", title: "Locations and routes", component: LocationsPage, under: "/devices" },
  { path: "/outages", title: "Outages", component: OutagesPage, nav: { group: "Estate", icon: "outage", letter: "u" } },
  { path: "/outages/:id", title: "Outage", component: OutagePage, under: "/outages" },
  { path: "/agents", title: "Agents", component: AgentsPage, nav: { group: "Estate", icon: "agent", letter: "a" } },
  { path: "/mail", title: "Mail", component: MailPage, nav: { group: "Records", icon: "mail", letter: "m" } },
  { path: "/mail/:number", title: "Mail", component: OneMailPage, under: "/mail" },
  { path: "/received", title: "Received mail", component: ReceivedPage, under: "/mail" },
  { path: "/received/:number", title: "Received mail", component: ReceivedMailPage, under: "/mail" },
  { path: "/tickets/:id/mail", title: "Mail of a ticket", component: MailPreviewPage, under: "/tickets" },
  { path: "/audit", title: "Audit", component: AuditPage, nav: { group: "Records", icon: "audit", letter: "h" } },
  { path: "/tools", title: "Tools", component: ToolsPage, nav: { group: "Mend", icon: "tool", letter: "x" } },
  { path: "/people", title: "People", component: PeoplePage, nav: { group: "Records", icon: "person", letter: "p" } },
];
