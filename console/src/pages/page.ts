// What a page is to the shell. A new page is a row in pages/registry.ts and a folder beside it, nothing else.
import type { ComponentType } from "preact";
import type { IconName } from "../parts/icon";

export interface PageProps {
  parameters: Record<string, string>; // of the path
}

export interface Page {
  path: string; // "/tickets/:id"
  title: string;
  component: ComponentType<PageProps>;
  nav?: { group: "Now" | "Mend" | "Estate" | "Records"; icon: IconName; letter: string; main?: boolean; short?: string }; // letter: after g. main: in the phone's bar, there as short
  under?: string; // the path of the page whose place in the navigation it has
}
