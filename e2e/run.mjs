// The chain in a real browser, against a demonstration that somebody else started:
// `cargo xtask test` does, and names it in E2E_ADDRESSES:
//   {"letterbox": URL, "desk": URL, "sign_in" and "manager": {"name", "password"}, "sites": [URL, …]}

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { Browser } from "./browser.mjs";
import {
  addPolice,
  approveAll,
  claimAndView,
  classify,
  decideAndRelease,
  lookAround,
  newestInQueue,
  policeAndProvider,
  refuseSignIn,
  signIn,
  signOut,
} from "./analyst.mjs";
import { conveniences } from "./public.mjs";
import { converse, doors, readReplies, refuse, report } from "./reporter.mjs";

const addresses = JSON.parse(process.env.E2E_ADDRESSES ?? "null");
assert.ok(addresses, "E2E_ADDRESSES is not set: run `cargo xtask test`");

const LANGUAGES = ["km", "en"];
const WIDTHS = [360, 1280];

let browser;
before(async () => {
  browser = await Browser.open();
});
after(async () => {
  await browser?.close();
});

// What the one script of the public pages adds, where it may run.
for (const language of LANGUAGES) {
  test(`the script of the public pages does what it says, ${language}`, async () => {
    const visit = await browser.visit({ language, width: 1280, scripts: true });
    await conveniences(visit, addresses.letterbox);
    await visit.end();
  });
}

// No page of the reporter's needs a script, so none may run one here.
for (const language of LANGUAGES) {
  for (const width of WIDTHS) {
    test(`a reporter sends and reads back, ${language}, ${width} px`, async () => {
      const visit = await browser.visit({ language, width, scripts: false });
      const url = `${addresses.sites[0]}?e2e=${language}-${width}`;
      const receipt = await report(visit, addresses.letterbox, url);
      await readReplies(visit, addresses.letterbox, receipt);
      await converse(visit);
      await visit.end();
    });

    test(`a reporter is told what is wrong, ${language}, ${width} px`, async () => {
      const visit = await browser.visit({ language, width, scripts: false });
      await refuse(visit, addresses.letterbox);
      await doors(visit, addresses.letterbox);
      await visit.end();
    });
  }
}

// Every decision at the desk can be made without a script.
for (const language of LANGUAGES) {
  for (const width of WIDTHS) {
    const url = `${addresses.sites[0]}?desk=${language}-${width}&accessToken=1f`;

    test(`a manager approves the police's contact, ${language}, ${width} px`, async () => {
      const visit = await browser.visit({ language, width, scripts: false });
      await signIn(visit, addresses.desk, addresses.manager);
      await lookAround(visit);
      await addPolice(visit, addresses.desk);
      await signOut(visit, addresses.desk);
      await visit.end();
    });

    test(`an analyst takes a report to its release, ${language}, ${width} px`, async () => {
      const reporter = await browser.visit({ language, width, scripts: false });
      const receipt = await report(reporter, addresses.letterbox, url);
      await readReplies(reporter, addresses.letterbox, receipt);
      await reporter.end();

      const visit = await browser.visit({ language, width, scripts: false });
      await refuseSignIn(visit, addresses.desk, addresses.sign_in);
      await signIn(visit, addresses.desk, addresses.sign_in);
      await lookAround(visit);
      const path = await newestInQueue(visit, addresses.desk);
      await claimAndView(visit, addresses.desk, path, url);
      await classify(visit, addresses.desk, path);
      await decideAndRelease(visit);

      const manager = await browser.visit({ language, width, scripts: false });
      await signIn(manager, addresses.desk, addresses.manager);
      await approveAll(manager, addresses.desk);
      await manager.end();

      await policeAndProvider(visit, addresses.desk, path, url);
      await signOut(visit, addresses.desk);
      await visit.end();
    });
  }
}
