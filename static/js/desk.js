/* Keys for the request desk; the panel behind "?" lists them. Everything is a link, a field or a button of the page;
   without this file they are clicked. */
(function () {
  "use strict";

  function typing(element) {
    return element && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName));
  }

  // J and K go through the rows of a list; where there is none, they follow the links that bear these keys.
  function step(by) {
    var rows = Array.prototype.slice.call(document.querySelectorAll("[data-row]"));
    if (!rows.length) return false;
    var here = rows.indexOf(document.activeElement);
    var next = rows[here < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(Math.max(here + by, 0), rows.length - 1)];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
    return true;
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(document.activeElement)) return;
    if (!/^[jknfo?]$/.test(event.key)) return;
    if (event.key === "j" || event.key === "k") {
      if (step(event.key === "j" ? 1 : -1)) { event.preventDefault(); return; }
    }
    var target = document.querySelector('[data-key="' + event.key + '"]');
    if (!target) return;
    event.preventDefault();
    if (target.tagName === "SUMMARY") { target.parentElement.open = !target.parentElement.open; target.focus(); }
    else if (typing(target)) target.focus();
    else target.click();
  });
})();
