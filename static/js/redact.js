/* Draw a box on the page's picture with mouse, finger or keys. It only fills the form's four numbers, which can be typed
   as well: without this file nothing is missing but the drawing. */
(function () {
  "use strict";

  var paper = document.querySelector("[data-redact]");
  var form = document.querySelector("[data-redact-form]");
  if (!paper || !form) return;

  var drawing = paper.querySelector("svg");
  var shape = paper.querySelector("[data-redact-new]");
  var edges = ["left", "top", "right", "bottom"];
  var start = null;

  var finger = document.querySelector("[data-redact-finger]");

  form.querySelector("[data-redact-how]").hidden = false;
  // A finger scrolls the page until its person says that it draws.
  finger.hidden = !window.matchMedia("(any-pointer: coarse)").matches;
  finger.addEventListener("click", function () {
    finger.setAttribute("aria-pressed", String(paper.classList.toggle("is-drawing")));
  });
  paper.tabIndex = 0;
  paper.setAttribute("role", "group");
  paper.setAttribute("aria-label", "The page. Arrow keys move the box, with Shift they change its size.");

  function field(name) {
    return form.elements[name];
  }

  function bounded(value) {
    return Math.min(100, Math.max(0, Math.round(value * 10) / 10));
  }

  function box() {
    return edges.map(function (name) {
      return parseFloat(field(name).value);
    });
  }

  function show() {
    var sides = box();
    var size = drawing.viewBox.baseVal;
    var good = sides.every(isFinite) && sides[2] > sides[0] && sides[3] > sides[1];
    var values = good
      ? { x: sides[0], y: sides[1], width: sides[2] - sides[0], height: sides[3] - sides[1] }
      : { x: 0, y: 0, width: 0, height: 0 };
    Object.keys(values).forEach(function (name) {
      var whole = name === "x" || name === "width" ? size.width : size.height;
      shape.setAttribute(name, (values[name] * whole) / 100);
    });
  }

  function fill(sides) {
    edges.forEach(function (name, at) {
      field(name).value = bounded(sides[at]);
    });
    show();
  }

  function point(event) {
    var frame = paper.getBoundingClientRect();
    return [((event.clientX - frame.left) / frame.width) * 100, ((event.clientY - frame.top) / frame.height) * 100];
  }

  function drag(event) {
    if (!start) return;
    var end = point(event);
    fill([Math.min(start[0], end[0]), Math.min(start[1], end[1]), Math.max(start[0], end[0]), Math.max(start[1], end[1])]);
  }

  paper.addEventListener("pointerdown", function (event) {
    if (event.button !== 0 || (event.pointerType === "touch" && !paper.classList.contains("is-drawing"))) return;
    start = point(event);
    paper.setPointerCapture(event.pointerId);
    paper.focus({ preventScroll: true });
    event.preventDefault();
  });
  paper.addEventListener("pointermove", drag);
  paper.addEventListener("pointerup", function (event) {
    drag(event);
    start = null;
  });
  paper.addEventListener("pointercancel", function () {
    start = null;
  });

  paper.addEventListener("keydown", function (event) {
    var way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    var sides = box();
    if (!sides.every(isFinite)) sides = [40, 40, 60, 43];
    else if (event.shiftKey) sides = [sides[0], sides[1], sides[2] + way[0] * 0.5, sides[3] + way[1] * 0.5];
    else sides = [sides[0] + way[0] * 0.5, sides[1] + way[1] * 0.5, sides[2] + way[0] * 0.5, sides[3] + way[1] * 0.5];
    fill(sides);
  });

  edges.forEach(function (name) {
    field(name).addEventListener("input", show);
  });
  show();
})();
