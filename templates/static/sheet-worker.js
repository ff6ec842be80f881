// Opens a sheet that was opened before where there is no network. Nothing but sheets is kept, each as the server last sent
// it, for the visit it was sent to and for three days at most; forms are none of its business. The page it belongs to
// (kept.js) clears away what is another visit's.
"use strict";
const shelves = "attune-sheets:", bare = "attune-bare";
const lasts = 72 * 60 * 60 * 1000;
const patience = 5000; // a signal that answers no sooner is none, where a copy is at hand
const fallback = "/without-signal";
const isSheet = (path) => /^\/sessions\/\d+(\/amend)?$/.test(path);
const filesIn = (text) => [...text.matchAll(/"(\/static\/[0-9a-f]+\/[\w.-]+)"/g)].map(([, path]) => path);

const shelfNames = async () => (await caches.keys()).filter((name) => name.startsWith(shelves));

// The copy of a sheet, and when it was made; what is too old goes.
const find = async (path) => {
  for (const name of await shelfNames()) {
    const shelf = await caches.open(name), copy = await shelf.match(path);
    if (!copy) continue;
    const at = Number(copy.headers.get("Attune-Kept-At"));
    if (Date.now() - at < lasts) return { copy, at };
    await shelf.delete(path);
  }
  return null;
};

const putFiles = async (shelf, text) => {
  for (const file of filesIn(text)) if (!await shelf.match(file)) await shelf.add(file);
};

// Keeps a sheet that the server says may be kept, for the visit it names; a page that is no sheet any more replaces none.
const keep = async (path, answer) => {
  if (!isSheet(path) || !answer.ok) return;
  const visit = answer.headers.get("Attune-Keep");
  for (const name of await shelfNames()) {
    if (!visit) await (await caches.open(name)).delete(path);
    else if (name !== shelves + visit) await caches.delete(name);
  }
  if (!visit) return;
  const shelf = await caches.open(shelves + visit), text = await answer.text(), headers = new Headers(answer.headers);
  headers.set("Attune-Kept-At", String(Date.now()));
  await shelf.put(path, new Response(text, { headers }));
  await putFiles(shelf, text);
};

// A copy says when it was made; the page tells its reader.
const shown = async ({ copy, at }) =>
  new Response((await copy.text()).replace("<body", '<body data-kept-at="' + at + '"'), { headers: copy.headers });

const within = (promise, time) => Promise.race([promise, new Promise((_, fail) => setTimeout(fail, time, new Error("no answer")))]);

const open = async (event) => {
  const path = new URL(event.request.url).pathname, found = isSheet(path) ? await find(path) : null;
  try {
    const asked = fetch(event.request).then((answer) => {
      if (found && answer.status > 501) throw new Error("nobody there"); // what a proxy says for us
      event.waitUntil(keep(path, answer.clone()).catch(() => {}));
      return answer;
    });
    return await (found ? within(asked, patience) : asked);
  } catch {
    if (found) return shown(found);
    return await caches.match(fallback) || Response.error();
  }
};

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil((async () => {
    await caches.delete(bare);
    const shelf = await caches.open(bare), page = await fetch(fallback, { credentials: "omit", cache: "reload" });
    await putFiles(shelf, await page.clone().text());
    await shelf.put(fallback, page);
  })());
});

addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(open(event));
  else if (url.pathname.startsWith("/static/")) {
    event.respondWith(fetch(request).catch(async () => await caches.match(request) || Response.error()));
  }
});

// A sheet that was opened before there was a worker.
addEventListener("message", (event) => {
  const path = event.data && event.data.keep;
  if (typeof path === "string" && isSheet(path)) event.waitUntil(fetch(path).then((answer) => keep(path, answer)).catch(() => {}));
});
