// What the console is for: see a failure, see why its ticket went where it went, approve what will run, watch it finish,
// find the ticket closed. On a desk, then on a phone.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, before, test } from "node:test";
import { ask, desktop, folder, lab, launch, person, phone } from "./browser.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

async function mend(page, { server, site, ticket }) {
  // A failure, found from the site.
  await page.getByRole("link", { name: site, exact: true }).first().click();
  await page.getByRole("heading", { level: 1, name: "Failures" }).waitFor();
  assert.match(page.url(), new RegExp(`site=${site}`));
  await page.getByRole("link", { name: ticket }).first().click();
  await page.getByRole("heading", { level: 1 }).filter({ hasText: ticket }).waitFor();
  // Its ticket says where it went, why, and whether the mail arrived.
  const shown = await ask(`tickets/${ticket}`);
  await page.locator("main").getByText(shown.centre, { exact: true }).first().waitFor();
  const mail = shown.mail.find((one) => one.state === "sent");
  await page.locator("main").getByText(mail.recipient).first().waitFor();
  // The plan: what will run, where and why; approved as it is shown.
  const plan = (await ask("redistributions?state=planned")).items.find((one) => one.server === server && one.ticket === ticket);
  await page.locator(`main a[href*="/redistributions/${plan.id}"]`).first().click();
  await page.getByRole("heading", { level: 1 }).filter({ hasText: server }).waitFor();
  await page.getByRole("button", { name: /^Approve/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText(plan.digest).waitFor(); // what is approved
  await dialog.getByRole("button", { name: /^Approve for/ }).click();
  await dialog.waitFor({ state: "detached" });
  // It finishes before one's eyes, without a reload.
  await page.locator("main").getByText("finished").first().waitFor();
  const done = await ask(`redistributions/${plan.id}`);
  assert.equal(done.state, "finished");
  assert.equal(done.failed, 0);
  // And the ticket is closed by that evidence.
  await page.locator(`main a[href*="/tickets/${ticket}"]`).first().click();
  await page.locator("main").getByText("closed").first().waitFor();
  assert.equal((await ask(`tickets/${ticket}`)).state, "closed");
}

test("on a desk: from the failure to the closed ticket", async () => {
  const { page, context, complaints } = await person(browser, "anna", { viewport: desktop });
  await mend(page, { server: "ids-pune", site: "PUN", ticket: lab.known.pune });
  assert.deepEqual(complaints, []);
  await context.close();
});

test("on a phone: from the failure to the closed ticket", async () => {
  for (const fault of fs.readdirSync(`${folder}/faults`)) if (fault.startsWith("till-oslo")) fs.rmSync(`${folder}/faults/${fault}`);
  const { page, context, complaints } = await person(browser, "bert", { viewport: phone, colorScheme: "dark" });
  await mend(page, { server: "ids-oslo", site: "OSL", ticket: lab.known.oslo });
  assert.deepEqual(complaints, []);
  await context.close();
});

test("who may not plan sees why", async () => {
  const { page, context } = await person(browser, "vera", { path: "/redistributions" });
  await page.getByRole("heading", { level: 1, name: "Redistributions" }).waitFor();
  const plan = page.getByRole("button", { name: /^Plan/ });
  assert.equal(await plan.getAttribute("aria-disabled"), "true", "a viewer plans nothing");
  assert.match(await plan.innerText(), /operator/i);
  await context.close();
});

test("a deep link survives logging in", async () => {
  const { page, context } = await person(browser, "vera", { path: `/tickets/${lab.known.pune}` });
  await page.getByRole("heading", { level: 1 }).filter({ hasText: lab.known.pune }).waitFor();
  await context.close();
});

test("a change made elsewhere shows by itself", async () => {
  const { page, context } = await person(browser, "vera", { path: `/tickets/${lab.known.leeds}` });
  await page.getByRole("heading", { level: 1 }).filter({ hasText: lab.known.leeds }).waitFor();
  const note = `seen at ${lab.known.leeds}`;
  const answer = await fetch(`${lab.central}/api/v1/tickets/${lab.known.leeds}/note`, {
    method: "POST",
    headers: { Authorization: `Bearer ${lab.token}`, "Content-Type": "application/json" },
    body: JSON.stringify({ text: note }),
  });
  assert.equal(answer.ok, true);
  await page.getByText(note).first().waitFor();
  await context.close();
});
