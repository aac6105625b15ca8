/* Finds as one types. Without this file the form's button does the same. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-narrows]");
  var place = form && document.getElementById(form.dataset.narrows);
  if (!place || !window.fetch || !window.AbortController) return;
  var waiting = 0;
  var running = null;

  function find() {
    var words = new URLSearchParams(new FormData(form));
    var address = form.getAttribute("action") || window.location.pathname;
    window.history.replaceState(null, "", address + "?" + words);
    words.set("part", "rows");
    if (running) running.abort();
    running = new AbortController();
    fetch(address + "?" + words, { signal: running.signal, credentials: "same-origin" })
      .then(function (answer) {
        // Signed out meanwhile, or refused: the plain form says why.
        if (!answer.ok || answer.redirected) { form.submit(); return null; }
        return answer.text();
      })
      .then(function (rows) { if (rows !== null) place.innerHTML = rows; })
      .catch(function (error) { if (error.name !== "AbortError") form.submit(); });
  }

  form.addEventListener("input", function () {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(find, 200);
  });
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    window.clearTimeout(waiting);
    find();
  });
})();
