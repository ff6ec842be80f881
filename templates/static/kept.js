// What a browser keeps of sheets: copies that open without signal, which end with the visit, and filled-in forms that wait
// to be sent. A form is sent under its own id, by the account that filled it in and no other, as often as it takes to get an
// answer; the server counts it once. Names of people are never in what waits: a form sends ids.
(() => {
  "use strict";
  const { account, visit, keptAt } = document.body.dataset;
  const shelves = "attune-sheets:", prefix = "attune-typed:";
  const lasts = 14 * 24 * 60 * 60 * 1000;
  const say = (box, which, href) => {
    if (!box) return;
    for (const part of box.querySelectorAll("[data-say]")) part.hidden = part.dataset.say !== which;
    for (const link of box.querySelectorAll("[data-say='" + which + "'] a")) if (href) link.href = href;
    box.hidden = !which;
  };

  // Copies are of one visit. Who has signed out, or in as somebody else, leaves none.
  const onShelves = async (act) => {
    try {
      for (const name of await caches.keys()) if (name.startsWith(shelves)) await act(name);
    } catch { /* a browser that keeps no copies has none to lose */ }
  };
  const clear = (but) => onShelves((name) => name === but ? null : caches.delete(name));
  if (visit !== undefined) clear(shelves + visit);

  let store = null;
  try { store = window.localStorage; store.getItem(prefix); } catch { store = null; } // a browser may refuse to keep anything
  const own = (key) => key.startsWith(prefix + account + ":");
  const keys = () => Object.keys(store).filter((key) => key.startsWith(prefix));
  const read = (key) => { try { return JSON.parse(store.getItem(key)); } catch { return null; } };
  const write = (key, typed) => { try { store.setItem(key, JSON.stringify(typed)); return true; } catch { return false; } };

  // Without a network: which sheets can be opened.
  const list = document.getElementById("kept-sheets");
  if (list) (async () => {
    await onShelves(async (name) => {
      const shelf = await caches.open(name);
      for (const request of await shelf.keys()) {
        const path = new URL(request.url).pathname, copy = path.startsWith("/sessions/") && await shelf.match(request);
        if (!copy || Date.now() - Number(copy.headers.get("Attune-Kept-At")) > 72 * 60 * 60 * 1000) continue;
        const page = new DOMParser().parseFromString(await copy.text(), "text/html"), item = document.createElement("li"), link = document.createElement("a");
        link.href = path;
        link.textContent = [page.querySelector("h1"), page.querySelector("header .lead")].map((part) => part ? part.textContent.trim() : "").join(", ");
        item.append(link);
        list.append(item);
      }
    });
    const none = list.children.length === 0;
    document.getElementById("kept-some").hidden = none;
    document.getElementById("kept-none").hidden = !none;
  })();
  if (list) addEventListener("online", () => location.reload());

  if (!store) return;

  // What the server says it has kept, by the id it was sent with; and what is too old to mean anything.
  const kept = (/(?:^|; )attune-kept=([0-9a-f-]+)/.exec(document.cookie) || [])[1];
  for (const key of keys()) {
    const typed = read(key);
    if (!typed || typed.id === kept || Date.now() - typed.at > lasts) store.removeItem(key);
  }

  const waiting = () => keys().filter((key) => (read(key) || {}).waiting);
  const leaving = document.querySelector("form[action='/sign-out']");
  if (leaving) leaving.addEventListener("submit", (event) => {
    if (waiting().some(own) && !confirm(leaving.dataset.waits)) {
      event.preventDefault();
      return;
    }
    for (const key of keys()) if (own(key)) store.removeItem(key);
    clear("");
  });

  // Whoever signs in next is told that something waits, and not what.
  const unsent = document.getElementById("unsent");
  if (unsent) unsent.hidden = waiting().length === 0;
  if (!account) return;

  // What became of a form: kept; later, where nobody answered; signed-out; or refused, with a page that says why.
  const send = async ({ action, body }, time) => {
    if (navigator.onLine === false) return "later";
    try {
      const answer = await fetch(action, {
        method: "POST", body: new URLSearchParams(body), headers: { Prefer: "return=minimal" }, redirect: "manual", cache: "no-store", signal: AbortSignal.timeout ? AbortSignal.timeout(time) : undefined,
      });
      if (answer.status === 204) return "kept";
      if (answer.status === 401) return "signed-out";
      return answer.status === 429 || answer.status >= 500 ? "later" : "refused";
    } catch {
      return "later";
    }
  };

  // Has the server look at a form, so that its page is shown: both versions, or what is wrong. Nothing is kept by it, whatever
  // the form was meant for.
  const show = ({ action, body }) => {
    const form = document.createElement("form");
    form.method = "post";
    form.action = action;
    for (const [name, value] of body) {
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = name;
      field.value = name === "act" ? "look-" + value : value;
      form.append(field);
    }
    document.body.append(form);
    form.submit();
  };

  const pathOf = (key) => key.slice((prefix + account + ":").length), sheetOf = (key) => pathOf(key).replace(/\/amend$/, "");
  const note = document.getElementById("sent");

  // A page that shows the form itself (typed.js) says so, and hears what becomes of it.
  const here = { key: "", hears: () => {} };

  const settle = async (key, outcome, waiting) => {
    const typed = read(key);
    if (outcome === "kept") {
      store.removeItem(key);
      await onShelves(async (name) => (await caches.open(name)).delete(pathOf(key)));
    } else if (outcome === "refused" && typed) {
      write(key, { ...typed, waiting: undefined, refused: waiting });
    } else if (outcome === "signed-out") {
      await clear("");
    }
  };

  // A page that tells of the sheet is opened anew, and says there that it was sent; one that somebody fills in is not.
  const again = (path) => {
    try { sessionStorage.setItem("attune-sent", path); } catch { /* it is sent all the same */ }
    location.reload();
  };
  try {
    const path = sessionStorage.getItem("attune-sent");
    if (path) say(note, "kept", path);
    sessionStorage.removeItem("attune-sent");
  } catch { /* nothing to say */ }

  const signIn = (path) => "/sign-in?to=" + encodeURIComponent(path);

  // A form that is taken back while it is on its way may arrive all the same: that is told, and what is typed stays.
  const sendOne = async (key) => {
    const { waiting: form } = read(key) || {};
    if (!form) return; // taken back while another was on its way
    const outcome = await send(form, 20000);
    if (!(read(key) || {}).waiting) {
      if (outcome === "kept") say(note, outcome, sheetOf(key));
      return;
    }
    await settle(key, outcome, form);
    if (key === here.key) here.hears(outcome, form);
    else if (outcome === "kept" && !document.querySelector("main input:not([type=hidden]), main textarea, main select")) again(sheetOf(key));
    else if (outcome === "signed-out") say(note, outcome, signIn(sheetOf(key)));
    else say(note, outcome, outcome === "kept" ? sheetOf(key) : pathOf(key));
  };

  // Who has come with the key to one sheet, and not signed in, sends that one alone.
  const sendable = (key) => own(key) && (leaving || key === here.key);
  let busy = false;
  const flush = async () => {
    if (busy) return;
    busy = true;
    try {
      for (const key of waiting().filter(sendable)) await sendOne(key);
    } finally {
      busy = false;
    }
    lookAt();
  };

  // A form that was refused while another page was open, or whose sheet is no form any more: its owner decides.
  const refused = () => keys().filter((key) => own(key) && (read(key) || {}).refused && key !== here.key);
  const lookAt = () => { if (note && note.hidden && refused().length > 0) say(note, "refused"); };
  if (note) note.addEventListener("click", (event) => {
    const choice = event.target.closest("button"), [key] = refused();
    if (!choice || !key) return;
    if (choice.value === "look") {
      show(read(key).refused);
      return;
    }
    store.removeItem(key);
    say(note, "");
    lookAt();
  });

  const signal = document.getElementById("signal");
  if (keptAt && signal) {
    const at = new Date(Number(keptAt)), today = at.toDateString() === new Date().toDateString();
    signal.querySelector("time").textContent = at.toLocaleString("en", { hour: "numeric", minute: "2-digit", hourCycle: "h12", ...(today ? {} : { weekday: "long" }) });
    say(signal, "without");
    addEventListener("online", () => say(signal, "back"));
    signal.addEventListener("click", (event) => { if (event.target.closest("button")) location.reload(); });
  }

  window.attuneKept = { prefix: prefix + account + ":", read, write, remove: (key) => store.removeItem(key), send, settle, show, here, say, signIn };
  addEventListener("load", flush);
  addEventListener("online", flush);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) flush(); });
  setInterval(() => { if (waiting().some(sendable)) flush(); }, 15000);

  // Only who takes attendance needs a worker.
  if (document.getElementById("sheet") && "serviceWorker" in navigator) {
    const late = !navigator.serviceWorker.controller && !keptAt;
    navigator.serviceWorker.register("/sheet-worker.js", { updateViaCache: "none" }).then(() => navigator.serviceWorker.ready).then((worker) => {
      if (late) worker.active.postMessage({ keep: location.pathname });
    }).catch(() => {}); // everything works without it, but for opening a sheet without signal
  }
})();
