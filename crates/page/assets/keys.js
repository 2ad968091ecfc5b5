// Shortcuts of the desk's pages, which staff may switch off. Each page works without them. They never act where
// somebody types, and nothing that is looked at is opened by a key alone: that takes a button or a link.
//
// A page says where they lead: `data-key` names the key that presses a button, sends a form or follows a link,
// `data-focus` the key that leads to the first field or button, `data-step` what j and k go through beside lists.
(() => {
  "use strict";

  /** How long the second key of two is waited for, in milliseconds. */
  const WAIT = 1500;
  /** Where g and another key lead. */
  const PLACES = { q: "/queue", t: "/tasks" };
  const FIELDS = "input, textarea, select, [contenteditable]";

  const seen = (element) => element.getClientRects().length > 0;
  const first = (selector, within = document) => Array.from(within.querySelectorAll(selector)).find(seen);

  /** The letter of a key: on a keyboard of another script, the one that stands there in Latin. */
  const letter = (event) => {
    if (/^[ -~]$/.test(event.key)) return event.key;
    if (event.code === "Slash" && event.shiftKey) return "?";
    return event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : "";
  };

  /** The next or the one before, from wherever the focus is. */
  const step = (by) => {
    const steps = Array.from(document.querySelectorAll('main tbody th[scope="row"] a, main [data-step]')).filter(seen);
    const at = document.activeElement;
    const before = (one) => one !== at && one.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING;
    const behind = steps.filter(before).length;
    const found = by > 0 ? steps[behind + (steps[behind] === at ? 1 : 0)] : steps[behind - 1];
    if (!found || at === document.body) return steps[0] && steps[0].focus();
    found.focus();
  };

  const tick = () => {
    const row = document.activeElement.closest("tr");
    const box = row && row.querySelector("input[type=checkbox]");
    if (box) box.checked = !box.checked;
    return box;
  };

  /** Follows a link, presses a button, or sends a form. */
  const act = (key) => {
    const found = first(`[data-key="${key}"]`);
    if (!found) return;
    // In a list: what is ticked, or else where the focus is.
    if (found.form && !first(`input[form="${found.form.id}"]:checked`) && !tick()) return;
    (found.matches("form") ? found.querySelector("button") : found).click();
  };

  const help = () => {
    const dialog = document.getElementById("shortcuts");
    if (dialog) dialog.showModal();
  };

  let awaited = -WAIT;
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.target.closest(FIELDS) || document.querySelector("dialog[open]")) return;
    const key = letter(event);
    if (event.shiftKey !== (key === "?") && !(key === "?" && event.key === "?")) return;
    if (event.repeat && key !== "j" && key !== "k") return;
    const second = event.timeStamp - awaited < WAIT;
    awaited = key === "g" && !second ? event.timeStamp : -WAIT;
    if (key === "g") return;
    if (second) {
      const place = PLACES[key] && first(`header a[href="${PLACES[key]}"]`);
      if (place) place.click();
      return;
    }
    const held = first(`[data-focus="${key}"]`);
    const field = held && (first("a[href], button, textarea, select", held) || held);
    if (key === "j") step(1);
    else if (key === "k") step(-1);
    else if (key === "o" && document.activeElement.matches("main a")) document.activeElement.click();
    else if (key === "x") tick();
    else if (key === "?") help();
    else if (field) field.focus();
    else if (/^[a-z]$/.test(key)) act(key);
    else return;
    event.preventDefault();
  });
})();
