// What all pages of the console need of a script: htmx's requests carry the token that forms carry in a hidden field.
"use strict";

(function () {
  document.addEventListener("htmx:configRequest", function (event) {
    const csrf = document.querySelector('meta[name="csrf"]');
    if (csrf && csrf.content && event.detail.verb !== "get") {
      event.detail.headers[csrf.dataset.header] = csrf.content;
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
