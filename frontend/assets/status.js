// Keeps the status page up to date from the stream of server-sent events. Only texts and curves change in place; nothing is
// drawn anew, so nothing flickers. Whatever comes from the server is put in as text, never as markup.
"use strict";

(function () {
  const SECONDS = 300;
  const HEIGHT = 100;
  const RETRY_MILLIS = 10000;

  const main = document.querySelector("[data-stream]");
  const connection = document.querySelector("[data-connection]");
  const charts = Array.from(document.querySelectorAll("[data-chart]"));
  const rateOf = {
    in: (point) => point.messagesIn,
    out: (point) => point.messagesOut,
    dropped: (point) => point.dropped,
    connects: (point) => point.connects,
  };
  let points = [];
  let source = null;
  let retry = 0;

  function setText(element, text) {
    if (element && element.textContent !== text) {
      element.textContent = text;
    }
  }

  function showConnection(state, text) {
    connection.dataset.connection = state;
    setText(connection.querySelector("[data-connection-text]"), text);
  }

  // ---------------------------------------------------------------- texts

  function showTexts(texts) {
    for (const [name, text] of Object.entries(texts)) {
      document.querySelectorAll('[data-live="' + name + '"]').forEach((element) => setText(element, text));
    }
  }

  /** Makes the children of a list match the items, keeping the elements of items that stay. */
  function showItems(list, items, fill) {
    const known = new Map(Array.from(list.children).map((child) => [child.dataset.key, child]));
    const template = document.getElementById(list.dataset.items).content.firstElementChild;
    let place = list.firstElementChild;
    for (const item of items) {
      const element = known.get(item.key) || template.cloneNode(true);
      known.delete(item.key);
      element.dataset.key = item.key;
      fill(element, item);
      if (element === place) {
        place = place.nextElementSibling;
      } else {
        list.insertBefore(element, place);
      }
    }
    known.forEach((element) => element.remove());
  }

  function fillFields(element, item) {
    if (item.tone && element.dataset.tone !== item.tone) {
      element.dataset.tone = item.tone;
    }
    element.querySelectorAll("[data-field]").forEach((field) => setText(field, item[field.dataset.field]));
  }

  function showStatus(status) {
    showTexts(status.texts);
    const banner = document.querySelector("[data-banner]");
    banner.dataset.tone = status.tone;
    setText(banner.querySelector("[data-headline]"), status.headline);
    showItems(document.querySelector('[data-items="problem-item"]'), status.problems, fillFields);
    showItems(document.querySelector('[data-items="listener-item"]'), status.listeners, fillFields);
    document.querySelector("[data-heap]").value = status.heapPercent;
  }

  // ---------------------------------------------------------------- charts, as the server draws them

  function roundAbove(value) {
    let step = 1;
    while (step * 10 < value) {
      step *= 10;
    }
    return [1, 2, 3, 4, 6, 8, 10].map((factor) => factor * step).find((round) => round >= value);
  }

  function label(value) {
    return value >= 10 || Number.isInteger(value) ? Math.round(value).toLocaleString("en-US") : value.toFixed(1);
  }

  function drawChart(chart) {
    const names = chart.dataset.chart.split(" ");
    const now = points.length === 0 ? 0 : points[points.length - 1].atMillis;
    const top = roundAbove(Math.max(0, ...names.flatMap((name) => points.map(rateOf[name]))));
    setText(chart.querySelector("[data-top]"), label(top));
    setText(chart.querySelector("[data-middle]"), label(top / 2));
    for (const name of names) {
      const places = points.map((point) => {
        const x = SECONDS - (now - point.atMillis) / 1000;
        const y = HEIGHT - (rateOf[name](point) / top) * HEIGHT;
        return x.toFixed(1) + " " + y.toFixed(1);
      });
      const curve = places.length === 0 ? "" : "M" + places.join("L");
      const area = curve === "" ? "" : curve + "V" + HEIGHT + "H" + places[0].split(" ")[0] + "Z";
      chart.querySelector('[data-curve="' + name + '"]').setAttribute("d", curve);
      chart.querySelector('[data-area="' + name + '"]').setAttribute("d", area);
    }
  }

  function addPoints(more) {
    const last = points.length === 0 ? 0 : points[points.length - 1].atMillis;
    points = points.concat(more.filter((point) => point.atMillis > last));
    const newest = points.length === 0 ? 0 : points[points.length - 1].atMillis;
    points = points.filter((point) => point.atMillis > newest - SECONDS * 1000);
    charts.forEach(drawChart);
  }

  // ---------------------------------------------------------------- stream

  function open() {
    clearTimeout(retry);
    if (document.hidden) {
      showConnection("waiting", "Paused");
      return;
    }
    if (source) {
      return;
    }
    showConnection("waiting", "Connecting");
    source = new EventSource(main.dataset.stream);
    source.addEventListener("history", (event) => {
      points = [];
      addPoints(JSON.parse(event.data));
    });
    source.addEventListener("status", (event) => {
      const update = JSON.parse(event.data);
      addPoints(update.points);
      showStatus(update.status);
      showConnection("live", "Live");
    });
    source.onerror = () => {
      showConnection("lost", "Not connected");
      if (source.readyState === EventSource.CLOSED) {
        close();
        retry = setTimeout(open, RETRY_MILLIS);
      }
    };
  }

  function close() {
    if (source) {
      source.close();
      source = null;
    }
  }

  // A hidden tab costs the node nothing.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      close();
    }
    open();
  });
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", open);
  open();
})();
