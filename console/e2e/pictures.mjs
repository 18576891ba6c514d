// Makes docs/console/*.png again, from a fresh central with its data (tests/lab/console_lab.py), before anything is approved:
//   REDRIVE_CONSOLE_LAB=FOLDER/console.json node e2e/pictures.mjs
// pngquant, where there is one, makes them small. Names are the lab's own; paths and addresses of this machine are replaced.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { ask, desktop, folder, lab, launch, person, phone } from "./browser.mjs";

const target = new URL("../../docs/console/", import.meta.url).pathname;
const most = 200_000; // bytes of a picture

const plan = (await ask("redistributions?state=planned")).items.find((one) => one.server === "ids-oslo");
const pages = [
  { name: "overview", path: "/", phone: true },
  { name: "failures", path: "/failures" },
  { name: "ticket", path: `/tickets/${lab.known.oslo}`, phone: true },
  { name: "plan", path: `/redistributions/${plan.id}`, before: openApproval },
  { name: "rollout", path: `/rollouts/${lab.known.rollout}`, height: 720 },
  { name: "outages", path: "/outages", height: 640 },
];

async function openApproval(page) {
  await page.getByRole("button", { name: /^Approve/ }).click();
  await page.getByRole("dialog").waitFor();
}

// What shows where the lab runs says nothing to a reader.
function withoutMachine(page) {
  return page.evaluate((where) => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.data.replaceAll(where, "/srv/tills").replace(/127\.0\.0\.1:\d+/g, "mail.example:25");
      if (text !== node.data) node.data = text;
    }
  }, folder);
}

async function take(browser, viewport, colorScheme, wanted, suffix) {
  const { page, context } = await person(browser, "anna", { viewport, colorScheme });
  for (const { name, path, before, height = viewport.height } of wanted) {
    await page.setViewportSize({ ...viewport, height });
    await page.goto(lab.central + path);
    await page.locator('main [aria-busy="true"]').waitFor({ state: "detached" });
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    await page.getByText("Live", { exact: false }).first().waitFor();
    const cut = await page.evaluate(() => [...document.querySelectorAll(".table-frame")].filter((one) => one.scrollWidth > one.clientWidth).length);
    if (cut > 0) throw new Error(`${path}: ${cut} tables are wider than their place at ${viewport.width} px`);
    await before?.(page);
    await page.waitForTimeout(500); // numbers of the navigation and the curve come last
    await page.evaluate(() => document.activeElement?.blur());
    await page.mouse.move(0, 0);
    await withoutMachine(page);
    const file = `${target}${name}-${suffix}.png`;
    await page.screenshot({ path: file });
    small(file);
  }
  await context.close();
}

function small(file) {
  try {
    execFileSync("pngquant", ["--force", "--ext", ".png", "--strip", "128", file]);
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
  }
  const size = fs.statSync(file).size;
  console.log(`${file.slice(target.length)} ${Math.round(size / 1000)} kB`);
  if (size > most) throw new Error(`${file} has ${size} bytes, more than ${most}`);
}

fs.mkdirSync(target, { recursive: true });
const browser = await launch();
for (const colorScheme of ["light", "dark"]) await take(browser, desktop, colorScheme, pages, colorScheme);
await take(browser, phone, "light", pages.filter((one) => one.phone), "phone");
await browser.close();
