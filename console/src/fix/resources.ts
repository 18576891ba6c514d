// What the overview is made of, as central's events name it.
export const kOverviewResources = ["failures", "tickets", "mail", "agents", "redistributions", "rollouts"] as const;
