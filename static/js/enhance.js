/* Small comforts; every page works without this file. No dependency, no storage, no request. */
(function () {
  "use strict";

  function isTyping(element) {
    return element && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName));
  }

  // A page that comes back with errors starts at the list of them.
  var summary = document.querySelector("[data-focus-on-load]") || document.querySelector(".errornote");
  if (summary) {
    summary.tabIndex = -1;
    summary.focus();
  }

  // "/" goes to the search box.
  var search = document.querySelector("[data-search-key]");
  if (search) {
    document.addEventListener("keydown", function (event) {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(document.activeElement)) return;
      event.preventDefault();
      search.focus();
      search.select();
    });
  }

  // The menu link jumps to the navigation; with scripts it folds it in and out instead.
  document.querySelectorAll("[data-toggles]").forEach(function (link) {
    var target = document.getElementById(link.dataset.toggles);
    if (!target) return;
    link.setAttribute("role", "button");
    link.setAttribute("aria-expanded", "false");
    link.setAttribute("aria-controls", target.id);
    function fold(open) {
      target.classList.toggle("is-open", open);
      link.setAttribute("aria-expanded", String(open));
    }
    link.addEventListener("click", function (event) {
      event.preventDefault();
      fold(!target.classList.contains("is-open"));
    });
    link.addEventListener("keydown", function (event) {
      if (event.key === " ") { event.preventDefault(); link.click(); }
    });
    document.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && target.classList.contains("is-open")) { fold(false); link.focus(); }
    });
  });

  // Menus made of <details data-menu> close on Escape and on a click elsewhere.
  document.querySelectorAll("details[data-menu]").forEach(function (menu) {
    document.addEventListener("click", function (event) {
      if (menu.open && !menu.contains(event.target)) menu.open = false;
    });
    menu.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && menu.open) { menu.open = false; menu.querySelector("summary").focus(); }
    });
  });

  // A form marked data-warn-unsaved asks before it is left half written.
  document.querySelectorAll("form[data-warn-unsaved]").forEach(function (form) {
    var changed = false;
    form.addEventListener("input", function () { changed = true; });
    form.addEventListener("submit", function () { changed = false; });
    window.addEventListener("beforeunload", function (event) { if (changed) event.preventDefault(); });
  });
})();
