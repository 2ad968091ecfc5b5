// The reporter's whole path by the keyboard: Tab, the arrows, Enter and Space, and no pointer.

import assert from "node:assert/strict";

/** A report from the address to a message under its receipt. */
export async function byKeyboard(visit, letterbox) {
  const { page } = visit;
  const { keyboard } = page;
  const to = (selector) => visit.tabTo(page.locator(selector).first());
  await page.goto(`${letterbox}/${visit.language}/`);
  await keyboard.press("Tab");
  assert.equal(await page.getAttribute(":focus", "href"), "#content", "first of all the way to the content");
  await keyboard.press("Enter");
  await to("textarea[name=urls]");
  await keyboard.type("http://host-a.test/p/17");
  await to("form#report button.primary");
  await visit.key("Enter");
  const receipt = (await page.textContent(".receipt")).replace(/\s/g, "");
  await to("form[action$='/more'] button.primary");
  await visit.key("Space");

  await to("input[name=danger]");
  await keyboard.press("ArrowDown");
  assert.ok(await page.isChecked("input[name=danger][value=yes]"));
  await onward(visit, "next", "Enter");
  assert.ok((await page.locator("a[href^='tel:']").count()) > 0, "a number to call");
  await to("input[name=category]");
  await keyboard.press("ArrowDown");
  await onward(visit, "next", "Enter");
  await to("input[name=shown_as]");
  await keyboard.press("Space");
  await onward(visit, "next", "Space");
  await onward(visit, "back", "Enter");
  assert.ok(await page.locator("input[name=shown_as]").first().isChecked(), "an answer stays");
  await onward(visit, "next", "Enter");
  await to("textarea[name=reach]");
  await keyboard.type("by the menu");
  await onward(visit, "next", "Enter");
  await to("textarea[name=narrative]");
  await keyboard.type("a word more");
  await onward(visit, "next", "Enter");
  await to("input[name=feedback]");
  await keyboard.press("Space");
  await onward(visit, "done", "Enter");
  assert.equal((await page.textContent(".receipt")).replace(/\s/g, ""), receipt);

  await to("main a[href$='/receipt']");
  await visit.key("Enter");
  await to("input[name=receipt]");
  await keyboard.type(receipt.toLowerCase());
  await visit.key("Enter");
  await to("textarea[name=message]");
  await keyboard.type("a word to the analyst");
  await to("button[name=do][value=message]");
  await visit.key("Enter");
  assert.equal(await page.locator(".note[role=status]").count(), 1, "the message has arrived");
  await to("button[name=do][value=withdraw]");
  await visit.key("Enter");
  await to("button[name=do][value=look]");
  await visit.key("Enter");
  // A fault leads to its field.
  await to("button[name=do][value=urls]");
  await visit.key("Enter");
  await to(".error-summary a");
  await page.keyboard.press("Enter");
  assert.equal(await page.getAttribute(":focus", "name"), "urls");
  await to("[data-exit]");
}

async function onward(visit, go, key) {
  await visit.tabTo(visit.page.locator(`button[name=go][value=${go}]`));
  await visit.key(key);
}
