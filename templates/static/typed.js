// Keeps what is typed on a sheet until the server has it, so that a closed page, a dead battery or a lost signal costs
// nothing, and sends it without leaving the page, so that it can wait for a signal. It stays in this browser, for the account
// that typed it, and goes when the sheet is kept, at sign-out and after two weeks.
(() => {
  "use strict";
  const form = document.getElementById("sheet"), kept = window.attuneKept;
  if (!form || !kept) return;
  const action = new URL(form.action).pathname, amending = form.elements.amending;
  const key = kept.prefix + action + (amending ? "/amend" : "");
  const before = kept.read(key);

  const passing = /^(revision|sending|by|act|find|amending|addresses.*)$/; // not typed, or not worth keeping
  const fields = () => [...new FormData(form)].filter(([name]) => !passing.test(name));
  const entry = () => ({ id: form.elements.sending.value, revision: form.elements.revision.value, at: Date.now(), fields: fields() });
  const keep = () => { // what is on its way, or waits, stays as it was signed
    if (!form.inert && !(kept.read(key) || {}).waiting) kept.write(key, entry());
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
    form.dispatchEvent(new Event("input"));
  };

  // Whom the rows are of must be the same, or marks would go to somebody else.
  const rows = (list) => list.filter(([name]) => name.endsWith(".person")).map(([, value]) => value).join();

  const note = document.getElementById("typed");
  const tell = (which, href) => kept.say(note, which, href);

  // While a form is sent, or waits, or another is kept that its owner has not decided about, it is not changed under its own
  // feet; whoever wants to takes it back, or decides, first.
  let had = false; // the focus, before nothing in the form could have it
  const hold = () => {
    had = had || form.contains(document.activeElement);
    form.inert = true;
  };
  const wait = (which, href) => {
    hold();
    tell(which, href);
    if (had) note.focus();
    note.scrollIntoView({ block: "nearest" });
  };
  const release = () => {
    form.inert = had = false;
    delete form.dataset.sent;
  };

  kept.here.key = key;
  const hears = (outcome, waiting) => {
    switch (outcome) {
      case "kept": location.replace(action); break;
      case "refused": kept.show(waiting); break;
      case "signed-out":
        wait("signed-out", kept.signIn(action));
        break;
      default: wait("later");
    }
  };
  kept.here.hears = hears;

  const now = fields(), opened = JSON.stringify(now);
  if (before && !document.getElementById("problems")) {
    const fits = rows(now) === rows(before.fields);
    if (before.waiting) {
      if (fits) restore(before.fields);
      wait("later");
    } else if (opened === JSON.stringify(before.fields)) {
      kept.remove(key);
    } else if (before.revision !== form.elements.revision.value) {
      wait("changed");
    } else if (fits) {
      restore(before.fields);
      tell("restored");
    } else {
      wait("apart");
    }
  }

  // What was typed on an older sheet, or of other people, is looked at as it was: the server shows it beside what stands.
  const older = () => {
    const all = [...before.fields, ["revision", before.revision], ["sending", before.id], ["by", form.elements.by.value], ["act", amending ? "keep" : "draft"]];
    if (amending) all.push(["amending", amending.value]);
    kept.show(before.refused || { action: form.action, body: all });
  };

  note.addEventListener("click", (event) => {
    const choice = event.target.closest("button");
    if (!choice) return;
    switch (choice.value) {
      case "forget":
        kept.remove(key);
        location.reload();
        break;
      case "compare": older(); break;
      case "undo":
        kept.write(key, { ...kept.read(key), waiting: undefined });
        release();
        tell("undone");
        form.querySelector("[name=began]").focus();
    }
  });

  // What only shows the form again, or looks for somebody, is the browser's to send.
  const shows = /^(everyone|count|find|more-.*|guest-.*|led-.*|coled-.*)$/;
  form.addEventListener("submit", async (event) => {
    const act = event.submitter && event.submitter.name === "act" ? event.submitter.value : "";
    if (event.defaultPrevented || !act || shows.test(act) || form.elements.find && form.elements.find.value.trim()) return;
    const waiting = { action, body: [...new FormData(form)].filter(([name]) => name !== "act").concat([["act", act]]) };
    if (!kept.write(key, { ...entry(), waiting })) return; // no room: it goes as any form does
    event.preventDefault();
    hold();
    const slow = setTimeout(tell, 1000, "sending");
    const outcome = await kept.send(waiting, 12000);
    await kept.settle(key, outcome, waiting);
    clearTimeout(slow);
    hears(outcome, waiting);
  });

  const changed = () => JSON.stringify(fields()) !== opened;
  form.addEventListener("input", (event) => { if (event.target !== form && event.target.name !== "find") keep(); });
  form.addEventListener("click", () => setTimeout(() => { if (!form.dataset.sent && changed()) keep(); }));
  form.addEventListener("keyup", () => { if (!form.dataset.sent && changed()) keep(); });
})();
