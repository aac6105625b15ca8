/* Keys for the review desk: j next, k previous, c confirm, o overrule, l look again. Everything is a link or a button
   of the page; without this file they are clicked. */
(function () {
  "use strict";

  function typing(element) {
    return element && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName));
  }

  // The text stands at the current quote; without scripts its link leads there.
  var pane = document.querySelector(".review-text");
  var mark = pane && pane.querySelector("mark.is-current");
  if (mark) pane.scrollTop += mark.getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight / 4;

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(document.activeElement)) return;
    if (!/^[jkcol]$/.test(event.key)) return;
    var target = document.querySelector('[data-key="' + event.key + '"]');
    if (!target) return;
    event.preventDefault();
    if (target.tagName !== "SUMMARY") {
      target.click();
      return;
    }
    target.parentElement.open = true;
    var field = target.parentElement.querySelector("select, textarea");
    if (field) field.focus();
  });
})();
