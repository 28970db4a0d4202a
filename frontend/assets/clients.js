// A page that nobody looks at asks for nothing.
"use strict";

document.addEventListener("htmx:beforeRequest", function (event) {
  if (document.hidden && event.detail.elt.id === "live") {
    event.preventDefault();
  }
});
