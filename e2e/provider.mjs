// Whoever a letter went to, on the provider's page: what came by mail is read from the folder of the demonstration's mails.

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";

const PATIENCE = 30_000;

/** What stands beside a word that was said on the page, in the words of the desk. */
const SAID_ON_PAGE = { en: "on the provider’s page", km: "នៅលើទំព័រអ្នកផ្ដល់សេវា" };

/** Opens the link of the letter about a place, gets a code and answers that it is removed; the desk shows it on the page of
 * the case. `about` is a piece of the place's address that no other has. */
export async function answerLetter(visit, analyst, { desk, mails }, path, about) {
  const { page, language } = visit;
  const letter = await mailWith(mails, [about, "/answer/"]);
  const link = letter.match(/https?:\/\/[^\s]*\/answer\/[0-9A-Z-]+/)[0].replace(/\/(en|km)\/answer\//, `/${language}/answer/`);
  await page.goto(link);
  await visit.look("provider-1-link");
  await pressNothing(visit, link, mails);

  await page.goto(link);
  await visit.press(page.locator("button[value=open]"));
  assert.equal(await page.locator(".error-summary a[href='#code']").count(), 1, "a code is asked for");
  await visit.look("provider-2-no-code");
  const before = (await codes(mails)).length;
  await visit.press(page.locator("button[value=code]"));
  assert.equal(await page.locator("p.note[role=status]").count(), 1);
  await visit.look("provider-3-code-asked");
  const code = await newCode(mails, before);

  await page.fill("input[name=code]", code.toLowerCase().replace("-", " "));
  await visit.press(page.locator("button[value=open]"));
  await listed(visit);
  const { host } = new URL(about);
  const list = await page.textContent("main");
  assert.ok(!list.includes(`http://${host}`) && list.includes("hxxp"), "the list makes no link of a place");
  await visit.look("provider-4-list");
  await visit.press(page.locator("button[value=show]"));
  assert.ok((await page.textContent("main")).includes(`http://${host}`), "exactly, where that is asked for");
  assert.equal(await page.locator("main a[href^='http']").count(), 0, "and never as a link");
  await visit.look("provider-5-exact");

  await visit.press(page.locator("button[value=words]"));
  assert.equal(await page.locator(".error-summary a[href='#says-all']").count(), 1, "nothing was said");
  await page.selectOption("select[name=says-1]", "more_time");
  await visit.press(page.locator("button[value=words]"));
  assert.equal(await page.locator(".error-summary a[href='#until-1']").count(), 1, "until when is asked for");
  assert.equal(await page.inputValue("select[name=says-1]"), "more_time", "what was chosen is still there");
  await visit.look("provider-6-refused");
  await page.selectOption("select[name=says-1]", "removed");
  await visit.press(page.locator("button[value=words]"));
  assert.equal(await page.locator("p.note[role=status]").count(), 1, "the answers have arrived");
  await visit.look("provider-7-arrived");

  await untilSaid(analyst, desk + path);
  for (const fold of await analyst.page.locator("main summary").all()) await fold.click();
  await analyst.look("case-10-provider-said");
}

/** A program that opens what a mail links to and presses whatever it finds, by asking for it: nothing comes of that. */
async function pressNothing(visit, link, mails) {
  const { page } = visit;
  const before = await contents(mails);
  const served = async () => (await page.request.get(link)).text();
  const first = await served();
  const asked = await page.evaluate(() => {
    const found = [...document.querySelectorAll("a[href]")].map((one) => one.href);
    for (const form of document.forms) {
      for (const button of form.querySelectorAll("button")) {
        const sent = new URLSearchParams(new FormData(form));
        if (button.name) sent.set(button.name, button.value);
        found.push(`${form.action}?${sent}`);
      }
    }
    return found;
  }).catch(() => null);
  assert.ok(asked && asked.length > 2, "there is something to press");
  for (const address of asked) {
    const { origin, pathname } = new URL(address);
    if (origin !== new URL(link).origin) continue;
    const answer = await page.request.get(address, { maxRedirects: 0 });
    if (pathname === new URL(link).pathname) {
      assert.equal(answer.status(), 200);
      assert.equal(await answer.text(), first, "the same page, whatever is asked");
    }
  }
  await new Promise((wake) => setTimeout(wake, 2_000));
  const after = await contents(mails);
  const added = after.slice(before.length).filter((mail) => codeIn(mail));
  assert.deepEqual(added, [], "no code is mailed for it");
  assert.equal(await served(), first);
}

/** Looks again until the list is there: the desk puts it within some seconds. */
async function listed({ page }) {
  const end = Date.now() + PATIENCE;
  while ((await page.locator("button[value=words]").count()) === 0) {
    assert.ok(Date.now() < end, "the list did not come");
    await Promise.all([page.waitForEvent("load"), page.locator("button[value=look]").click()]);
  }
}

async function untilSaid({ page, language }, address) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    await page.goto(address);
    if ((await page.textContent("main")).includes(SAID_ON_PAGE[language])) return;
    assert.ok(Date.now() < end, "the desk does not show what the provider said");
    await new Promise((wake) => setTimeout(wake, 500));
  }
}

/** The mails that were sent, the oldest first, as whoever gets them reads them. */
async function contents(mails) {
  const names = (await readdir(mails)).filter((name) => name.endsWith(".eml"));
  names.sort((one, other) => Number.parseInt(one, 10) - Number.parseInt(other, 10));
  return Promise.all(names.map(async (name) => decoded(await readFile(join(mails, name)))));
}

/** Quoted-printable, as far as letters use it. */
function decoded(raw) {
  const bytes = raw
    .toString("latin1")
    .replace(/=\r?\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}

async function mailWith(mails, pieces) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const found = (await contents(mails)).filter((mail) => pieces.every((piece) => mail.includes(place(piece))));
    if (found.length > 0) return found.at(-1);
    assert.ok(Date.now() < end, "no such letter was mailed");
    await new Promise((wake) => setTimeout(wake, 300));
  }
}

/** What of an address stands in a letter: what follows its question mark. */
function place(piece) {
  return piece.includes("?") ? piece.slice(piece.indexOf("?") + 1) : piece;
}

function codeIn(mail) {
  return mail.match(/Your code: ([0-9A-Z]{4}-[0-9A-Z]{4})/)?.[1];
}

async function codes(mails) {
  return (await contents(mails)).map(codeIn).filter(Boolean);
}

async function newCode(mails, before) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const all = await codes(mails);
    if (all.length > before) return all.at(-1);
    assert.ok(Date.now() < end, "no code was mailed");
    await new Promise((wake) => setTimeout(wake, 300));
  }
}
