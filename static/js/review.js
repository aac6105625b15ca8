/* Keys for the review desk; the panel behind "?" lists them. Everything is a link or a button of the page; without this
   file they are clicked. */
(function () {
  "use strict";

  function typing(element) {
    return element && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName));
  }

  // The pane stands at the current quote; without scripts the quote's link leads there.
  var pane = document.querySelector(".review-paper, .review-text");
  function stand() {
    var mark = pane && (pane.querySelector(".is-chosen") || pane.querySelector("mark.is-current, .review-outline"));
    if (!mark) return;
    var place = mark.getBoundingClientRect(), frame = pane.getBoundingClientRect();
    var seen = Math.min(pane.clientHeight, window.innerHeight - Math.max(frame.top, 0));
    pane.scrollTop += place.top - frame.top - Math.max(seen, 120) / 3;
    if (place.right > frame.right || place.left < frame.left) pane.scrollLeft += place.left - frame.left - 48;
    // A pane that reaches below the window hides its last lines: the page then starts at the pane.
    if (mark.getBoundingClientRect().bottom > window.innerHeight) document.querySelector(".review").scrollIntoView();
  }
  stand();
  window.addEventListener("load", stand);

  function fold(summary) {
    var details = summary.parentElement;
    details.open = summary.dataset.key === "?" ? !details.open : true;
    var field = details.querySelector("select, textarea");
    (details.open && field ? field : summary).focus();
    if (details.open && field) field.form.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("keydown", function (event) {
    var element = document.activeElement;
    if (event.key === "Escape" && typing(element) && element.closest(".review")) element.blur();
    if (event.ctrlKey || event.metaKey || event.altKey || typing(element)) return;
    if (!/^[jkcolnpst?]$/.test(event.key)) return;
    var target = document.querySelector('[data-key="' + event.key + '"]');
    if (!target) return;
    event.preventDefault();
    if (target.tagName === "SUMMARY") fold(target);
    else target.click();
  });
})();
