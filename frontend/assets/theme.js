// Puts on the colours that were chosen before the page is drawn, so that nothing flashes. Without a choice the system decides.
"use strict";

(function () {
  const KEY = "ternmq-theme";
  const root = document.documentElement;

  function stored() {
    try {
      return localStorage.getItem(KEY);
    } catch (unavailable) {
      return null; // A browser that keeps nothing follows the system.
    }
  }

  function store(theme) {
    try {
      localStorage.setItem(KEY, theme);
    } catch (unavailable) {
      // The choice holds until the page is left.
    }
  }

  function systemTheme() {
    return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }

  function apply(theme) {
    if (theme === "dark" || theme === "light") {
      root.dataset.theme = theme;
    }
  }

  apply(stored());
  root.classList.add("scripted");

  document.addEventListener("DOMContentLoaded", function () {
    const button = document.querySelector("[data-theme-toggle]");
    if (!button) {
      return;
    }
    const label = function () {
      const current = root.dataset.theme || systemTheme();
      const other = current === "dark" ? "light" : "dark";
      button.setAttribute("aria-label", "Switch to " + other + " colours");
      button.title = "Switch to " + other + " colours";
      return other;
    };
    label();
    button.addEventListener("click", function () {
      const other = label();
      apply(other);
      store(other);
      label();
    });
  });
})();
