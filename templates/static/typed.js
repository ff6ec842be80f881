// Keeps what is typed on a sheet until the server has it, so that a closed page, a dead battery or a lost signal costs
// nothing. It stays in this browser, for the account that typed it, and goes when the sheet is kept, at sign-out and after
// two weeks. Names of people are never in it: a form sends ids.
(() => {
  "use strict";
  const prefix = "attune-typed:", account = document.body.dataset.account;
  const lasts = 14 * 24 * 60 * 60 * 1000;
  let store;
  try { store = window.localStorage; store.getItem(prefix); } catch { return; } // a browser may refuse to keep anything

  const keys = () => Object.keys(store).filter((key) => key.startsWith(prefix));
  const read = (key) => { try { return JSON.parse(store.getItem(key)); } catch { return null; } };

  // What the server says it has kept, by the id it was sent with; and what is too old to mean anything.
  const kept = (/(?:^|; )attune-kept=([0-9a-f-]+)/.exec(document.cookie) || [])[1];
  for (const key of keys()) {
    const typed = read(key);
    if (!typed || typed.id === kept || Date.now() - typed.at > lasts) store.removeItem(key);
  }

  const leaving = document.querySelector("form[action='/sign-out']");
  if (leaving) leaving.addEventListener("submit", () => keys().forEach((key) => store.removeItem(key)));

  const form = document.getElementById("sheet");
  if (!form || !account) return;
  const key = prefix + account + ":" + location.pathname;
  const before = read(key);
  const id = before ? before.id : Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const hidden = form.elements.sending;
  hidden.value = id;

  const passing = /^(revision|sending|act|find|amending|addresses.*)$/; // not typed, or not worth keeping
  const fields = () => [...new FormData(form)].filter(([name]) => !passing.test(name));
  const keep = (revision) => {
    try {
      store.setItem(key, JSON.stringify({ id, revision, at: Date.now(), fields: fields() }));
    } catch { /* no room: the page itself still has it */ }
  };

  // Puts back what was typed; what the page no longer has room for stays away.
  const restore = (typed) => {
    for (const box of form.querySelectorAll("input[type=checkbox]")) box.checked = false;
    for (const [name, value] of typed) {
      const row = /^(people\[\d+\])\.again\[\d+\]/.exec(name);
      const more = row && !form.elements[name] && form.elements[row[1] + ".person"];
      if (more && more.value) more.closest("[data-person]").querySelector("[data-more]").click();
      const field = form.elements[name];
      if (!field) continue;
      if (field instanceof RadioNodeList || field.type === "radio" || field.type === "checkbox") {
        for (const choice of field instanceof RadioNodeList ? field : [field]) choice.checked = choice.value === value;
      } else {
        field.value = value;
      }
    }
    for (const details of form.querySelectorAll("[data-person] details")) {
      details.open = [...details.querySelectorAll("input")].some((input) => input.value);
    }
  };

  // Whom the rows are of must be the same, or marks would go to somebody else.
  const rows = (list) => list.filter(([name]) => name.endsWith(".person")).map(([, value]) => value).join();

  const note = document.getElementById("typed");
  const tell = (which) => {
    for (const part of note.querySelectorAll("[data-typed]")) part.hidden = part.dataset.typed !== which;
    note.hidden = false;
  };

  if (before && !document.getElementById("problems")) {
    const now = fields(), same = JSON.stringify(now) === JSON.stringify(before.fields);
    if (same) {
      store.removeItem(key);
    } else if (before.revision === form.elements.revision.value && rows(now) === rows(before.fields)) {
      restore(before.fields);
      form.dispatchEvent(new Event("input"));
      tell("restored");
    } else {
      tell("changed");
    }
  }

  // What was typed on an older sheet is sent as it was: the server keeps nothing of it and shows both.
  note.addEventListener("click", (event) => {
    const choice = event.target.closest("button");
    if (!choice) return;
    if (choice.value === "forget") {
      store.removeItem(key);
      location.reload();
      return;
    }
    const sent = document.createElement("form");
    sent.method = "post";
    sent.action = form.action;
    const amending = form.elements.amending;
    const all = [...before.fields, ["revision", before.revision], ["sending", id], ["act", amending ? "amend" : "draft"]];
    if (amending) all.push(["amending", amending.value]);
    for (const [name, value] of all) {
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = name;
      field.value = value;
      sent.append(field);
    }
    document.body.append(sent);
    sent.submit();
  });

  const revision = () => form.elements.revision.value;
  form.addEventListener("input", (event) => { if (event.target !== form && event.target.name !== "find") keep(revision()); });
  form.addEventListener("click", () => setTimeout(() => { if (!same()) keep(revision()); }));
  form.addEventListener("keyup", () => { if (!same()) keep(revision()); });
  const opened = JSON.stringify(fields());
  const same = () => JSON.stringify(fields()) === opened;
})();
