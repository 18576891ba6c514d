// The keys of agents: one is left to itself, accepted only once it was compared, replaced where a machine was. On a desk
// and on a phone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, desktop, lab, launch, person, phone, until } from "./browser.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

const kCairo = lab.known.keys["ids-cairo"], kLima = lab.known.keys["ids-lima"];
const groups = (key) => key.match(/.{5}/g).join(" "); // as it is copied from a page
const shut = async (button) => (await button.getAttribute("aria-disabled")) === "true";

async function knocking(page, key) {
  await page.getByRole("row").filter({ has: page.getByText(key.slice(0, 5), { exact: true }) }).getByRole("button", { name: "Compare and accept" }).click();
  return page.getByRole("dialog");
}

for (const [where, viewport] of [["a desk", desktop], ["a phone", phone]]) {
  test(`on ${where}: a key that is not the server's gets nothing`, async () => {
    const { page, context, complaints } = await person(browser, "ida", { viewport, path: "/agents" });
    await page.getByText("needs no rejecting").waitFor();
    const dialog = await knocking(page, kCairo);
    await dialog.getByLabel("Server").fill("ids-cairo");
    const accept = dialog.getByRole("button", { name: /^Accept/ });
    assert.ok(await shut(accept), "nobody has compared it");
    await dialog.getByLabel("Paste what it prints").fill(kCairo.slice(0, -1) + (kCairo.endsWith("a") ? "b" : "a"));
    await dialog.getByText(/it differs in group 8.*Do not accept it/).waitFor();
    assert.ok(await shut(accept), "a key that differs is not accepted");
    await accept.press("Enter");
    await dialog.getByRole("button", { name: "Not now" }).click();
    await dialog.waitFor({ state: "detached" });
    const agents = await ask("agents");
    assert.ok(agents.pending.some((one) => one.key === kCairo) && !agents.items.some((one) => one.key === kCairo));
    assert.deepEqual(complaints, []);
    await context.close();
  });
}

test("on a desk: a key is accepted once it was compared", async () => {
  const { page, context, complaints } = await person(browser, "ida", { path: "/agents" });
  const dialog = await knocking(page, kCairo);
  await dialog.getByLabel("Server").fill("ids-cairo");
  await dialog.getByLabel("Paste what it prints").fill(kCairo);
  await dialog.getByText("the same key").waitFor();
  await dialog.getByRole("button", { name: /^Accept/ }).click();
  await dialog.waitFor({ state: "detached" });
  await until("agents", (all) => all.items.some((one) => one.name === "ids-cairo" && one.connected));
  assert.deepEqual(complaints, []);
  await context.close();
});

test("on a phone: the key of a server whose machine was replaced", async () => {
  const { page, context, complaints } = await person(browser, "ida", { viewport: phone, path: "/agents" });
  const old = (await ask("agents")).items.find((one) => one.name === "ids-lima");
  // Who would accept it as a new agent is told where to go.
  const accepting = await knocking(page, kLima);
  await accepting.getByLabel("Server").fill("ids-lima");
  await accepting.getByLabel("Paste what it prints").fill(kLima);
  await accepting.getByText("This name has an agent with another key: use Replace key there.").waitFor();
  assert.ok(await shut(accepting.getByRole("button", { name: /^Accept/ })));
  await accepting.getByRole("button", { name: "Not now" }).click();

  await page.getByRole("row").filter({ has: page.getByRole("link", { name: "ids-lima" }) }).getByRole("button", { name: "Replace key" }).click();
  const dialog = page.getByRole("dialog");
  const field = dialog.getByLabel(/^New key/), replace = dialog.getByRole("button", { name: "Replace the key" });
  await field.fill(old.key);
  await dialog.getByText("That is the key it has.").waitFor();
  await field.fill(kLima.slice(1));
  await dialog.getByText("A key has 40 characters of Z85; these are 39.").waitFor();
  await field.fill(groups(kLima));
  assert.ok(await shut(replace), "nobody has said where it comes from");
  await dialog.getByLabel("It comes from the server itself, by a way I trust").check();
  await replace.click();
  await dialog.waitFor({ state: "detached" });
  await until("agents", (all) => all.items.some((one) => one.name === "ids-lima" && one.key === kLima && one.connected));
  await page.getByText("Keys that wait to be accepted").first().waitFor({ state: "detached" });
  assert.deepEqual(complaints, []);
  await context.close();
});
