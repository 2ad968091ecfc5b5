// Debian's Chromium, and what is asked of every page it shows.

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import axe from "axe-core";
import { chromium } from "playwright-core";

const SCREENSHOTS = new URL("./screenshots/", import.meta.url);

/** The height of the window; pages scroll. */
const HEIGHT = 900;

export class Browser {
  /** Starts the browser, with nothing of its own to ask of the network. */
  static async open() {
    await mkdir(SCREENSHOTS, { recursive: true });
    const browser = new Browser();
    browser.running = new Map();
    return browser;
  }

  /** A browser whose reader has set the text to so many times its usual size. */
  async withText(text) {
    if (!this.running.has(text)) this.running.set(text, await Browser.launch(text));
    return this.running.get(text);
  }

  static launch(text) {
    return chromium.launch({
      executablePath: "/usr/bin/chromium",
      args: [
        `--blink-settings=defaultFontSize=${16 * text},defaultFixedFontSize=${13 * text}`,
        // Chromium refuses its sandbox to root, and the pages are our own.
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    });
  }

  /** A visitor of this language, in a window of this width, with or without scripts, whose text is so many times
   * as large as usual. Where the tests of another file look at the same pages in the same window, `looks` is false. */
  async visit({ language, width, scripts, text = 1, looks = true }) {
    const settings = { viewport: { width, height: HEIGHT }, locale: language };
    const chromium = await this.withText(text);
    const context = await chromium.newContext({ ...settings, javaScriptEnabled: scripts });
    // axe is a script itself: it looks at a copy of each page in a window that allows them.
    const audit = await chromium.newContext(settings);
    const page = await context.newPage();
    const large = text === 1 ? "" : `-text${text}`;
    return new Visit({ context, audit, language, width, page, looks, kind: `${width}${large}` });
  }

  async close() {
    await Promise.all([...this.running.values()].map((chromium) => chromium.close()));
  }
}

class Visit {
  constructor(parts) {
    Object.assign(this, parts);
    this.faults = new Set();
    /** The one other host that may be asked, where a test answers in its place. */
    this.mayAsk = null;
    this.page.on("console", (message) => {
      // A refusal by the Content-Security-Policy is said here.
      if (message.type() === "error" && /Content Security Policy/i.test(message.text())) {
        this.faults.add(message.text());
      }
    });
    this.page.on("response", (response) => {
      const { pathname } = new URL(response.url());
      const document = response.request().resourceType() === "document";
      if (!document && response.status() >= 400) this.faults.add(`${pathname} is not there`);
    });
    this.page.on("request", (request) => {
      const { hostname } = new URL(request.url());
      if (hostname !== "127.0.0.1" && hostname !== this.mayAsk) this.faults.add(`a page asked ${hostname}`);
    });
  }

  /** Checks and photographs the page that stands there now. */
  async look(name) {
    if (!this.looks) return;
    const where = `${name}-${this.language}-${this.kind}`;
    const path = new URL(`./${where}.png`, SCREENSHOTS).pathname;
    // A page is looked at with its letters, not before they have come.
    await this.page.evaluate(() => document.fonts.ready.then(() => true));
    await this.page.screenshot({ path, fullPage: true });
    const html = await this.page.content();
    assert.match(html, new RegExp(`<html[^>]* lang="${this.language}"`), `${where}: its language`);
    const wider = await this.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    assert.ok(wider <= 0, `${where}: ${wider} px stand out to the side`);
    await this.audited(where, html);
  }

  /** Lets axe look at a copy of the page: same address, same bytes, same styles. */
  async audited(where, html) {
    const address = this.page.url();
    this.copy ??= await this.audit.newPage();
    const itself = (url) => url.href === address;
    await this.copy.route(itself, (route) => route.fulfill({ contentType: "text/html; charset=utf-8", body: html }));
    await this.copy.goto(address);
    await this.copy.evaluate(`${axe.source};undefined`);
    const { found, passed } = await this.copy.evaluate(async () => {
      // Of what is well the rules are counted: their elements, of a long page thousands, need not come here.
      const { violations, passes } = await globalThis.axe.run({ resultTypes: ["violations"] });
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html)}`);
      return { found, passed: passes.length };
    });
    await this.copy.unroute(itself);
    assert.deepEqual(found, [], `${where}: axe finds faults`);
    assert.ok(passed > 5, `${where}: axe found nothing to look at`);
  }

  /** Presses a button or link and waits for the page that follows. */
  async press(locator) {
    await Promise.all([this.page.waitForEvent("load"), locator.click()]);
  }

  /** Goes on by the Tab key until this has the focus, and what it has is seen. */
  async tabTo(locator) {
    const passed = [];
    for (let pressed = 0; pressed < 80; pressed += 1) {
      await this.page.keyboard.press("Tab");
      if (await locator.evaluate((wanted) => wanted === document.activeElement)) {
        await this.seen(locator);
        return;
      }
      passed.push(await this.page.evaluate(() => document.activeElement.name || document.activeElement.textContent));
    }
    assert.fail(`Tab does not lead there, but to: ${passed.join(", ")}`);
  }

  /** What has the focus is marked, within the window, and not under what stands before it. */
  async seen(locator) {
    const how = await locator.evaluate((wanted) => {
      const box = wanted.getBoundingClientRect();
      const [x, y] = [box.left + Math.min(box.width, 20) / 2, box.top + Math.min(box.height, 20) / 2];
      const top = document.elementFromPoint(x, y);
      return { outline: getComputedStyle(wanted).outlineStyle, seen: top !== null && (wanted.contains(top) || top.contains(wanted)) };
    });
    assert.notEqual(how.outline, "none", "what has the focus is not marked");
    assert.ok(how.seen, "what has the focus is not seen");
  }

  /** Presses a key and waits for the page that follows. */
  async key(name) {
    await Promise.all([this.page.waitForEvent("load"), this.page.keyboard.press(name)]);
  }

  async end() {
    assert.deepEqual([...this.faults], [], "a page asked for what it may not have");
    await this.context.close();
    await this.audit.close();
  }
}
