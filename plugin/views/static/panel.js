/* What htmx leaves open: where the focus goes after a part was replaced, and saying that the server cannot be reached. */
(function () {
  "use strict";
  const lost = () => document.getElementById("no-connection");
  document.addEventListener("htmx:afterSwap", () => {
    const next = document.querySelector("[data-focus]");
    if (next) { next.removeAttribute("data-focus"); next.focus(); }
  });
  document.addEventListener("htmx:sendError", () => { lost().hidden = false; lost().focus(); });
  document.addEventListener("htmx:beforeSwap", () => { lost().hidden = true; });
})();
