// The chain from a report to its release, in a real browser, against a demonstration that somebody else started.

import { after, before, test } from "node:test";
import { addresses } from "./addresses.mjs";
import {
  addPolice,
  approveAll,
  caseOf,
  claimAndView,
  classify,
  decideAndRelease,
  lookAround,
  policeAndProvider,
  refuseSignIn,
  signIn,
  signOut,
} from "./analyst.mjs";
import { Browser } from "./browser.mjs";
import { deskByKeys, largeAndOnPaper, notesAndHistory, readMention, severalCases } from "./casework.mjs";
import { agree, differ, manyItems, meet, reopen } from "./day.mjs";
import { answerLetter } from "./provider.mjs";
import { readReplies, report } from "./reporter.mjs";
import { oneKeyHides } from "./viewing.mjs";

const LANGUAGES = ["km", "en"];
// The narrowest telephone: `look` holds that nothing stands out to the side.
const WIDTHS = [320, 1280];

let browser;
before(async () => {
  browser = await Browser.open();
});
after(async () => {
  await browser?.close();
});

/** Somebody reports this. How that looks is seen in `visitors.mjs`, in each of these windows. The receipt. */
async function reported(language, width, text, url) {
  const reporter = await browser.visit({ language, width, text, scripts: false, looks: false });
  const receipt = await report(reporter, addresses.letterbox, url);
  await reporter.end();
  return receipt;
}

// What a script adds to a viewing session.
for (const language of LANGUAGES) {
  test(`one key hides the screen, ${language}`, async () => {
    const url = `${addresses.sites[0]}?hide=${language}`;
    await reported(language, 1280, 1, url);
    const visit = await browser.visit({ language, width: 1280, scripts: true });
    await signIn(visit, addresses.desk, addresses.sign_in);
    const path = await caseOf(visit, addresses.desk, url);
    await oneKeyHides(visit, addresses.desk, path, url);
    await signOut(visit, addresses.desk);
    await visit.end();
  });
}

// Whoever needs large text reads a case as well, and what is printed can be left on a table.
for (const language of LANGUAGES) {
  test(`a case is read with large text and printed, ${language}`, async () => {
    const url = `${addresses.sites[0]}?large=${language}`;
    await reported(language, 320, 2, url);
    const visit = await browser.visit({ language, width: 320, text: 2, scripts: false });
    await signIn(visit, addresses.desk, addresses.sign_in);
    const path = await caseOf(visit, addresses.desk, url);
    await largeAndOnPaper(visit, addresses.desk, path, url);
    await signOut(visit, addresses.desk);
    await visit.end();
  });
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
      const receipt = await reported(language, width, 1, url);
      const reporter = await browser.visit({ language, width, scripts: false, looks: false });
      await readReplies(reporter, addresses.letterbox, receipt);
      await reporter.end();

      const visit = await browser.visit({ language, width, scripts: false });
      await refuseSignIn(visit, addresses.desk, addresses.sign_in);
      await signIn(visit, addresses.desk, addresses.sign_in);
      await lookAround(visit);
      const path = await caseOf(visit, addresses.desk, url);
      await claimAndView(visit, addresses.desk, path, url);
      await classify(visit, addresses.desk, path);
      await decideAndRelease(visit);

      const manager = await browser.visit({ language, width, scripts: false });
      await signIn(manager, addresses.desk, addresses.manager);
      await approveAll(manager, addresses.desk);
      await manager.end();

      await policeAndProvider(visit, addresses.desk, path, url);
      const provider = await browser.visit({ language, width, scripts: false });
      await answerLetter(provider, visit, addresses, path, url.split("&")[0]);
      await provider.end();
      await notesAndHistory(visit, addresses.desk, path, addresses.manager.name);
      await reported(language, width, 1, `${url}&several=1`);
      await caseOf(visit, addresses.desk, `${url}&several=1`);
      await severalCases(visit, addresses.desk);
      const reader = await browser.visit({ language, width, scripts: false });
      await signIn(reader, addresses.desk, addresses.manager);
      await readMention(reader, addresses.desk);
      await reader.end();
      await signOut(visit, addresses.desk);
      await visit.end();
    });

    // What saves ways at the desk, where a script may run.
    test(`an analyst works by keys, ${language}, ${width} px`, async () => {
      await reported(language, width, 1, `${url}&keys=1`);
      const visit = await browser.visit({ language, width, scripts: true });
      await signIn(visit, addresses.desk, addresses.sign_in);
      await caseOf(visit, addresses.desk, `${url}&keys=1`);
      await deskByKeys(visit, addresses.desk);
      await signOut(visit, addresses.desk);
      await visit.end();
    });
  }
}

// A day with more people than one: in one language the wide window has scripts, in the other the narrow one has none.
for (const [language, width, scripts] of [["en", 1280, true], ["km", 320, false]]) {
  test(`a trainee, a colleague and a supervisor have a day, ${language}, ${width} px`, async () => {
    const people = {};
    for (const [role, who] of [["trainee", "trainee"], ["analyst", "sign_in"], ["supervisor", "supervisor"]]) {
      people[role] = await browser.visit({ language, width, scripts });
      await signIn(people[role], addresses.desk, addresses[who]);
    }
    const places = [1, 2, 3, 4].map((number) => `${addresses.sites[2]}?day=${language}-${number}`);
    for (const url of places) await reported(language, width, 1, url);
    const manager = await browser.visit({ language, width, scripts });
    await signIn(manager, addresses.desk, addresses.manager);
    await approveAll(manager, addresses.desk);
    await manager.page.goto(`${addresses.desk}/quality`);
    await manager.look("day-0-quality");
    await manager.end();

    const agreed = await agree(people, addresses.desk, places[0]);
    await differ(people, addresses.desk, places[1]);
    await meet(people, addresses.desk, places[2]);
    await manyItems(people, addresses.desk, places[3]);
    await reopen(people, addresses.desk, agreed);
    for (const visit of Object.values(people)) await visit.end();
  });
}
