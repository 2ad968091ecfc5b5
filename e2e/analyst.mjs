// The analyst's path at the desk.

import assert from "node:assert/strict";

/** Signs in, and puts the pages into the visit's language. */
export async function signIn(visit, desk, { name, password }) {
  const { page } = visit;
  await page.goto(`${desk}/sign-in`);
  await visit.look("desk-1-sign-in");
  await page.fill("input[name=name]", name);
  await page.fill("input[name=password]", password);
  await visit.press(page.locator("main form button.primary"));
  assert.equal(await page.locator("form.account").count(), 1, "signed in");
  await page.goto(`${desk}/language`);
  await visit.press(page.locator(`button[name=language][value=${visit.language}]`));
}

/** Opens each part of the desk that this person may see. */
export async function lookAround(visit) {
  const { page } = visit;
  const parts = await page.locator("nav.parts a").evaluateAll((links) => links.map((link) => link.href));
  assert.ok(parts.length > 0, "the desk has parts");
  for (const part of parts) {
    await page.goto(part);
    await visit.look(`desk-2-${new URL(part).pathname.split("/")[1]}`);
  }
}

/** Leaves, and is let in no more. */
export async function signOut(visit, desk) {
  const { page } = visit;
  await visit.press(page.locator("form.account button"));
  await page.goto(`${desk}/queue`);
  assert.match(page.url(), /\/sign-in/, "signed out");
}
