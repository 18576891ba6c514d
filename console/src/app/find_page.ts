import { LostPage } from "../pages/lost";
import type { Page } from "../pages/page";
import { pages } from "../pages/registry";
import { match } from "./location";

export interface Found {
  page: Page;
  parameters: Record<string, string>;
}

const kLost: Page = { path: "", title: "No such page", component: LostPage };

export function findPage(path: string): Found {
  for (const page of pages) {
    const parameters = match(page.path, path);
    if (parameters) return { page, parameters };
  }
  return { page: kLost, parameters: {} };
}
