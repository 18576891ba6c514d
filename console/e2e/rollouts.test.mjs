// Rollouts by clicking: planned and seen as one table, approved by another than who asked, followed wave by wave; one is
// cancelled in its midst, the next is paused there, resumed, and ends. On a desk, then on a phone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, desktop, lab, launch, person, phone, until } from "./browser.mjs";
import { shut } from "./gate.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

const kServers = ["ids-kyoto", "ids-pune", "ids-turin"];

// From the failures of a package to its rollout's page, with one server a wave. Gives what central has of it.
async function plan(page, pack) {
  await page.getByText("3 open failures fit").waitFor();
  await page.getByRole("button", { name: "Plan redistribution" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(`All of package ${pack}`).check();
  await dialog.getByLabel("A rollout in waves").check();
  await dialog.getByLabel("Each wave").fill("one");
  assert.equal(await dialog.getByRole("button", { name: "Show the plan" }).getAttribute("aria-disabled"), "true", "a wave has a number");
  await dialog.getByLabel("Each wave").fill("1");
  await dialog.getByLabel("Repeat the steps that have succeeded").check(); // the gate stands before the step that failed
  await dialog.getByRole("button", { name: "Show the plan" }).click();
  await page.waitForURL(/\/rollouts\/RO-/);
  const rollout = await ask(`rollouts/${new URL(page.url()).pathname.split("/").pop()}`);
  assert.deepEqual(rollout.members.map((m) => m.server).sort(), kServers);
  return rollout;
}

// One table of all plans: each server, its wave, its devices, its own plan behind its name; and what an approval is for.
async function table(page, rollout) {
  const rows = page.getByRole("table", { name: "Servers of this rollout" });
  for (const m of rollout.members) {
    const row = rows.getByRole("row").filter({ hasText: m.server });
    await row.getByText("waits for approval").waitFor();
    assert.equal((await row.locator('[data-head="Wave"]').innerText()).trim().split(/\s+/).pop(), String(m.wave));
    assert.equal(await row.getByRole("link", { name: m.server }).getAttribute("href"), `/redistributions/${m.redistribution}`);
  }
  await page.getByText(rollout.digest).first().waitFor();
}

const first = (rollout) => rollout.members.find((m) => m.wave === 1);
const tillOf = (member) => `till-${member.server.slice(4)}-6`;
const wave = (page, number) => page.locator(".waves > li").nth(number - 1);
const badge = (page, word) => page.locator(".page-head .badge").filter({ hasText: word });

async function press(page, button, verb, reason) {
  await page.getByRole("button", { name: button, exact: true }).click();
  const dialog = page.getByRole("dialog");
  if (reason) await dialog.getByRole("textbox").fill(reason);
  await dialog.getByRole("button", { name: verb }).click();
  return dialog;
}

for (const [where, viewport, pack] of [["a desk", desktop, "scanner-1.7.bin"], ["a phone", phone, "scanner-1.8.bin"]]) {
  const somebody = (name, path) => person(browser, name, { viewport, path });

  test(`on ${where}: a rollout is approved, and cancelled in its first wave`, async (t) => {
    const otto = await somebody("otto", `/failures?package=${pack}`);
    const rollout = await plan(otto.page, pack);
    await table(otto.page, rollout);
    const approve = otto.page.getByRole("button", { name: /^Approve all of it/ });
    assert.equal(await approve.getAttribute("aria-disabled"), "true", "an operator approves nothing");
    await approve.press("Enter");
    await otto.page.getByText("This needs the role approver; you are operator.").first().waitFor();

    const open = await shut(t, tillOf(first(rollout)));
    const anna = await somebody("anna", "/rollouts?state=planned");
    await anna.page.getByRole("row").filter({ hasText: rollout.id }).getByRole("link").first().click();
    const dialog = await press(anna.page, "Approve all of it", "Approve 3 servers");
    await dialog.waitFor({ state: "detached" });
    await wave(anna.page, 1).getByText("under way").waitFor();
    await wave(anna.page, 2).getByText("to come").waitFor();

    // The one who asked sees it run, and cancels it.
    await badge(otto.page, "running").waitFor();
    await press(otto.page, "Cancel", "Cancel the rollout", "The wrong week");
    await badge(otto.page, "cancelled").waitFor();
    await badge(anna.page, "cancelled").waitFor();
    await otto.page.getByText("The wrong week").first().waitFor();
    await wave(otto.page, 1).getByText("ended, 1 not done").waitFor();
    for (const number of [2, 3]) await wave(otto.page, number).getByText("did not begin").waitFor();
    await otto.page.getByText("1 of 3 servers ended, 0 under way, 2 did not begin").waitFor();
    const ended = await ask(`rollouts/${rollout.id}`);
    assert.deepEqual([ended.state, ended.succeeded], ["cancelled", 0]);
    for (const verb of ["Pause", "Resume", "Cancel"]) assert.equal(await otto.page.getByRole("button", { name: verb, exact: true }).count(), 0);
    await open();
    for (const one of [otto, anna]) {
      assert.deepEqual(one.complaints, []);
      await one.context.close();
    }
  });

  test(`on ${where}: who asked may not approve; another does, pauses, resumes, and it ends`, async (t) => {
    const anna = await somebody("anna", `/failures?package=${pack}`);
    const rollout = await plan(anna.page, pack);
    const open = await shut(t, tillOf(first(rollout)));
    const refused = await press(anna.page, "Approve all of it", "Approve 3 servers");
    await refused.getByText("Somebody else must approve this").waitFor();
    const said = await refused.innerText();
    assert.match(said, /anna asked for the plan of RO-\S+, so another person has to approve it\./);
    assert.ok(!said.includes("redrive redistributions"), "no words for another program");
    assert.equal((await ask(`rollouts/${rollout.id}`)).state, "planned");

    // Another approver goes to the address that the dialog gives.
    const address = new URL((await refused.getByText(lab.central).innerText()).trim());
    const bert = await somebody("bert", address.pathname);
    await (await press(bert.page, "Approve all of it", "Approve 3 servers")).waitFor({ state: "detached" });
    await wave(bert.page, 1).getByText("under way").waitFor();
    await press(bert.page, "Pause", "Pause", "The shop opens");
    await badge(bert.page, "paused").waitFor();
    await bert.page.getByText("The shop opens").first().waitFor();

    // What has begun goes on to its end, and nothing further begins.
    await open();
    await wave(bert.page, 1).getByText("ended").waitFor();
    await wave(bert.page, 2).getByText("to come").waitFor();
    assert.deepEqual((({ state, servers_begun, succeeded }) => [state, servers_begun, succeeded])(await ask(`rollouts/${rollout.id}`)), ["paused", 1, 1]);

    await press(bert.page, "Resume", "Resume");
    await badge(bert.page, "finished").waitFor();
    for (const number of [1, 2, 3]) await wave(bert.page, number).getByText("ended").waitFor();
    assert.equal((await ask(`rollouts/${rollout.id}`)).succeeded, 3);
    // Who asked has it before the eyes too; and what failed is mended.
    await anna.page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
    await badge(anna.page, "finished").waitFor();
    await until(`failures/facets?package=${pack}`, (facets) => facets.open === 0);
    await anna.page.goto(`${lab.central}/failures?package=${pack}`);
    await anna.page.getByText("No open failure fits").waitFor();
    assert.deepEqual(anna.complaints.filter((one) => !/403/.test(one)), []);
    assert.deepEqual(bert.complaints, []);
    for (const one of [anna, bert]) await one.context.close();
  });
}
