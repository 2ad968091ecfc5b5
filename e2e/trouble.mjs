// What a reporter sees when something cannot be taken: too long, a file, a page from last week, no room.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PROGRAM = new URL("../target/debug/hotline", import.meta.url).pathname;
const URL_TYPED = "http://host-a.test/p/17";
const MEBIBYTE = 1024 * 1024;
/** The least that a letterbox may be given. */
const SPACE = 256 * MEBIBYTE;

/** Sends the form that stands there with one field changed, whether or not a person could. */
async function send(page, change) {
  await page.evaluate(change);
  await Promise.all([page.waitForEvent("load"), page.locator("main form button.primary").first().click()]);
}

const asMultipart = () => {
  for (const form of document.querySelectorAll("main form")) form.enctype = "multipart/form-data";
};
const fromLastWeek = () => {
  for (const state of document.querySelectorAll("[name=state]")) state.value = "word";
};

/** Each refusal, on each page that may meet it. */
export async function refusals(visit, letterbox) {
  const { page, language } = visit;
  const open = async () => {
    await page.goto(`${letterbox}/${language}/`);
    await page.fill("textarea[name=urls]", URL_TYPED);
  };
  const status = () => page.evaluate(() => performance.getEntriesByType("navigation")[0].responseStatus);
  const met = async (name, expected) => {
    assert.equal(await status(), expected, name);
    assert.ok(await page.isVisible("[data-exit]"), "a way to leave");
    await visit.look(`trouble-${name}`);
  };
  await open();
  await send(page, asMultipart);
  await met("415-form", 415);
  assert.equal((await page.inputValue("textarea[name=urls]")).trim(), URL_TYPED);
  await open();
  await send(page, fromLastWeek);
  await met("expired-form", 422);
  assert.equal((await page.inputValue("textarea[name=urls]")).trim(), URL_TYPED);
  await page.fill("textarea[name=urls]", "a".repeat(500_000));
  await send(page, () => {});
  await met("413-form", 413);

  await open();
  await send(page, () => {});
  const receipt = await page.textContent(".receipt");
  const words = async () => {
    await page.goto(`${letterbox}/${language}/`);
    await page.fill("textarea[name=urls]", URL_TYPED);
    await send(page, () => {});
    await Promise.all([page.waitForEvent("load"), page.click("main form[action$='/more'] button.primary")]);
    for (const question of ["danger", "category", "where", "when"]) {
      assert.equal(await page.inputValue("input[name=question]"), question);
      await send(page, () => {});
    }
    await page.fill("textarea[name=narrative]", "a word more");
  };
  await words();
  await send(page, asMultipart);
  await met("415-question", 415);
  assert.equal((await page.inputValue("textarea[name=narrative]")).trim(), "a word more");
  await page.fill("textarea[name=narrative]", "a".repeat(500_000));
  await send(page, () => {});
  await met("413-question", 413);
  await page.fill("textarea[name=narrative]", "a word more");
  await send(page, fromLastWeek);
  await met("expired-question", 422);
  // The words go along to the page of the receipt.
  await page.fill("input[name=receipt]", receipt);
  await send(page, () => {});
  assert.equal((await page.inputValue("textarea[name=message]")).trim(), "a word more");
  await send(page, asMultipart);
  await met("415-account", 415);
  await send(page, fromLastWeek);
  await met("expired-account", 422);

  await page.goto(`${letterbox}/${language}/nowhere`);
  await met("404", 404);
  assert.ok((await page.locator("a[href^='tel:']").count()) > 0, "a number to call");
}

/** A letterbox that is short of space takes the addresses, and says what it did not take. */
export async function shortOfSpace(visit, letterbox) {
  const { page } = visit;
  await page.goto(`${letterbox}/${visit.language}/`);
  const many = Array.from({ length: 40 }, (_, number) => `http://host-${number}.test/p/17`);
  await page.fill("textarea[name=urls]", many.join("\n"));
  await send(page, () => {});
  assert.equal(await page.locator(".receipt").count(), 1);
  assert.equal(await page.locator(".note.caution").count(), 2, "to keep the receipt, and what was cut");
  await visit.look("trouble-cut-receipt");
  await Promise.all([page.waitForEvent("load"), page.click("main form[action$='/more'] button.primary")]);
  for (const question of ["danger", "category", "where", "when"]) {
    assert.equal(await page.inputValue("input[name=question]"), question);
    await send(page, () => {});
  }
  await page.fill("textarea[name=narrative]", "a word more ".repeat(300));
  await send(page, () => {});
  assert.equal(await page.inputValue("input[name=question]"), "words", "it is told first");
  await visit.look("trouble-cut-question");
  await Promise.all([page.waitForEvent("load"), page.click("button[value=done]")]);
  assert.equal(await page.locator(".receipt").count(), 1, "and then one may go on");
  await visit.look("trouble-cut-done");
}
shortOfSpace.room = 8 * MEBIBYTE;

/** Without any room the text is given back. */
export async function stopped(visit, letterbox) {
  const { page } = visit;
  await page.goto(`${letterbox}/${visit.language}/`);
  await page.fill("textarea[name=urls]", URL_TYPED);
  await send(page, () => {});
  assert.equal(await page.locator(".receipt").count(), 0);
  assert.equal((await page.inputValue("textarea[name=urls]")).trim(), URL_TYPED);
  await visit.look("trouble-503-form");
}
stopped.room = 0;

/** A letterbox with little room. */
export class Letterbox {
  static async start() {
    const letterbox = new Letterbox();
    letterbox.folder = await mkdtemp(join(tmpdir(), "openhotline-e2e-"));
    const port = await freePort();
    letterbox.address = `http://127.0.0.1:${port}`;
    const path = (name) => join(letterbox.folder, name);
    const configuration = path("hotline.toml");
    await writeFile(path("passphrase"), "six simulated words of a test\n");
    await writeFile(
      configuration,
      `pack = "kh"
[store]
letterbox = "sqlite:${path("letterbox.sqlite")}"
desk = "sqlite:${path("desk.sqlite")}"
[keys]
keyring = "${path("keyring")}"
passphrase_file = "${path("passphrase")}"
letterbox = "${path("letterbox.keys")}"
[letterbox]
listen = "127.0.0.1:${port}"
space = ${SPACE}
`,
    );
    const stdio = ["ignore", "ignore", "inherit"];
    for (const command of [["keys", "new"], ["migrate"]]) {
      execFileSync(PROGRAM, ["--config", configuration, ...command], { stdio });
    }
    letterbox.process = spawn(PROGRAM, ["--config", configuration, "letterbox"], { stdio });
    for (let tried = 0; ; tried += 1) {
      const answer = await fetch(letterbox.address).catch(() => null);
      if (answer?.ok) return letterbox;
      assert.ok(tried < 100, "the letterbox does not start");
      await sleep(100);
    }
  }

  /** Fills its store until about so much is left, and waits until it has seen so. */
  async leave(room) {
    const kept = SPACE / 16;
    const bytes = SPACE - kept - room - (this.filled ?? 0);
    this.filled = (this.filled ?? 0) + bytes;
    const fill = `INSERT INTO letterbox_collected (day, sealed, collected_day) VALUES (1, zeroblob(${bytes}), 1)`;
    // The log counts as used too.
    const emptied = "PRAGMA wal_checkpoint(TRUNCATE)";
    execFileSync("sqlite3", ["-cmd", ".timeout 10000", join(this.folder, "letterbox.sqlite"), fill, emptied]);
    await sleep(5_000);
  }

  async stop() {
    const ended = new Promise((done) => this.process.once("exit", done));
    this.process.kill();
    await ended;
    await rm(this.folder, { recursive: true });
  }
}

const sleep = (milliseconds) => new Promise((wake) => setTimeout(wake, milliseconds));

async function freePort() {
  const server = createServer();
  await new Promise((open) => server.listen(0, "127.0.0.1", open));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}
