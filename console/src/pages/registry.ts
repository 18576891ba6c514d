// Every page of the console, in the order of the navigation.
import { FailuresPage } from "./failures";
import { morePages } from "./more";
import { OverviewPage } from "./overview";
import { RedistributionPage } from "./redistribution";
import { RedistributionsPage } from "./redistributions";
import { RolloutPage } from "./rollout";
import { RolloutsPage } from "./rollouts";
import { TicketPage } from "./ticket";
import { TicketsPage } from "./tickets";
import type { Page } from "./page";

export const pages: Page[] = [
  { path: "/", title: "Overview", component: OverviewPage, nav: { group: "Now", icon: "overview", letter: "o", main: true } },
  { path: "/failures", title: "Failures", component: FailuresPage, nav: { group: "Now", icon: "failure", letter: "f", main: true } },
  { path: "/tickets", title: "Tickets", component: TicketsPage, nav: { group: "Now", icon: "ticket", letter: "t", main: true } },
  { path: "/tickets/:id", title: "Ticket", component: TicketPage, under: "/tickets" },
  { path: "/redistributions", title: "Redistributions", component: RedistributionsPage, nav: { group: "Mend", icon: "redrive", letter: "r", main: true, short: "Plans" } },
  { path: "/redistributions/:id", title: "Redistribution", component: RedistributionPage, under: "/redistributions" },
  { path: "/rollouts", title: "Rollouts", component: RolloutsPage, nav: { group: "Mend", icon: "rollout", letter: "w" } },
  { path: "/rollouts/:id", title: "Rollout", component: RolloutPage, under: "/rollouts" },
  ...morePages,
];
