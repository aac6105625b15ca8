/* The office's forms: names for what Django's select2 and its two-list chooser leave without one. */
(function () {
  "use strict";

  function nameOf(select) {
    var label = document.querySelector('label[for="' + CSS.escape(select.id) + '"]');
    if (label) return label.textContent.trim();
    var cell = select.closest("td[data-label]");
    return cell ? cell.dataset.label : select.name;
  }

  function name(element, words) {
    if (element && element.getAttribute("aria-label") !== words) element.setAttribute("aria-label", words);
  }

  // select2 names its combobox after its inner text box, and that after nothing.
  function nameChoosers() {
    document.querySelectorAll("select.admin-autocomplete").forEach(function (select) {
      var chooser = select.nextElementSibling;
      if (!chooser || !chooser.classList.contains("select2-container")) return;
      var words = chooser.querySelector("[role=textbox]");
      if (words) name(words, nameOf(select) + ": " + (words.textContent.trim() || "nothing chosen"));
      name(chooser.querySelector("[role=searchbox]"), nameOf(select));
    });
    document.querySelectorAll(".select2-dropdown [role=searchbox]").forEach(function (box) { name(box, "Search"); });
    document.querySelectorAll(".search-label-icon:not([role])").forEach(function (icon) { icon.setAttribute("role", "img"); });
  }

  function start() {
    nameChoosers();
    if (document.querySelector("select.admin-autocomplete, .selectfilter, .selector")) {
      new MutationObserver(nameChoosers).observe(document.body, { childList: true, subtree: true });
    }
  }
  document.addEventListener("DOMContentLoaded", start);
})();
