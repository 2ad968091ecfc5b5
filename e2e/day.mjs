// A day of the desk: a trainee decides, a colleague assesses blind, a supervisor settles, two meet on one case,
// a decision is taken back.

import assert from "node:assert/strict";
import { BASELINE, answer, answered, caseOf, classify, press, until, viewAndPick } from "./analyst.mjs";

/** Content that is not illegal: what the second analyst sees where the two differ. */
const NOT_ILLEGAL = {
  classification: "not_illegal",
  reason: "adult",
  site_type: "website",
  law_visible_material: "yes",
  law_minor: "no",
  law_appears_minor: "no",
  law_naked_figure: "no",
  law_sexual_desire: "no",
  law_public: "yes",
  law_held_for_that: "no",
  law_produced: "no",
  law_approach: "no",
};

/** Somebody takes a case and comes to an answer. Its page. */
async function assess(visit, desk, url, answers, note) {
  const { page } = visit;
  const path = await caseOf(visit, desk, url);
  await page.goto(desk + path);
  await press(visit, "/claim");
  await viewAndPick(visit, desk, path);
  await page.goto(desk + path);
  await visit.press(page.locator("a[href$='/assessment']").first());
  await answer(page, answers);
  await press(visit, "/assessment");
  assert.equal(page.url(), desk + path, "the classification was taken");
  await page.fill("textarea[name=note]", note);
  await press(visit, "/decision");
  await press(visit, "/release");
  return path;
}

/** A trainee's release waits for a colleague, who sees nothing of it; both agree, and it is released. */
export async function agree({ trainee, analyst }, desk, url) {
  const path = await assess(trainee, desk, url, BASELINE, "words of the first");
  await trainee.look("day-1-waits-for-an-opinion");
  const facts = await trainee.page.textContent("main");
  assert.ok(facts.includes("words of the first"), "whoever decided sees it");
  assert.equal(await trainee.page.locator("form[action$='/claim']").count(), 0, "it is not offered to them");

  await analyst.page.goto(`${desk}/queue?state=second_opinion`);
  await analyst.look("day-2-queue-of-opinions");
  await analyst.page.goto(desk + path);
  const blind = await analyst.page.content();
  assert.ok(!blind.includes("words of the first"), "the second analyst is blind");
  await analyst.look("day-3-blind");
  await assess(analyst, desk, url, BASELINE, "words of the second");
  await until(analyst, "section.referral", "a referral to the police");
  await analyst.look("day-4-agreed");
  return path;
}

/** Two analysts differ; a supervisor sees both sides, says why, and chooses. */
export async function differ({ trainee, analyst, supervisor }, desk, url) {
  const path = await assess(trainee, desk, url, BASELINE, "words of the first");
  await assess(analyst, desk, url, NOT_ILLEGAL, "words of the second");
  const { page } = supervisor;
  await page.goto(`${desk}/tasks`);
  await supervisor.look("day-5-tasks");
  await page.goto(`${desk}${path}/settle`);
  await supervisor.look("day-6-settle");
  const both = await page.textContent("main");
  for (const words of ["words of the first", "words of the second"]) assert.ok(both.includes(words), words);
  await page.locator("input[name=side][value=second]").check();
  await press(supervisor, "/settle");
  assert.equal(await page.locator(".error-summary a[href='#reason']").count(), 1, "a reason is asked for");
  assert.ok(await page.locator("input[name=side][value=second]").isChecked(), "the choice is still there");
  await page.fill("textarea[name=reason]", "An adult, by the site's own register.");
  await press(supervisor, "/settle");
  assert.equal(page.url(), desk + path);
  await supervisor.look("day-7-settled");
}

/** Two browsers on one case: the second is told, and loses nothing that was typed. */
export async function meet({ trainee, analyst }, desk, url) {
  const path = await caseOf(analyst, desk, url);
  await caseOf(trainee, desk, url);
  for (const visit of [analyst, trainee]) await visit.page.goto(desk + path);
  await press(analyst, "/claim");
  await press(trainee, "/claim");
  await trainee.look("day-8-held-by-another");
  assert.equal(await trainee.page.locator("main form[action$='/decision']").count(), 0);

  // The first types on in one window while they hand the case over in another.
  await viewAndPick(analyst, desk, path);
  await classify(analyst, desk, path);
  const other = await analyst.context.newPage();
  await other.goto(desk + path);
  await analyst.page.goto(desk + path);
  await analyst.page.fill("textarea[name=note]", "typed before it was handed over");
  await Promise.all([other.waitForEvent("load"), other.locator("main form[action$='/hand-over'] button").click()]);
  await other.close();
  await press(analyst, "/decision");
  assert.equal(await analyst.page.inputValue("textarea[name=note]"), "typed before it was handed over");
  await analyst.look("day-9-kept");

  // Whoever holds it now decides.
  await trainee.page.goto(desk + path);
  await press(trainee, "/claim");
  await trainee.page.fill("textarea[name=note]", "words of the one who holds it");
  await press(trainee, "/decision");
  assert.match(await trainee.page.textContent("main"), /words of the one who holds it/);
}

/** A supervisor takes anybody's decision back, for a reason; what had left is listed to be corrected. */
export async function reopen({ analyst, supervisor }, desk, path) {
  await analyst.page.goto(desk + path);
  const link = analyst.page.locator("main a[href$='/reopen']");
  assert.equal(await link.count(), 0, "an analyst takes back no colleague's decision");
  const { page } = supervisor;
  await page.goto(`${desk}${path}/reopen`);
  await press(supervisor, "/reopen");
  assert.equal(await page.locator(".error-summary a[href='#reason']").count(), 1, "a reason is asked for");
  await supervisor.look("day-10-reopen-refused");
  await page.fill("textarea[name=reason]", "The site's register says otherwise.");
  await press(supervisor, "/reopen");
  assert.equal(page.url(), desk + path);
  assert.match(await page.textContent("main"), /The site's register says otherwise/);
  await supervisor.look("day-11-reopened");
  await page.goto(`${desk}/tasks`);
  await supervisor.look("day-12-to-correct");
}

/** Items as a list, refused lines kept, many classified as one is. */
export async function manyItems({ analyst }, desk, url) {
  const { page } = analyst;
  const path = await caseOf(analyst, desk, url);
  await page.goto(desk + path);
  await press(analyst, "/claim");
  await page.goto(`${desk}${path}/items`);
  const { origin } = new URL(url);
  await page.fill("textarea[name=list]", `image ${origin}/p/31\nno address at all\n${origin}/p/32`);
  await press(analyst, "/items/list");
  assert.match(await page.inputValue("textarea[name=list]"), /^no address at all\s*$/, "the refused line is left");
  await analyst.look("day-13-items-refused");
  await viewAndPick(analyst, desk, path);
  await page.goto(desk + path);
  await visitAndClassify(analyst, desk, path);
  await page.goto(`${desk}${path}/items`);
  for (const box of await page.locator("input[name=item]").all()) await box.check();
  await page.locator("input[name=like]").fill("1");
  await analyst.press(page.locator("button[name=act][value=classify]"));
  await page.goto(`${desk}${path}/items`);
  await analyst.look("day-14-items-classified");
}

async function visitAndClassify(visit, desk, path) {
  const { page } = visit;
  await visit.press(page.locator("a[href$='/assessment']").first());
  await answer(page, NOT_ILLEGAL);
  assert.deepEqual(await answered(page, NOT_ILLEGAL), NOT_ILLEGAL);
  await press(visit, "/assessment");
  assert.equal(page.url(), desk + path);
}
