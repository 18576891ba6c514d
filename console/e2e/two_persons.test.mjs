// Two persons are wanted: whoever asked for a plan is told that somebody else approves it, who and how; and other refusals
// of central are not taken for that one.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, desktop, lab, launch, person, phone } from "./browser.mjs";

let browser, plan;
before(async () => {
  browser = await launch();
  plan = (await ask("redistributions?state=planned")).items.find((one) => one.created_by === "anna" && one.server === "ids-lima");
});
after(() => browser.close());

async function approve(page) {
  await page.getByRole("button", { name: "Approve", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: /^Approve for/ }).click();
  return dialog;
}

for (const [where, viewport] of [["a desk", desktop], ["a phone", phone]]) {
  test(`on ${where}: one's own plan is not approved, and the dialog says what to do`, async () => {
    const { page, context, complaints } = await person(browser, "anna", { viewport, path: "/redistributions?state=planned" });
    await page.getByRole("row").filter({ hasText: "ids-lima" }).getByRole("link").first().click();
    await page.getByText("anna (you)").first().waitFor();
    await page.getByRole("button", { name: "Approve", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("You asked for this plan yourself").waitFor();
    await dialog.getByRole("button", { name: /^Approve for/ }).click();
    await dialog.getByText("Somebody else must approve this").waitFor();
    const said = await dialog.innerText();
    assert.ok(said.includes(`anna asked for the plan of ${plan.id}, so another person has to approve it.`), said);
    assert.ok(said.includes(`${lab.central}/redistributions/${plan.id}`), "what to send to the other");
    assert.equal(await dialog.getByRole("button", { name: /^Approve/ }).count(), 0, "nothing is left to try");
    await dialog.getByRole("button", { name: "Close" }).click();
    assert.equal((await ask(`redistributions/${plan.id}`)).state, "planned");
    assert.deepEqual(complaints.filter((one) => !/403/.test(one)), []);
    await context.close();
  });
}

test("another refusal is not taken for the rule of two", async () => {
  const { page, context } = await person(browser, "bert", { path: `/redistributions/${plan.id}` });
  await page.route("**/approve", (route) => route.continue({ headers: { ...route.request().headers(), "x-redrive-csrf": "0" } }));
  const dialog = await approve(page);
  await dialog.getByText("Not allowed").waitFor();
  await dialog.getByText("X-Redrive-Csrf does not belong to this session").waitFor();
  assert.equal(await dialog.getByText("Somebody else must approve this").count(), 0);
  await context.close();
});
