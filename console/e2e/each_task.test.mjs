// What each of the other pages is for, done by clicking, and held against what central itself then says.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, desktop, lab, launch, person, phone, until } from "./browser.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

// Runs `work` as somebody on a page; nothing may have complained at its end.
function task(what, name, path, work, viewport = desktop) {
  test(what, async () => {
    const { page, context, complaints } = await person(browser, name, { path, viewport });
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    await work(page);
    assert.deepEqual(complaints, []);
    await context.close();
  });
}

async function tell(path, body) {
  const answer = await fetch(`${lab.central}/api/v1/${path}`, { method: "POST", headers: { Authorization: `Bearer ${lab.token}`, "Content-Type": "application/json" }, body: JSON.stringify(body) });
  assert.equal(answer.ok, true, await answer.text());
}

for (const [where, viewport, site] of [["a desk", desktop, "KYO"], ["a phone", phone, "TUR"]]) {
  task(`outages, on ${where}: add one after seeing what it covers, and end it`, "otto", "/outages", async (page) => {
    await page.getByRole("button", { name: "Add an outage" }).first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("What is down").selectOption("site");
    await dialog.getByLabel("Its code").fill(site);
    await dialog.getByLabel("Reason").fill(`Works at ${site}`);
    await dialog.getByText(/1 server and 6 devices/).waitFor();
    await dialog.getByRole("button", { name: "Add the outage" }).click();
    await dialog.waitFor({ state: "detached" });
    const added = (await until("outages", (all) => all.items.some((one) => one.site === site))).items.find((one) => one.site === site);
    assert.equal(added.created_by, "otto");
    await page.goto(`${lab.central}/outages/${added.id}`);
    await page.getByRole("button", { name: "End it now" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "End the outage" }).click();
    await until("outages?active=true", (all) => !all.items.some((one) => one.site === site));
  }, viewport);
}

task("mail: what was given up is tried again", "otto", "/mail", async (page) => {
  const dead = (await ask("mail?state=dead")).items[0];
  await page.goto(`${lab.central}/mail/${dead.number}`);
  await page.getByRole("button", { name: "Retry", exact: true }).click();
  await page.getByRole("dialog").getByRole("button").filter({ hasText: /retry|again/i }).click();
  await until("audit?what=retry+mail", (all) => all.items.some((act) => act.who === "otto" && act.subject === String(dead.number)));
});

task("mail: all of it is held with a reason, and released", "otto", "/mail", async (page) => {
  await page.getByRole("button", { name: "Hold all mail" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Why").fill("The relay moves");
  await dialog.getByRole("button", { name: /^Hold/ }).click();
  await page.getByText("All mail is held").first().waitFor();
  assert.equal((await ask("status")).mail.hold.why, "The relay moves");
  await page.getByRole("button", { name: "Release all mail" }).click();
  await page.getByRole("dialog").getByRole("button", { name: /^Release/ }).click();
  await until("status", (status) => status.mail.hold === null);
});

task("mail: a test goes to any centre there is, not only to those that had mail", "otto", "/mail", async (page) => {
  await page.getByRole("button", { name: "Test mail" }).click();
  const dialog = page.getByRole("dialog");
  for (const centre of (await ask("centres")).items) await dialog.locator(`datalist option[value="${centre.id}"]`).waitFor({ state: "attached" });
  await dialog.getByLabel("Centre").fill("mc-b");
  await dialog.getByText("Maintenance Centre B; mc-b@lab.example; 2 sites").waitFor();
  await dialog.getByLabel("Centre").fill("mc-x");
  await dialog.getByText("there is no such centre").waitFor();
});

task("failures: narrowed by type, then by words, in the address", "vera", "/failures", async (page) => {
  await page.getByRole("link", { name: /^disk full/ }).first().click();
  await page.waitForURL(/type=disk_full/);
  const open = (await ask("failures/facets?type=disk_full")).open;
  await page.getByText(`${open} open failure`).first().waitFor();
  await page.getByRole("searchbox", { name: /Words/ }).or(page.getByPlaceholder(/Words in device/)).first().fill("till-oslo-3");
  await page.waitForURL(/q=till-oslo-3/);
  await page.getByText("1 open failure").first().waitFor();
});

task("failures: rows of two servers become one rollout, of just their devices", "otto", "/failures", async (page) => {
  const failed = (await ask("failures?limit=1000")).items;
  const jobOf = (device) => failed.find((one) => one.device === device && one.job).job;
  for (const device of ["till-oslo-2", "till-pune-2"]) await page.getByRole("checkbox", { name: new RegExp(`${device}\\b`) }).first().check();
  await page.getByRole("button", { name: "Plan redistribution of 2 chosen" }).click();
  await page.getByRole("button", { name: "Show the plan" }).click();
  await page.waitForURL(/\/rollouts\/RO-/);
  const rollout = await ask(`rollouts/${new URL(page.url()).pathname.split("/").pop()}`);
  assert.equal(rollout.what, "2 chosen failures on 2 servers");
  const plans = await Promise.all(rollout.members.map((one) => ask(`redistributions/${one.redistribution}`)));
  assert.deepEqual(plans.flatMap((one) => one.plan.devices.map((d) => d.device)).sort(), ["till-oslo-2", "till-pune-2"]);
  // What waited before waits again, for those who look next.
  await tell(`rollouts/${rollout.id}/refuse`, { why: "only a trial" });
  await tell("redistributions", { server: "ids-pune", job: jobOf("till-pune-2") });
  await tell("rollouts", { type: "disk_full", pace: "10m" });
});

task("devices: found by name, with what fails there and where its tickets go", "vera", "/devices/till-oslo-1", async (page) => {
  const route = await ask("routes/explain?device=till-oslo-1");
  const said = page.locator("main");
  await said.getByText(route.centre.id).first().waitFor();
  await said.getByText("disk full").first().waitFor();
});

task("distributions: from a job to the device that failed", "vera", `/distributions/${lab.known.job}`, async (page) => {
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  await page.getByRole("link", { name: "ids-turin" }).first().click();
  await page.getByText(/till-turin-/).first().waitFor();
});

task("distributions: narrowed by state and server, in the address", "vera", "/distributions", async (page) => {
  const shown = page.locator("main tbody tr");
  await page.getByLabel("Through server").fill("ids-lima");
  await page.keyboard.press("Enter");
  await page.waitForURL(/server=ids-lima/);
  const of = (await ask("jobs?server=ids-lima")).items;
  await until("jobs", (all) => all.items.length > of.length);
  await page.waitForFunction((count) => document.querySelectorAll("main tbody tr").length === count, of.length);
  await page.getByRole("link", { name: "cancelled", exact: true }).click();
  await page.waitForURL(/state=cancelled/);
  await page.getByText("No distribution fits").waitFor();
  assert.equal(await shown.count(), 0);
});

task("audit: who did it", "vera", "/audit?who=otto", async (page) => {
  const acts = (await ask("audit?who=otto")).items;
  assert.ok(acts.length > 0);
  await page.locator("main").getByText(acts[0].what).first().waitFor();
});

task("people: a token's secret is shown once", "ida", "/people", async (page) => {
  await page.getByRole("button", { name: "Make a token" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(/^Name/).fill("monitoring");
  await dialog.getByRole("button", { name: /^Make/ }).click();
  await until("tokens", (all) => all.items.some((one) => one.name === "monitoring"));
  await dialog.getByText(/^[0-9a-f]{64}$/).waitFor();
});
