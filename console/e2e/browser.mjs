// A real Chromium against a real central (tests/lab/console_lab.py), as somebody who looks and clicks.
import fs from "node:fs";
import { chromium } from "playwright-core";

export const lab = JSON.parse(fs.readFileSync(process.env.REDRIVE_CONSOLE_LAB, "utf8"));
export const folder = process.env.REDRIVE_CONSOLE_LAB.replace(/\/[^/]*$/, "");
export const desktop = { width: 1440, height: 900 };
export const phone = { width: 390, height: 844 };

const quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export function launch() {
  const sandbox = process.getuid() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: [...quiet, ...sandbox] });
}

// Nobody is logged in at first.
const expected = (said) => /401/.test(said.text());

// A person with a browser of their own, logged in by the page. `complaints` gathers what the page should never have.
export async function person(browser, name, { viewport = desktop, colorScheme = "light", path = "/" } = {}) {
  const context = await browser.newContext({ viewport, colorScheme, reducedMotion: "reduce", hasTouch: viewport === phone, isMobile: viewport === phone });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (said) => said.type() === "error" && !expected(said) && complaints.push(`${said.text()} ${said.location().url}`));
  page.on("request", (request) => request.url().startsWith(lab.central) || request.url().startsWith("data:") || complaints.push(`asked ${request.url()}`));
  await page.goto(lab.central + path);
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Password").fill(lab.password);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByLabel("Password").waitFor({ state: "detached" });
  return { page, context, complaints };
}

// Asks central itself, for what a page claims.
export async function ask(path) {
  const answer = await fetch(`${lab.central}/api/v1/${path}`, { headers: { Authorization: `Bearer ${lab.token}` } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

// Asks central until it says so; what was clicked is done there, not in the browser.
export async function until(path, so) {
  for (let tries = 0; tries < 1200; ++tries) {
    const said = await ask(path);
    if (so(said)) return said;
    await new Promise((again) => setTimeout(again, 50));
  }
  throw new Error(`${path} never says what was waited for`);
}
