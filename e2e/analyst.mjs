// The desk: an analyst takes a report from the queue to its release, a manager approves a contact.

import assert from "node:assert/strict";

/** How long a worker may take until a page shows what it did, in milliseconds. */
const PATIENCE = 30_000;

/** Content of the worst class under Cambodian law, by the fields of the form. */
export const BASELINE = {
  classification: "baseline",
  age: "pre_pubescent",
  gender: "not_determined",
  virtual_content: "no",
  site_type: "website",
  commerciality: "non_commercial",
  content_type: "website",
  law_visible_material: "yes",
  law_minor: "yes",
  law_appears_minor: "yes",
  law_naked_figure: "yes",
  law_sexual_desire: "yes",
  law_public: "yes",
  law_held_for_that: "no",
  law_produced: "no",
  law_approach: "unsure",
};

/** Signs in, and puts the pages into the visit's language. */
export async function signIn(visit, desk, { name, password }) {
  const { page } = visit;
  await page.goto(`${desk}/sign-in`);
  await page.fill("input[name=name]", name);
  await page.fill("input[name=password]", password);
  await visit.press(page.locator("main form button.primary"));
  assert.equal(await page.locator("form.account").count(), 1, "signed in");
  await page.goto(`${desk}/language`);
  await visit.press(page.locator(`button[name=language][value=${visit.language}]`));
  await page.goto(`${desk}/language`);
  await visit.look("desk-language");
}

/** A wrong password is refused, in the language of the hotline's country. */
export async function refuseSignIn(visit, desk, { name }) {
  const { page } = visit;
  await page.goto(`${desk}/sign-in?language=${visit.language}`);
  await visit.look("desk-sign-in");
  await page.fill("input[name=name]", name);
  await page.fill("input[name=password]", "not the password");
  await visit.press(page.locator("main form button.primary"));
  assert.equal(await page.locator(".error-summary a").count(), 1, "the fault is named");
  assert.equal(await page.inputValue("input[name=name]"), name, "the name is still there");
  assert.equal(await page.inputValue("input[name=password]"), "", "the password is not sent back");
  await visit.look("desk-sign-in-refused");
}

/** Opens each part of the desk that this person may see. */
export async function lookAround(visit) {
  const { page } = visit;
  const parts = await page
    .locator("header nav.parts a")
    .evaluateAll((links) => links.map((link) => link.href));
  assert.ok(parts.length > 0, "the desk has parts");
  for (const part of parts) {
    await page.goto(part);
    await visit.look(`desk-part-${new URL(part).pathname.split("/")[1]}`);
  }
}

/** The case of this URL, found by the exact address as an analyst does who was told one. Its page. */
export async function caseOf(visit, desk, url) {
  const { page } = visit;
  const end = Date.now() + PATIENCE;
  for (;;) {
    await page.goto(`${desk}/queue`);
    await page.fill("form[action='/queue/find'] input[name=address]", url);
    await press(visit, "/queue/find");
    const { host } = new URL(url);
    assert.ok(!page.url().includes(host), "what was looked for stands in no address");
    const cases = page.locator("table[aria-labelledby=cases] a");
    if ((await cases.count()) > 0) return await cases.first().getAttribute("href");
    assert.ok(Date.now() < end, "no case in the queue within 30 seconds");
    await pause();
  }
}

/** Claims a case, sees its URL in a viewing session and nowhere else, and picks the working URL. */
export async function claimAndView(visit, desk, path, url) {
  const { page } = visit;
  const { host } = new URL(url);
  await page.goto(desk + path);
  await visit.look("case-1-waiting");
  await press(visit, "/claim");
  await hidden(visit, host);
  await visit.look("case-2-claimed");
  await press(visit, "/viewing");
  assert.match(page.url(), /\/viewing$/);
  await hidden(visit, host);
  await visit.look("case-3-viewing-items");
  await press(visit, "/viewing/show");
  const shown = await page.textContent("main");
  assert.ok(shown.includes(host), "the exact URL is shown in the viewing session");
  assert.ok(shown.includes(host.replaceAll(".", "[.]")), "and so that nobody follows it by mistake");
  assert.equal(await page.locator(`main a[href*="${host}"]`).count(), 0, "it is no link");
  await visit.look("case-3-viewing");
  await press(visit, "/viewing/hide");
  await hidden(visit, host);
  await visit.look("case-3-hidden");
  await visit.press(page.locator("main a.button"));
  await hidden(visit, host);
  await press(visit, "/viewing/show");
  await page.locator("input[name=working]").first().check();
  await press(visit, "/working-url");
  const refusal = page.locator(".error-summary a[href^='#confirmed-']");
  assert.equal(await refusal.count(), 1, "a URL that looks personal is to be confirmed");
  await visit.look("case-4-viewing-refused");
  await page.locator("input[name=working]").first().check();
  await page.locator("input[name=confirmed]").first().check();
  await press(visit, "/working-url");
  await page.goto(`${desk}${path}/viewing`);
  await press(visit, "/viewing/close");
  await hidden(visit, host);
}

/** In a viewing session: has the first URL shown, and picks it as the working one, whatever it looks like. */
export async function viewAndPick(visit, desk, path) {
  const { page } = visit;
  await page.goto(desk + path);
  await press(visit, "/viewing");
  await press(visit, "/viewing/show");
  await page.locator("input[name=working]").first().check();
  const confirmed = page.locator("input[name=confirmed]");
  if ((await confirmed.count()) > 0) await confirmed.first().check();
  await press(visit, "/working-url");
  await page.goto(`${desk}${path}/viewing`);
  await press(visit, "/viewing/close");
}

/** Classifies the first item: once against a rule, then right. */
export async function classify(visit, desk, path) {
  const { page } = visit;
  await page.goto(desk + path);
  await visit.press(page.locator("a[href$='/assessment']").first());
  await visit.look("case-5-classify");
  const wrong = { ...BASELINE, virtual_content: "yes" };
  await answer(page, wrong);
  await press(visit, "/assessment");
  const refusal = page.locator(".error-summary a[href='#virtual_content']");
  assert.equal(await refusal.count(), 1, "the field is named");
  assert.match(await refusal.textContent(), /baseline-real-child/, "the rule is named");
  assert.deepEqual(await answered(page, wrong), wrong, "what was chosen is still there");
  await visit.look("case-6-classify-refused");
  await page.check("input[name=virtual_content][value=no]");
  await press(visit, "/assessment");
  assert.equal(page.url(), desk + path, "the classification was taken");
}

/** Decides and releases: the decision leaves the house. */
export async function decideAndRelease(visit) {
  const { page } = visit;
  await page.fill("textarea[name=note]", "Seen, and classified.");
  await press(visit, "/decision");
  await visit.look("case-7-decided");
  await press(visit, "/release");
  await until(visit, "section.referral", "a referral to the police");
  await visit.look("case-8-released");
}

/** The police acknowledge; their hold ends, the provider is written to, the place is looked at. */
export async function policeAndProvider(visit, desk, path, url) {
  const { page } = visit;
  await page.goto(desk + path);
  await until(visit, "form[action$='/acknowledge']", "the referral was sent");
  await page.locator("input[name=reference]").first().fill("P-17");
  const lift = page.locator("input[name=lift]").first();
  if ((await lift.count()) > 0) await lift.check();
  await press(visit, "/acknowledge");
  await until(visit, "section.notice", "a notice to the provider");
  await until(visit, ".panel caption", "a check of the place");
  await hidden(visit, new URL(url).host);
  for (const fold of await page.locator("main summary").all()) await fold.click();
  await visit.look("case-9-acting");
}

/** A manager adds a contact of the police, is told what is wrong with it, and approves it. */
export async function addPolice(visit, desk) {
  const { page } = visit;
  const name = `Police unit ${visit.language} ${visit.width}`;
  await page.goto(`${desk}/contacts`);
  await page.selectOption("select[name=kind]", "police");
  await page.fill("input[name=name]", name);
  await page.fill("input[name=country]", "Cambodia");
  await page.fill("input[name=address]", "unit@police.example");
  await press(visit, "/contacts");
  assert.equal(await page.locator(".error-summary a[href='#country']").count(), 1);
  assert.equal(await page.inputValue("input[name=name]"), name, "what was typed is still there");
  await visit.look("contacts-1-refused");
  await page.fill("input[name=country]", "KH");
  await press(visit, "/contacts");
  await visit.look("contacts-2-proposed");
  const approve = page
    .locator("tbody tr")
    .filter({ hasText: name })
    .locator("form[action$='/approve'] button");
  await visit.press(approve);
  assert.equal(await approve.count(), 0, "it is approved");
  await visit.look("contacts-3-approved");
}

/** Approves every contact that is proposed: what a registry named is written to after this. */
export async function approveAll(visit, desk) {
  const { page } = visit;
  await page.goto(`${desk}/contacts`);
  const buttons = page.locator("form[action$='/approve'] button");
  while ((await buttons.count()) > 0) await visit.press(buttons.first());
}

/** Leaves, and is let in no more. */
export async function signOut(visit, desk) {
  const { page } = visit;
  await visit.press(page.locator("form.account button"));
  await page.goto(`${desk}/queue`);
  assert.match(page.url(), /\/sign-in/, "signed out");
}

/** Sends the first form whose address ends so. */
export async function press(visit, ending) {
  await visit.press(visit.page.locator(`main form[action$="${ending}"] button`).last());
}

/** Loads the page again until it holds this. */
export async function until(visit, selector, what) {
  const end = Date.now() + PATIENCE;
  while ((await visit.page.locator(selector).count()) === 0) {
    assert.ok(Date.now() < end, `within 30 seconds there was not ${what}`);
    await pause();
    await visit.page.reload();
  }
}

/** Nothing of the URL stands on this page, however it is written. */
export async function hidden(visit, host) {
  const html = await visit.page.content();
  for (const spelling of [host, host.split(":")[0], host.replaceAll(".", "[.]")]) {
    assert.ok(!html.includes(spelling), "the URL is shown outside a viewing session");
  }
}

export async function answer(page, answers) {
  for (const [name, value] of Object.entries(answers)) {
    const list = page.locator(`select[name=${name}]`);
    if ((await list.count()) > 0) await list.selectOption(value);
    else await page.check(`input[name=${name}][value=${value}]`);
  }
}

export async function answered(page, answers) {
  const found = {};
  for (const name of Object.keys(answers)) {
    const list = page.locator(`select[name=${name}]`);
    const chosen = page.locator(`input[name=${name}]:checked`);
    found[name] = (await list.count()) > 0 ? await list.inputValue() : await chosen.getAttribute("value");
  }
  return found;
}

function pause() {
  return new Promise((wake) => setTimeout(wake, 500));
}
