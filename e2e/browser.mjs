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
    browser.chromium = await chromium.launch({
      executablePath: "/usr/bin/chromium",
      args: [
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
    return browser;
  }

  /** A visitor of this language, in a window of this width, with or without scripts. */
  async visit({ language, width, scripts }) {
    const settings = { viewport: { width, height: HEIGHT }, locale: language };
    const context = await this.chromium.newContext({ ...settings, javaScriptEnabled: scripts });
    // axe is a script itself: it looks at a copy of each page in a window that allows them.
    const audit = await this.chromium.newContext(settings);
    return new Visit({ context, audit, language, width, page: await context.newPage() });
  }

  async close() {
    await this.chromium.close();
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
    const where = `${name}-${this.language}-${this.width}`;
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
    const copy = await this.audit.newPage();
    await copy.route(
      (url) => url.href === address,
      (route) => route.fulfill({ contentType: "text/html; charset=utf-8", body: html }),
    );
    await copy.goto(address);
    await copy.evaluate(`${axe.source};undefined`);
    const { violations, passes } = await copy.evaluate(() => globalThis.axe.run());
    await copy.close();
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html)}`);
    assert.deepEqual(found, [], `${where}: axe finds faults`);
    assert.ok(passes.length > 5, `${where}: axe found nothing to look at`);
  }

  /** Presses a button or link and waits for the page that follows. */
  async press(locator) {
    await Promise.all([this.page.waitForEvent("load"), locator.click()]);
  }

  async end() {
    assert.deepEqual([...this.faults], [], "a page asked for what it may not have");
    await this.context.close();
    await this.audit.close();
  }
}
