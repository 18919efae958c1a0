// Listens to a run's events and puts in place what has changed on the page. Nothing is rendered here.
"use strict";
(() => {
  const path = document.body.dataset.live;
  if (!path) return;
  const QUIET_MS = 250, TICK_MS = 2000, LONGEST_MS = 10000;
  const link = document.getElementById("link");
  let wait = 500, asking = false, news = false, over = false, socket = null;

  const next = () => Number(document.querySelector("[data-next]").dataset.next);

  function place(fresh) {
    const open = [...document.querySelectorAll("details[open]")].map((one) => one.id);
    const focused = document.activeElement;
    const inside = focused && focused.closest("details[id]");
    const kept = focused && (focused.id || (inside && inside.id));
    for (const part of document.querySelectorAll("[data-part]")) {
      const now = fresh.getElementById(part.id);
      if (!now) { part.remove(); continue; }
      if (now.isEqualNode(part)) continue;
      part.replaceWith(document.importNode(now, true));
    }
    for (const id of open) { const one = document.getElementById(id); if (one) one.open = true; }
    if (kept && !document.contains(focused)) {
      const one = document.getElementById(kept);
      if (one) (one.querySelector("summary") || one).focus({ preventScroll: true });
    }
    document.title = fresh.title;
  }

  async function refresh() {
    if (asking) { news = true; return; }
    asking = true;
    news = false;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (answer.status === 401) { location.reload(); return; }
      if (answer.ok) {
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
        place(fresh);
        if (!fresh.body.dataset.live) { over = true; link.remove(); if (socket) socket.close(); return; }
      }
    } catch (error) {
      link.textContent = "Connection lost, trying again";
    } finally {
      setTimeout(() => { asking = false; if (news && !over) refresh(); }, QUIET_MS);
    }
  }

  function listen() {
    const url = new URL(path, location.href);
    url.protocol = url.protocol.replace("http", "ws");
    url.searchParams.set("from", next());
    socket = new WebSocket(url);
    socket.onopen = () => { wait = 500; link.textContent = "Live"; link.className = "link"; };
    socket.onmessage = refresh;
    socket.onclose = () => {
      if (over) return;
      link.textContent = "Connection lost, trying again";
      link.className = "link lost";
      setTimeout(async () => { await refresh(); if (!over) listen(); }, wait);
      wait = Math.min(LONGEST_MS, wait * 2);
    };
  }

  listen();
  setInterval(() => { if (!over && socket.readyState === WebSocket.OPEN) refresh(); }, TICK_MS);
})();
