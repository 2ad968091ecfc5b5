// The page of a viewing session: Escape, pressed once, hides the screen at once, closes the address that is open, and
// leads to a page with nothing on it but the way back. The button that stands there does the same without this script.
(() => {
  "use strict";
  const form = document.querySelector("form[data-hide]");
  if (!form) return;
  const hide = () => {
    document.documentElement.hidden = true;
    document.title = "";
  };
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.repeat || event.isComposing) return;
    event.preventDefault();
    hide();
    form.submit();
  });
  form.addEventListener("submit", hide);
  // A browser that kept the page shows what the desk says now, not what it was.
  addEventListener("pageshow", (event) => {
    if (event.persisted) {
      hide();
      location.reload();
    }
  });
})();
