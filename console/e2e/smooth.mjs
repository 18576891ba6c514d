// What bench/console_smooth measures: the long pages in a real Chromium, opened, scrolled, typed into, and watched while
// alerts arrive. Prints one JSON array.
import fs from "node:fs";
import path from "node:path";
import { ask, lab, launch, person } from "./browser.mjs";

const kPages = [
  { page: "Overview", path: "/" },
  { page: "Failures", path: "/failures", words: "install till" },
  { page: "Failures, every facet open", path: "/failures", words: "install till", open: /^\d+ more$/ },
  { page: "Failures at one site", path: `/failures?site=${await aSite()}`, words: "install till" },
  { page: "Tickets", path: "/tickets" },
  { page: "Sites", path: "/sites", words: "ids-0012" },
  { page: "Sites and devices", path: "/devices", words: "ids-0012" },
  { page: "Agents", path: "/agents", words: "ids-0012" },
];
const kTypes = ["disk_full", "device_unreachable", "timeout", "auth_failed", "install_failed", "transfer_interrupted"];

async function aSite() {
  return (await ask("devices?limit=1")).items[0].location;
}

// In the page: its long tasks, how long keys took until their effect was painted, and its frames.
function watch() {
  const seen = { tasks: [], keys: [], frames: [] };
  new PerformanceObserver((list) => seen.tasks.push(...list.getEntries().map((e) => e.duration))).observe({ type: "longtask", buffered: true });
  new PerformanceObserver((list) => seen.keys.push(...list.getEntries().filter((e) => /key|input/.test(e.name)).map((e) => e.duration))).observe({ type: "event", durationThreshold: 16 });
  const frame = (at) => {
    seen.frames.push(at);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  // When the page's list was first painted.
  const looking = new MutationObserver(() => {
    if (seen.shown !== undefined || !document.querySelector("main h1") || document.querySelector('main .waiting, main [aria-busy="true"]')) return;
    if (!document.querySelector("main :is(table, .panel, .tiles)")) return;
    seen.shown = null;
    requestAnimationFrame(() => setTimeout(() => (seen.shown = performance.now())));
  });
  looking.observe(document, { childList: true, subtree: true, attributes: true });
  window.take = () => {
    const taken = { tasks: seen.tasks, keys: seen.keys, frames: seen.frames, shown: seen.shown };
    [seen.tasks, seen.keys, seen.frames] = [[], [], []];
    return taken;
  };
}

const take = (page) => page.evaluate(() => new Promise((done) => setTimeout(() => done(window.take()), 100))); // observers are told a moment later

// The share of the screen's frames in which the page drew nothing, at 60 a second.
function lost(frames) {
  const gaps = frames.slice(1).map((at, i) => Math.max(0, Math.round(((at - frames[i]) * 60) / 1000) - 1));
  const all = gaps.reduce((sum, n) => sum + n, 0);
  return all / Math.max(1, all + gaps.length);
}

const tasks = (list) => ({ longest: Math.max(0, ...list), over: list.filter((ms) => ms > 50).length });

async function scroll(page, seconds) {
  const end = Date.now() + seconds * 1000;
  for (let down = 1; Date.now() < end; ++down) {
    await page.mouse.wheel(0, down % 40 < 20 ? 240 : -240);
    await page.waitForTimeout(30);
  }
}

// Alerts of devices that fail already, as records that are new and records that are counted on.
let number = 0;
function feed() {
  const sent = async () => {
    const lines = Array.from({ length: Math.max(1, Math.round(lab.rate / 10)) }, () => {
      const [server, device] = lab.devices[++number % lab.devices.length];
      return JSON.stringify({ id: `s-${process.pid}-${number}`, server, device, failure_type: kTypes[(number >> 3) % kTypes.length], package: `pkg${number % 7}-1.0`, message: "seen while live" });
    });
    await fetch(`${lab.central}/api/v1/alerts`, { method: "POST", body: lines.join("\n"), headers: { Authorization: `Bearer ${lab.token}`, "Content-Type": "application/x-ndjson" } });
  };
  const timer = setInterval(() => void sent().catch(() => {}), 100);
  return () => clearInterval(timer);
}

// A console that was just built, in the place of the one that central has in it.
async function showInstead(page, folder) {
  await page.route((url) => !url.pathname.startsWith("/api/"), async (route) => {
    const asked = path.join(folder, new URL(route.request().url()).pathname);
    const file = fs.existsSync(asked) && fs.statSync(asked).isFile() ? asked : path.join(folder, "index.html");
    await route.fulfill({ path: file });
  });
}

async function measure(browser, { page: name, path: where, words, open }) {
  const { page, context } = await person(browser, "vera", { path: "/tools" });
  if (lab.console) await showInstead(page, lab.console);
  await page.addInitScript(watch);
  const devtools = await context.newCDPSession(page);
  await page.goto(lab.central + where);
  await page.waitForFunction(() => window.take && document.querySelector("main h1"));
  let taken = await take(page);
  const loading = [...taken.tasks];
  while (typeof taken.shown !== "number") loading.push(...(taken = await take(page)).tasks);
  const shown = taken.shown;
  if (open) await page.getByRole("button", { name: open }).first().waitFor();
  if (open) while (await page.getByRole("button", { name: open }).count()) await page.getByRole("button", { name: open }).first().click();
  await page.mouse.move(800, 600);
  loading.push(...(await take(page)).tasks);
  await scroll(page, 4);
  const scrolled = await take(page);

  let asked = 0;
  page.on("request", (request) => request.url().includes("/api/v1/") && ++asked);
  const stop = feed();
  await scroll(page, lab.seconds);
  const live = await take(page);
  const perSecond = asked / lab.seconds;
  let keys = null;
  const typing = [];
  if (words) {
    await page.evaluate(() => window.scrollTo(0, 0));
    await page.locator("main").getByRole("searchbox").click();
    await take(page);
    await page.keyboard.type(words, { delay: 150 });
    await page.waitForTimeout(1500);
    const typed = await take(page);
    keys = Math.max(16, ...typed.keys); // shorter ones are not told
    typing.push(...typed.tasks);
  }
  stop();
  await devtools.send("HeapProfiler.collectGarbage");
  const { usedSize } = await devtools.send("Runtime.getHeapUsage");
  await context.close();
  const quiet = [...loading, ...scrolled.tasks];
  return { page: name, shown, quiet: tasks(quiet), lost: lost(scrolled.frames), live: { ...tasks([...live.tasks, ...typing]), lost: lost(live.frames), asked: perSecond }, typed: keys, heap: usedSize };
}

const browser = await launch();
const said = [];
for (const one of kPages) {
  if (process.env.ONLY && one.page !== process.env.ONLY) continue;
  said.push(await measure(browser, one));
  process.stderr.write(`${JSON.stringify(said.at(-1))}\n`);
}
await browser.close();
console.log(JSON.stringify(said));
