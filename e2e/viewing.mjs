// A viewing session where scripts run: what they add to it.

import assert from "node:assert/strict";
import { hidden, press } from "./analyst.mjs";

/** One key hides the screen and closes the address; a click leads back, and nothing comes back by itself. */
export async function oneKeyHides(visit, desk, path, url) {
  const { page } = visit;
  const { host } = new URL(url);
  const open = async () => {
    await press(visit, "/viewing/show");
    assert.ok((await page.textContent("main")).includes(host), "the address is shown");
  };
  await page.goto(desk + path);
  await press(visit, "/claim");
  await press(visit, "/viewing");
  await hidden(visit, host);
  await open();

  const copy = page.locator("button[data-copy]").first();
  assert.ok(await copy.isVisible(), "the exact address can be copied");
  await copy.click();
  const said = page.locator("[role=status]").first();
  await said.filter({ hasText: /\S/ }).waitFor();

  // Wherever the focus is, also in a field.
  for (const focus of ["main", "input[name=url]"]) {
    await page.focus(focus);
    const blank = page.evaluate(
      () => new Promise((seen) => addEventListener("keydown", () => setTimeout(() => seen(document.documentElement.hidden)))),
    );
    const left = page.waitForURL(/\/hidden$/);
    await page.keyboard.press("Escape");
    assert.ok(await blank.catch(() => true), "blank before the desk answers");
    await left;
    await hidden(visit, host);
    await page.goBack();
    await hidden(visit, host);
    await page.goto(`${desk}${path}/hidden`);
    await visit.press(page.locator("main a.button"));
    await hidden(visit, host);
    await open();
  }
  await page.goto(`${desk}${path}/viewing`);
  await press(visit, "/viewing/close");
  await page.goto(`${desk}/exposure`);
  await visit.look("exposure");
  await page.goto(desk + path);
  await press(visit, "/hand-over");
}
