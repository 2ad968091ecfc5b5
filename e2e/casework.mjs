// The page of a case and the queue, as whoever works there all day uses them: notes, history, several cases at once,
// and the keyboard.

import assert from "node:assert/strict";

/** Writes a note, is told what is wrong with one, and reads the history by kinds: no script is needed. */
export async function notesAndHistory(visit, desk, path, colleague) {
  const { page } = visit;
  await page.goto(desk + path);
  await visit.look("case");
  const form = page.locator(`form[action='${path}/notes']`);
  await form.locator("textarea").fill("   ");
  await visit.press(form.locator("button"));
  assert.equal(await page.locator(".error-summary a").count(), 1, "an empty note is none");
  await visit.look("case-note-refused");
  const words = `@${colleague} look at p 17 \u202Eagain`;
  await form.locator("textarea").fill(words);
  await visit.press(form.locator("button"));
  const note = page.locator("section[aria-labelledby=notes] .said").last();
  assert.equal(await note.textContent(), `@${colleague} look at p 17 [U+202E]again`);
  for (const kind of ["note", "report", "check"]) {
    await visit.press(page.locator(`section[aria-labelledby=history] a[href*='kind=${kind}']`).first());
    assert.equal(await page.locator("section[aria-labelledby=history] a[aria-current]").count(), 1);
  }
  await visit.look("case-history-of-checks");
}

/** The page of a case and a viewing session in the narrowest window with large text; on paper nothing of them is in
 * clear, and nothing stands there that can only be pressed. */
export async function largeAndOnPaper(visit, desk, path, url) {
  const { page } = visit;
  await page.goto(desk + path);
  await visit.look("case-large-waiting");
  for (const act of ["/claim", "/viewing", "/viewing/show"]) {
    await visit.press(page.locator(`form[action$='${act}'] button`).first());
  }
  await visit.look("case-large-viewing");
  for (const fold of await page.locator("main summary").all()) await fold.click();
  const exact = page.locator("[data-exact]");
  assert.ok((await exact.count()) > 0 && (await exact.first().isVisible()), "it is there on the screen");
  await page.emulateMedia({ media: "print" });
  const onPaper = await page.locator("body").innerText();
  assert.ok(!onPaper.includes(new URL(url).host), "no address in clear on paper");
  await page.goto(desk + path);
  assert.equal(await page.locator("main :is(button, .way, select, textarea):visible").count(), 0, "nothing to press");
  assert.ok(!(await page.locator("#record").isVisible()), "a part that is folded has no name there");
  await visit.look("case-large-on-paper");
  await page.emulateMedia({ media: "screen" });
  await visit.look("case-large-claimed");
  // One session a person: the next test opens its own.
  await visit.press(page.locator("form[action$='/viewing/close'] button").first());
}

/** The colleague finds the note among the tasks, until it was read. */
export async function readMention(visit, desk) {
  const { page } = visit;
  await page.goto(`${desk}/tasks`);
  await visit.look("tasks-with-mentions");
  const mentions = page.locator("table[aria-labelledby=mentions] a");
  const before = await mentions.count();
  assert.ok(before > 0, "a note names the reader");
  await visit.press(mentions.first());
  assert.ok((await page.locator("section[aria-labelledby=notes] .badge").count()) > 0, "the note says whom it names");
  await page.goto(`${desk}/tasks`);
  assert.ok((await mentions.count()) < before, "what was read is no task any more");
}

/** Claims two cases at once, and gives them back. */
export async function severalCases(visit, desk) {
  const { page } = visit;
  await page.goto(`${desk}/queue`);
  const boxes = page.locator("table[aria-labelledby=cases] input[name=case]");
  const count = Math.min(2, await boxes.count());
  assert.ok(count > 0, "a case waits");
  for (let index = 0; index < count; index += 1) await boxes.nth(index).check();
  await visit.look("queue-ticked");
  await visit.press(page.locator("form#bulk button[value=claim]"));
  assert.equal(await page.locator("main .badge.done").count(), count, "each was claimed");
  await visit.look("queue-several");
  await visit.press(page.locator("main > p a"));
  const mine = page.locator("table[aria-labelledby=mine] input[name=case]");
  for (let index = 0; index < (await mine.count()); index += 1) await mine.nth(index).check();
  await visit.press(page.locator("form#bulk button[value=hand_over]"));
  assert.ok((await page.locator("main .badge.done").count()) >= count, "each was given back");
}

/** From the queue to a note by keys alone, which do nothing where somebody types and nothing once switched off. */
export async function deskByKeys(visit, desk) {
  const { page } = visit;
  const focused = (selector) => page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector);
  await page.goto(`${desk}/tasks`);
  await page.keyboard.press("g");
  await visit.key("q");
  assert.equal(new URL(page.url()).pathname, "/queue");
  await page.keyboard.press("?");
  assert.ok(await page.locator("dialog#shortcuts").isVisible(), "? lists the keys");
  await visit.look("shortcuts-dialog");
  await page.keyboard.press("Escape");
  assert.ok(!(await page.locator("dialog#shortcuts").isVisible()));
  await page.keyboard.press("j");
  assert.ok(await focused("main th a"), "j goes into the list");
  await page.keyboard.press("x");
  assert.equal(await page.locator("input[name=case]:checked").count(), 1, "x ticks");
  await page.keyboard.press("x");
  await page.keyboard.press("h");
  assert.ok(await focused("form#bulk select"), "h leads to the form that hands over");
  await page.keyboard.press("c");
  assert.equal(new URL(page.url()).pathname, "/queue", "a key in a field is that field's");
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("j");
  await visit.key("o");
  const path = new URL(page.url()).pathname;
  assert.match(path, /^\/cases\//);
  await visit.key("c");
  assert.equal(await page.locator(`form[action='${path}/extend']`).count(), 1, "c claims");
  await page.keyboard.press("v");
  assert.ok(await focused(`form[action='${path}/viewing'] button`), "v leads to the button, and opens nothing");
  await page.keyboard.press("h");
  assert.ok(await focused(`form[action='${path}/hand-over'] select`));
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  assert.ok(await focused("main h2[data-step]"), "j goes from part to part");
  const second = await page.evaluate(() => document.activeElement.id);
  await page.keyboard.press("k");
  assert.notEqual(await page.evaluate(() => document.activeElement.id), second, "k goes back");
  await page.keyboard.press("n");
  assert.ok(await focused("textarea#note_text"), "n leads to the note");
  await page.keyboard.type("c g q ? n");
  assert.equal(await page.inputValue("textarea#note_text"), "c g q ? n", "what is typed is typed");
  assert.equal(new URL(page.url()).pathname, path);

  await page.goto(`${desk}/shortcuts`);
  await visit.look("shortcuts");
  await visit.press(page.locator("button[value=off]"));
  await page.keyboard.press("g");
  await page.keyboard.press("q");
  await page.keyboard.press("?");
  assert.equal(new URL(page.url()).pathname, "/shortcuts", "no key acts any more");
  assert.equal(await page.locator("dialog").count(), 0);
  await visit.press(page.locator("button[value=on]"));

  await page.goto(desk + path);
  const give = page.locator(`form[action='${path}/hand-over'] button`);
  await visit.press(give);
}
