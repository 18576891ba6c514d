// Every page, on a desk and a phone, in light and dark: axe finds nothing, nothing scrolls sideways, nothing complains.
import assert from "node:assert/strict";
import fs from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { ask, desktop, lab, launch, person, phone } from "./browser.mjs";

const axe = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

let browser, paths;
before(async () => {
  browser = await launch();
  const redistribution = (await ask("redistributions")).items[0].id;
  const mail = (await ask("mail")).items[0].number;
  const outage = (await ask("outages")).items[0].id;
  paths = ["/", "/failures", "/failures?q=space", "/tickets", `/tickets/${lab.known.pune}`, "/redistributions", `/redistributions/${redistribution}`,
    "/rollouts", `/rollouts/${lab.known.rollout}`, "/distributions", `/distributions/${lab.known.job}`, `/distributions/${lab.known.job}/ids-pune`,
    "/tools", "/devices", "/devices/ids-lima", "/devices/till-oslo-1", "/sites", "/sites/OSL", "/counters", "/locations", "/outages", `/outages/${outage}`,
    "/agents", "/mail", `/mail/${mail}`, `/tickets/${lab.known.pune}/mail`, "/received", "/audit", "/people", "/nowhere"];
});
after(() => browser.close());

// The page's own policy forbids scripts that are put into it; the debugger's channel is none.
async function violations(page) {
  await page.evaluate(axe);
  const found = await page.evaluate((tags) => window.axe.run(document, { runOnly: { type: "tag", values: tags } }), rules);
  return found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).slice(0, 3).join("; ")}`);
}

for (const [where, viewport] of [["desk", desktop], ["phone", phone]]) {
  for (const colorScheme of ["light", "dark"]) {
    test(`${where}, ${colorScheme}`, async () => {
      const { page, context, complaints } = await person(browser, "ida", { viewport, colorScheme });
      const found = [];
      for (const path of paths) {
        await page.goto(lab.central + path);
        await page.getByRole("heading", { level: 1 }).first().waitFor();
        await page.locator('main [aria-busy="true"]').waitFor({ state: "detached" });
        found.push(...(await violations(page)).map((one) => `${path}: ${one}`));
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (wide > 0) found.push(`${path} scrolls sideways by ${wide} px`);
      }
      assert.deepEqual([...found, ...complaints], []);
      await context.close();
    });
  }
}

test("by keyboard alone", async () => {
  const { page, context } = await person(browser, "ida");
  await page.goto(lab.central + "/");
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  await page.keyboard.press("Tab");
  assert.match(await page.evaluate(() => document.activeElement.textContent), /skip/i);
  await page.locator("body").press("g");
  await page.keyboard.press("t");
  await page.getByRole("heading", { level: 1, name: "Tickets" }).waitFor();
  const focused = (tag) => page.waitForFunction((wanted) => document.activeElement?.tagName === wanted, tag);
  await focused("H1"); // a new page says where one is
  await page.keyboard.press("/");
  await focused("INPUT");
  await context.close();
});

test("what has the focus on a phone lies under no bar", async () => {
  const { page, context } = await person(browser, "ida", { viewport: phone, path: "/agents" });
  await page.getByRole("button", { name: "Replace key" }).last().waitFor();
  const covered = await page.evaluate(() =>
    [...document.querySelectorAll("main button, main a")].reverse().concat([...document.querySelectorAll("main button, main a")]).filter((one) => {
      one.focus();
      const { left, top, width, height } = one.getBoundingClientRect();
      return !one.contains(document.elementFromPoint(left + width / 2, top + height / 2));
    }).map((one) => one.textContent));
  assert.deepEqual(covered, []);
  await context.close();
});
