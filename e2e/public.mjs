// The script of the public pages, in the real browser, under the real headers of a public page.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

const VECTOR = new URL("../crates/letterbox/tests/vectors/proof.json", import.meta.url);

/** What a person who knows no better does with the pages of a letterbox while scripts run. */
export async function conveniences(visit, letterbox) {
  await leaves(visit, letterbox);
  await copies(visit, letterbox);
  await sendsOnce(visit, letterbox);
  await proves(visit, letterbox);
  await keepsNothing(visit);
}

/** Escape twice leaves, and the page that was left is no step back; Escape once does nothing. */
async function leaves(visit, letterbox) {
  const { page } = visit;
  await page.goto(`${letterbox}/${visit.language}/receipt`);
  await page.goto(`${letterbox}/${visit.language}/`);
  await visit.look("public-1-form");
  assert.ok(await page.locator("[data-exit-key]").isVisible(), "the key is told beside the link");
  const away = await page.locator("[data-exit]").getAttribute("href");
  const arrived = [];
  await page.context().route(away, (route) => {
    arrived.push(route.request().headers().referer ?? "");
    return route.fulfill({ contentType: "text/html", body: "<title>elsewhere</title>" });
  });
  visit.mayAsk = new URL(away).hostname;
  await page.keyboard.press("Escape");
  await new Promise((wake) => setTimeout(wake, 1200));
  await page.keyboard.press("Escape");
  assert.equal(arrived.length, 0, "two presses far apart do not leave");
  await page.keyboard.press("Escape");
  await page.waitForURL(away);
  assert.deepEqual(arrived, [""], "left, and not told where from");
  await page.goBack();
  assert.match(page.url(), /\/receipt$/, "the page that was left is no step back");
}

/** The receipt is copied where the browser allows it, and marked where it does not; paper is offered. */
async function copies(visit, letterbox) {
  const { page } = visit;
  const body = `<p id="text"><span>0AB</span> <span>CD1</span> </p>
    <button type="button" data-copy="text" data-status="said" data-copied="copied" data-marked="marked" hidden>copy</button>
    <button type="button" data-print hidden>print</button><p id="said" role="status"></p>`;
  await fixture(visit, letterbox, body);
  await page.evaluate(() => {
    window.printed = 0;
    window.print = () => (window.printed += 1);
  });
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.click("[data-copy]");
  await page.waitForFunction(() => document.getElementById("said").textContent === "copied");
  await page.context().clearPermissions();
  await page.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new Error("refused"));
  });
  await page.click("[data-copy]");
  await page.waitForFunction(() => document.getElementById("said").textContent === "marked");
  const marked = await page.evaluate(() => getSelection().toString().trim());
  assert.equal(marked.replace(/\s+/g, " "), "0AB CD1");
  await page.click("[data-print]");
  assert.equal(await page.evaluate(() => window.printed), 1);
}

/** A second press sends nothing, until the first had time to be answered. */
async function sendsOnce(visit, letterbox) {
  const { page } = visit;
  let sent = 0;
  await page.route("**/fixture-sent", (route) => {
    sent += 1;
    return route.fulfill({ status: 204 });
  });
  await fixture(visit, letterbox, `<form method="post" action="/fixture-sent"><button>send</button></form>`);
  await page.click("button");
  await page.waitForSelector("button[aria-disabled=true]");
  await page.click("button", { force: true });
  await page.waitForSelector("button:not([aria-disabled])", { timeout: 10_000 });
  assert.equal(sent, 1);
  await page.click("button");
  await page.waitForSelector("button[aria-disabled=true]");
  assert.equal(sent, 2);
}

/** The script finds the number of a known challenge, and writes the payload that the letterbox reads. */
async function proves(visit, letterbox) {
  const { page } = visit;
  const vector = JSON.parse(await readFile(VECTOR, "utf8"));
  const body = `<form method="post"><input id="touched"><input type="hidden" name="proof" value=""
    data-proof-challenge="${vector.challenge}" data-proof-salt="${vector.salt}"
    data-proof-signature="${vector.signature}" data-proof-most="${vector.most}"></form>`;
  await fixture(visit, letterbox, body);
  assert.equal(await page.inputValue("[name=proof]"), "", "no work before the form is touched");
  await page.focus("#touched");
  await page.waitForFunction(() => document.querySelector("[name=proof]").value !== "");
  assert.equal(await page.inputValue("[name=proof]"), vector.payload);
}

async function keepsNothing(visit) {
  const kept = await visit.page.evaluate(() => [document.cookie, localStorage.length, sessionStorage.length]);
  assert.deepEqual(kept, ["", 0, 0]);
}

/** A page of this body under the headers and with the script of a real one. */
async function fixture(visit, letterbox, body) {
  const { page } = visit;
  const real = await page.request.get(`${letterbox}/${visit.language}/`);
  const script = (await real.text()).match(/<script src="[^"]+" defer><\/script>/)[0];
  const headers = real.headers();
  assert.match(headers["content-security-policy"], /^default-src 'none'.* script-src 'self'; connect-src 'none'/);
  delete headers["content-length"];
  const address = `${letterbox}/${visit.language}/fixture`;
  await page.unroute(address);
  await page.route(address, (route) =>
    route.fulfill({ headers, body: `<!doctype html><html lang="en"><title>x</title>${script}${body}</html>` }),
  );
  await page.goto(address);
}
