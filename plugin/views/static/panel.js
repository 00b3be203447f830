/* What htmx leaves open: saying so when the server cannot be reached at all. Nothing is kept in the browser. */
(function () {
  "use strict";
  function notice() { return document.getElementById("no-connection"); }
  document.addEventListener("htmx:sendError", function () { var n = notice(); if (n) { n.hidden = false; n.focus(); } });
  document.addEventListener("htmx:afterRequest", function (e) { var n = notice(); if (n && e.detail.successful) { n.hidden = true; } });
})();
