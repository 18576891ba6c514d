// The redistribution tools kept at central: which are here, which makes the plans, who may say so. On a desk, then on a phone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, desktop, lab, launch, person, phone, until } from "./browser.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

const row = (page, version) => page.getByRole("row").filter({ hasText: version });
const act = (page, version, verb) => row(page, version).getByRole("button", { name: new RegExp(`^${verb}`) });
const shut = async (button) => (await button.getAttribute("aria-disabled")) === "true";

async function sure(page, verb) {
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: verb }).click();
  return dialog;
}

for (const [where, viewport, used, gone] of [["a desk", desktop, "1.4.0", "1.3.0"], ["a phone", phone, "1.5.0", "1.4.0"]]) {
  test(`on ${where}: a version is put in use, replaced by the agents' own, and another removed`, async () => {
    const { page, context, complaints } = await person(browser, "ida", { viewport, path: "/tools" });
    for (const tool of (await ask("tools")).items) {
      const shown = await row(page, tool.version).innerText();
      for (const part of [tool.platform, tool.added_by, "kept"]) assert.ok(shown.includes(part), `${tool.version}: ${part}`);
      assert.equal(await row(page, tool.version).locator("code").getAttribute("title"), tool.digest);
    }
    await page.getByText("redrive tools add").waitFor(); // how another one comes here
    assert.ok(await shut(page.getByRole("button", { name: "Use the agents' own planners" })), "they are in use");

    await act(page, used, "Use").click();
    await (await sure(page, `Use ${used}`)).waitFor({ state: "detached" });
    await row(page, used).getByText("in use", { exact: true }).waitFor();
    await until("tools", (all) => all.items.every((tool) => tool.in_use === (tool.version === used)));
    // What is in use is not taken away, and the button says why.
    assert.ok(await shut(act(page, used, "Remove")));
    await act(page, used, "Remove").press("Enter");
    await page.getByText("This is in use: use another one first.").waitFor();
    assert.equal(await page.getByRole("dialog").count(), 0);

    await page.getByRole("button", { name: "Use the agents' own planners" }).click();
    await (await sure(page, "Use their own")).waitFor({ state: "detached" });
    await until("tools", (all) => !all.items.some((tool) => tool.in_use));

    await act(page, gone, "Remove").click();
    await (await sure(page, "Remove the version")).waitFor({ state: "detached" });
    await row(page, gone).waitFor({ state: "detached" });
    await until("tools", (all) => !all.items.some((tool) => tool.version === gone));
    assert.deepEqual(complaints, []);
    await context.close();
  });
}

test("a version that somebody else has just removed", async () => {
  const { page, context } = await person(browser, "ida", { path: "/tools" });
  await act(page, "1.5.0", "Use").click();
  const answer = await fetch(`${lab.central}/api/v1/tools/1.5.0`, { method: "DELETE", headers: { Authorization: `Bearer ${lab.token}` } });
  assert.equal(answer.status, 204);
  const dialog = await sure(page, "Use 1.5.0");
  await dialog.getByRole("alert").getByText("there is no tool 1.5.0").waitFor();
  await dialog.getByRole("button", { name: "Not now" }).click();
  await context.close();
});

test("who may not choose tools sees them, and why not", async () => {
  const { page, context, complaints } = await person(browser, "otto", { path: "/tools" });
  await page.getByRole("heading", { level: 1 }).waitFor();
  const own = page.getByRole("button", { name: /^Use the agents' own planners/ });
  assert.match(await own.innerText(), /needs the role administrator; you are operator/);
  assert.deepEqual(complaints, []);
  await context.close();
});
