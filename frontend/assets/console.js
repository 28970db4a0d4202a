// What all pages of the console need of a script: htmx's requests carry the token that forms carry in a hidden field.
"use strict";

(function () {
  document.addEventListener("htmx:configRequest", function (event) {
    const csrf = document.querySelector('meta[name="csrf"]');
    if (csrf && csrf.content && event.detail.verb !== "get") {
      event.detail.headers[csrf.dataset.header] = csrf.content;
    }
  });

  // A page that asks by itself says so, that it doesn't keep the log-in from ending, and asks for nothing while nobody looks at it.
  function asksByItself(element) {
    return (element.getAttribute("hx-trigger") || "").startsWith("every");
  }

  document.addEventListener("htmx:configRequest", function (event) {
    if (asksByItself(event.detail.elt)) {
      event.detail.headers["X-Unattended"] = "true";
    }
  });

  document.addEventListener("htmx:beforeRequest", function (event) {
    if (document.hidden && asksByItself(event.detail.elt)) {
      event.preventDefault();
    }
  });

  // A menu closes when something else is wanted.
  document.addEventListener("click", function (event) {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) {
        menu.open = false;
      }
    }
  });

  document.addEventListener("keydown", function (event) {
    const menu = event.key === "Escape" && document.querySelector("details.menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
})();
