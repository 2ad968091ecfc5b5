// Conveniences of the public pages, and of those of the desk that have something to copy. Each page works without them:
// what needs this script is hidden until it runs. It asks for nothing, keeps nothing and sends nothing; the form does that.
(() => {
  "use strict";

  /** Numbers tried at a time, in the proof of work. */
  const SLICE = 250;
  /** How soon Escape has to be pressed again, in milliseconds. */
  const TWICE = 1000;
  /** How long a form that was sent is not sent again, in milliseconds. */
  const SENDING = 5000;

  const each = (selector, act) => document.querySelectorAll(selector).forEach(act);

  // Leaving at once: by the link, or by Escape pressed twice. The page that is left is no step back.
  each("[data-exit]", (link) => {
    const leave = () => {
      document.documentElement.hidden = true;
      location.replace(link.href);
    };
    link.addEventListener("click", (event) => {
      event.preventDefault();
      leave();
    });
    let pressed = -TWICE;
    addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.repeat || event.isComposing) return;
      if (event.timeStamp - pressed < TWICE) leave();
      pressed = event.timeStamp;
    });
    each("[data-exit-key]", (words) => (words.hidden = false));
  });

  // A button that copies the text of the element it names, blanks and all where that says so; where it may not, it
  // marks it for copying by hand.
  each("button[data-copy]", (button) => {
    const source = document.getElementById(button.dataset.copy);
    const said = document.getElementById(button.dataset.status);
    const text = () => {
      const whole = source.textContent;
      return "exact" in source.dataset ? whole : whole.trim().replace(/\s+/g, " ");
    };
    const tell = (words) => {
      // The same words again are read out only where they come anew.
      said.textContent = "";
      setTimeout(() => (said.textContent = words), 50);
    };
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text());
        tell(button.dataset.copied);
      } catch (refused) {
        getSelection().selectAllChildren(source);
        tell(button.dataset.marked);
      }
    });
  });

  each("button[data-print]", (button) => {
    button.hidden = false;
    button.addEventListener("click", () => print());
  });

  // A form that was just sent is not sent again for some seconds; its button keeps the focus.
  each("form[method=post]", (form) => {
    const buttons = form.querySelectorAll("button");
    let release = 0;
    const free = () => {
      clearTimeout(release);
      release = 0;
      buttons.forEach((button) => button.removeAttribute("aria-disabled"));
    };
    form.addEventListener("submit", (event) => {
      if (release) {
        event.preventDefault();
        return;
      }
      release = setTimeout(free, SENDING);
      buttons.forEach((button) => button.setAttribute("aria-disabled", "true"));
    });
    addEventListener("pageshow", free);
  });

  // The proof of work of ALTCHA, version 1: the number whose SHA-256 with the salt is the challenge. The search
  // begins when the form is first touched, and sending never waits for it.
  const prove = async (field) => {
    const { proofChallenge: challenge, proofSalt: salt, proofSignature: signature, proofMost: most } = field.dataset;
    const encoder = new TextEncoder();
    const first = parseInt(challenge.slice(0, 2), 16);
    const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    for (let from = 0; from <= Number(most); from += SLICE) {
      const digests = await Promise.all(
        Array.from({ length: SLICE }, (_, step) => crypto.subtle.digest("SHA-256", encoder.encode(salt + (from + step)))),
      );
      const step = digests.map((digest) => new Uint8Array(digest)).findIndex((bytes) => bytes[0] === first && hex(bytes) === challenge);
      if (step >= 0) {
        field.value = btoa(JSON.stringify({ algorithm: "SHA-256", challenge, number: from + step, salt, signature }));
        return;
      }
      // The page has its turn.
      await new Promise((turn) => setTimeout(turn));
    }
  };
  each("input[data-proof-challenge]", (field) => {
    if (field.value || !window.crypto || !crypto.subtle) return;
    field.form.addEventListener("focusin", () => prove(field), { once: true });
  });
})();
