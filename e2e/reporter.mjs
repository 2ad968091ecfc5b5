// The reporter's path: a report, its receipt, and what is answered to it.

import assert from "node:assert/strict";

/** How long the desk may take to file a report and put its first reply back, in milliseconds. */
const PATIENCE = 30_000;

/** Opens the form, sends a URL and nothing else. The receipt that is shown. */
export async function report(visit, letterbox, url) {
  const { page } = visit;
  await page.goto(`${letterbox}/${visit.language}/`);
  await visit.look("reporter-1-form");
  await page.fill("textarea[name=urls]", url);
  await visit.press(sending(page));
  await visit.look("reporter-2-receipt");
  const receipt = (await page.textContent(".receipt")).replace(/\s/g, "");
  assert.match(receipt, /^[0-9A-HJKMNP-TV-Z]{21}$/, "a receipt of 21 symbols");
  await add(visit, url, receipt);
  return receipt;
}

/** Adds to what was sent, from the receipt's page: it stands under the same receipt. */
async function add(visit, url, receipt) {
  const { page } = visit;
  await visit.press(page.locator("button[formaction$='/correct']"));
  await visit.look("reporter-2-correct");
  assert.equal((await page.inputValue("textarea[name=urls]")).trim(), url);
  await page.fill("textarea[name=urls]", `${url}\n${url}`);
  await visit.press(sending(page));
  await visit.press(page.locator("main form[action$='/more'] button.primary"));
  await answer(visit);
  const again = (await page.textContent(".receipt")).replace(/\s/g, "");
  assert.equal(again, receipt, "what is added stands under the same receipt");
  await visit.look("reporter-2-done");
}

/** Answers the questions after the address, one a page, by the keyboard where that is how one answers. */
async function answer(visit) {
  const { page } = visit;
  // The last question has no next one: there it is said that this is all.
  const next = () => visit.press(sending(page));
  for (const question of ["danger", "category", "where", "when", "words", "contact"]) {
    assert.equal(await page.inputValue("input[name=question]"), question);
    await visit.look(`reporter-more-${question}`);
    if (question === "danger") await page.check("input[name=danger][value=yes]");
    if (question === "category") await page.check("input[value=sexual_bullying]");
    if (question === "where") await page.check("input[value=forum]");
    if (question === "words") await page.fill("textarea[name=narrative]", "a word more");
    await next();
    if (question === "where") {
      await visit.press(page.locator("button[name=go][value=back]"));
      assert.ok(await page.isChecked("input[value=forum]"), "an answer stays");
      await next();
    }
  }
}

/** With the receipt's page open: writes to the analyst and asks what withdrawing means. */
export async function converse(visit) {
  const { page } = visit;
  await page.fill("textarea[name=message]", "a word to the analyst");
  await visit.press(page.locator("button[name=do][value=message]"));
  assert.equal(await page.locator(".note[role=status]").count(), 1, "the message has arrived");
  await visit.look("reporter-5-message");
  await visit.press(page.locator("button[value=withdraw]"));
  await visit.look("reporter-6-withdraw");
  await visit.press(page.locator("button[value=look]"));
}

/** The pages before the form for whom something else comes first: what was typed goes along, and no address
 * tells which it was. */
export async function doors(visit, letterbox) {
  const { page } = visit;
  for (const door of ["danger", "own"]) {
    await page.goto(`${letterbox}/${visit.language}/`);
    await page.fill("textarea[name=urls]", "http://host-a.test/p/17");
    await visit.press(page.locator(`button[value=${door}]`));
    assert.match(page.url(), /\/correct$/);
    assert.equal((await page.inputValue("textarea[name=urls]")).trim(), "http://host-a.test/p/17");
    assert.ok((await page.locator("a[href^='tel:']").count()) > 0, "a number to call");
    await visit.look(`reporter-door-${door}`);
  }
  await page.goto(`${letterbox}/${visit.language}/no-address`);
  assert.ok((await page.locator("a[href^='tel:']").count()) > 0, "a number to call");
  await visit.look("reporter-door-no-address");
}

/** The receipt is shown in every language, and is the same. */
export async function translate(visit, letterbox) {
  const { page, language } = visit;
  await page.goto(`${letterbox}/${language}/`);
  await page.fill("textarea[name=urls]", "http://host-a.test/p/17");
  await visit.press(sending(page));
  const receipt = await page.textContent(".receipt");
  for (const last of [false, true]) {
    if (last) {
      await visit.press(page.locator("main form[action$='/more'] button.primary"));
      await visit.press(page.locator("button[value=done]"));
    }
    for (const other of [language === "km" ? "en" : "km", language]) {
      await visit.press(page.locator(`button[formaction='/${other}/taken']`));
      assert.equal(await page.getAttribute("html", "lang"), other);
      assert.equal(await page.textContent(".receipt"), receipt, "the same receipt");
    }
  }
}

/** The browser's own Back, and sending again what it asks about: the report is one, and the answers stand. */
export async function goBack(visit, letterbox) {
  const { page } = visit;
  await page.goto(`${letterbox}/${visit.language}/`);
  await page.fill("textarea[name=urls]", "http://host-a.test/p/17");
  await visit.press(sending(page));
  const receipt = await page.textContent(".receipt");
  await visit.press(page.locator("main form[action$='/more'] button.primary"));
  await page.check("input[name=danger][value=yes]");
  await visit.press(page.locator("button[value=next]"));
  await page.check("input[value=sexual_bullying]");
  await visit.press(page.locator("button[value=next]"));
  assert.equal(await page.inputValue("input[name=question]"), "where");
  // Once back is the question before, twice the one before that; what the browser asks is agreed to.
  for (const question of ["category", "danger"]) {
    await backAndAgree(page);
    assert.equal(await page.inputValue("input[name=question]"), question);
  }
  // From there on by the page's own buttons, as if nothing had been.
  await page.check("input[name=danger][value=yes]");
  await visit.press(page.locator("button[value=next]"));
  await visit.press(page.locator("button[value=done]"));
  assert.equal(await page.textContent(".receipt"), receipt, "the same receipt");
  await backAndAgree(page);
  assert.equal(await page.inputValue("input[name=question]"), "category");
}

/** Back, and where the browser has not kept the page, sending its form again. */
async function backAndAgree(page) {
  const kept = await page.goBack().then(
    () => true,
    () => false,
  );
  if (!kept) {
    await page.waitForURL(/^chrome-error:/);
    await page.reload();
  }
  assert.equal(await page.locator("main#content").count(), 1, "a page of ours");
}

/** Types the receipt, as a person copies it, until there is a step to read. */
export async function readReplies(visit, letterbox, receipt) {
  const { page } = visit;
  const typed = receipt.toLowerCase().replace(/(.{3})/g, "$1 ");
  const end = Date.now() + PATIENCE;
  let first = true;
  for (;;) {
    await page.goto(`${letterbox}/${visit.language}/receipt`);
    if (first) await visit.look("reporter-3-ask");
    first = false;
    await page.fill("input[name=receipt]", typed);
    await visit.press(sending(page));
    if ((await page.locator("ol.timeline li").count()) > 0) break;
    assert.ok(Date.now() < end, "no reply within 30 seconds");
    await new Promise((wake) => setTimeout(wake, 500));
  }
  await visit.look("reporter-4-answer");
}

/** What is no URL is refused, with what was typed still there and the fault named. */
export async function refuse(visit, letterbox) {
  const { page } = visit;
  for (const typed of ["this is no address", "data:text/plain,words"]) {
    await page.goto(`${letterbox}/${visit.language}/`);
    await page.fill("textarea[name=urls]", typed);
    await visit.press(sending(page));
    assert.equal((await page.inputValue("textarea[name=urls]")).trim(), typed);
    assert.equal(await page.locator(".receipt").count(), 0, "no receipt for a refusal");
    assert.equal(await page.locator(".error-summary a[href='#urls']").count(), 1);
    assert.equal(await page.getAttribute("textarea[name=urls]", "aria-invalid"), "true");
  }
  await visit.look("reporter-refused");
  await page.goto(`${letterbox}/${visit.language}/receipt`);
  await page.fill("input[name=receipt]", "000 000 000 000 000 000 001");
  await visit.press(sending(page));
  assert.equal(await page.locator(".error-summary a[href='#receipt']").count(), 1);
  await visit.look("reporter-wrong-receipt");
}

/** The button that sends the form in the middle of the page. */
function sending(page) {
  return page.locator("main form button.primary");
}
