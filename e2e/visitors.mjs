// What the public sees, in a real browser, against a demonstration that somebody else started. Runs beside `desk.mjs`:
// each waits for much.

import { after, before, test } from "node:test";
import { addresses } from "./addresses.mjs";
import { Browser } from "./browser.mjs";
import { byKeyboard } from "./keyboard.mjs";
import { conveniences } from "./public.mjs";
import { converse, doors, goBack, readReplies, refuse, report, translate } from "./reporter.mjs";
import { Letterbox, refusals, shortOfSpace, stopped } from "./trouble.mjs";

const LANGUAGES = ["km", "en"];
// A reporter may have the narrowest telephone there is, and large text on it.
const REPORTERS = [
  { width: 320, text: 1 },
  { width: 320, text: 2 },
  { width: 1280, text: 1 },
];

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
  for (const { width, text } of REPORTERS) {
    const where = `${language}, ${width} px, text ${text * 100} %`;

    test(`a reporter sends and reads back, ${where}`, async () => {
      const visit = await browser.visit({ language, width, text, scripts: false });
      const url = `${addresses.sites[0]}?e2e=${language}-${width}-${text}`;
      const receipt = await report(visit, addresses.letterbox, url);
      await readReplies(visit, addresses.letterbox, receipt);
      await converse(visit);
      await visit.end();
    });

    test(`a reporter is told what is wrong, ${where}`, async () => {
      const visit = await browser.visit({ language, width, text, scripts: false });
      await refuse(visit, addresses.letterbox);
      await doors(visit, addresses.letterbox);
      await refusals(visit, addresses.letterbox);
      await visit.end();
    });
  }

  for (const scripts of [false, true]) {
    const where = `${language}, ${scripts ? "with" : "without"} scripts`;

    test(`a reporter goes the whole way by the keyboard, ${where}`, async () => {
      const visit = await browser.visit({ language, width: 320, scripts });
      await byKeyboard(visit, addresses.letterbox);
      await visit.end();
    });

    test(`a reporter goes back by the browser, ${where}`, async () => {
      const visit = await browser.visit({ language, width: 320, scripts });
      await goBack(visit, addresses.letterbox);
      await translate(visit, addresses.letterbox);
      await visit.end();
    });
  }
}

// A letterbox of its own, with little room, and then without any.
test("what is short of space or stopped says so", async () => {
  const letterbox = await Letterbox.start();
  try {
    for (const act of [shortOfSpace, stopped]) {
      await letterbox.leave(act.room);
      for (const language of LANGUAGES) {
        for (const { width, text } of REPORTERS) {
          const visit = await browser.visit({ language, width, text, scripts: false });
          await act(visit, letterbox.address);
          await visit.end();
        }
      }
    }
  } finally {
    await letterbox.stop();
  }
});
