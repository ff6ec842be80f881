// Live totals and keys for the attendance sheet. Nothing here decides anything: the server counts again when the form
// is sent, and every task works without this file.
(() => {
  "use strict";
  const form = document.getElementById("sheet");
  if (!form) return;

  const people = [...form.querySelectorAll("[data-person]")];
  const sum = form.querySelector("[data-sum]");
  const shown = form.querySelector("[data-length]");
  const day = 24 * 60;

  const minute = (text) => {
    const found = /^(\d\d):(\d\d)/.exec(text);
    return found ? Number(found[1]) * 60 + Number(found[2]) : NaN;
  };
  const hours = (minutes) => {
    const whole = Math.floor(minutes / 60);
    return whole + "." + String(Math.floor((minutes % 60) * 100 / 60)).padStart(2, "0");
  };
  const clock = (minutes) => Math.floor(minutes / 60) + ":" + String(minutes % 60).padStart(2, "0");
  const text = (minutes) => clock(((minutes % day) + day) % day).padStart(5, "0");
  const chosen = (person) => person.querySelector("input[type=radio]:checked");

  // How long after the beginning a time is, within a day.
  const since = (began, value) => (((minute(value) - began) % day) + day) % day;

  const times = () => {
    const began = minute(form.elements.began.value);
    let length = since(began, form.elements.ended.value);
    if (length === 0) length = NaN;
    return { began, length };
  };

  // The pieces of time in which a late or early person was there, in minutes after the beginning.
  const pieces = (person, mark, { began, length }) => {
    const field = (name) => person.querySelector("[data-" + name + "]").value;
    const at = (value, otherwise) => value ? Math.min(since(began, value), length) : otherwise;
    const spent = Number(field("spent").trim());
    const first = mark === "late" ? [at(field("came"), length), at(field("until"), length)] : [0, at(field("left"), 0)];
    if (spent) first[mark === "late" ? 0 : 1] = mark === "late" ? first[1] - spent : spent;
    const again = [...person.querySelectorAll("[data-piece]")].map((piece) => {
      const [from, to] = [...piece.querySelectorAll("input")].map((input) => input.value);
      return from || to ? [at(from, length), at(to, length)] : [0, 0];
    });
    return [first, ...again];
  };

  // Who led and co-led receives nothing; nobody has the value 0.
  const leads = () => [form.elements.led, form.elements.coled].map((field) => field.selectedOptions[0]).filter((lead) => lead.value !== "0");

  const credit = (person, now) => {
    const mark = chosen(person);
    if (!mark || Number.isNaN(now.length) || leads().some((lead) => lead.value === person.dataset.person)) return 0;
    switch (mark.value) {
      case "present": return now.length;
      case "kept": return Number(mark.dataset.minutes);
      case "early": case "late": return pieces(person, mark.value, now).reduce((sum, [from, to]) => sum + Math.max(to - from, 0), 0);
      default: return 0;
    }
  };

  // What stands there already is not written again: a screen reader would say it again.
  const put = (element, property, value) => { if (element[property] !== value) element[property] = value; };
  const figure = (element, minutes) => {
    const data = element.querySelector("data");
    put(data, "value", String(minutes));
    put(data, "title", clock(minutes));
    put(data, "textContent", hours(minutes));
  };

  // Until somebody says who led, the page's own words for them stay: it calls the reader “you”.
  const untouched = () => [form.elements.led, form.elements.coled].every((field) => field.selectedOptions[0].defaultSelected);

  const recount = () => {
    const now = times();
    let total = 0, heads = 0, unmarked = 0;
    const leading = leads();
    for (const person of people) {
      const minutes = credit(person, now) || 0;
      figure(person.querySelector("[data-credit]"), minutes);
      total += minutes;
      if (minutes > 0) heads++;
      if (!chosen(person) && !leading.some((lead) => lead.value === person.dataset.person)) unmarked++;
    }
    const length = Number.isNaN(now.length) ? 0 : now.length;
    shown.textContent = length ? clock(length) + " h" : "";
    figure(sum.querySelector(".sum"), total);
    const rest = sum.querySelector("small");
    put(rest.firstChild, "textContent", rest.firstChild.textContent.replace(/^for \d+ (person|people)/, "for " + heads + (heads === 1 ? " person" : " people")));
    const missing = rest.querySelector("[data-unmarked]");
    put(missing, "hidden", unmarked === 0);
    put(missing.querySelector("span"), "textContent", String(unmarked));
    const provided = rest.querySelector("[data-provides]"), names = leading.map((lead) => lead.text);
    put(provided, "hidden", names.length === 0 || unmarked > 0 || people.length === 0); // nobody has provided anything before anybody is marked
    if (!untouched()) put(provided.querySelector("span"), "textContent", names.join(" and "));
    form.querySelector("[data-led-by]").textContent = names.join(" and ") || "nobody";
    figure(provided, length);
  };

  // Times that only wait to be used follow the session; those somebody typed stay.
  const typed = new WeakSet();
  const follow = () => {
    const now = times();
    if (Number.isNaN(now.began) || Number.isNaN(now.length)) return;
    for (const person of people) {
      const mark = chosen(person);
      const came = person.querySelector("[data-came]"), left = person.querySelector("[data-left]");
      if (!typed.has(came) && !(mark && mark.value === "late" && mark.defaultChecked)) came.value = text(now.began + 15);
      if (!typed.has(left) && !(mark && mark.value === "early" && mark.defaultChecked)) left.value = text(now.began + now.length - 15);
    }
  };

  // Minutes typed instead of a time show which time that is.
  const showSpent = (person) => {
    const now = times(), mark = chosen(person);
    if (!mark || Number.isNaN(now.length) || !Number(person.querySelector("[data-spent]").value.trim())) return;
    const [from, to] = pieces(person, mark.value, now)[0];
    if (from < 0 || to > now.length) return;
    const [name, shown] = mark.value === "late" ? ["came", from] : ["left", to];
    const field = person.querySelector("[data-" + name + "]");
    field.value = text(now.began + shown);
    typed.add(field);
  };

  // On a night on which the clocks change only the server can tell how long a session was.
  const live = !("clockTurns" in form.dataset);

  form.addEventListener("input", (event) => {
    if (event.target.matches("[data-came], [data-left], [data-until]")) typed.add(event.target);
    if (event.target.matches("[data-came], [data-left]")) event.target.closest("[data-person]").querySelector("[data-spent]").value = "";
    if (live && event.target.matches("[data-spent]")) showSpent(event.target.closest("[data-person]"));
    if (event.target.matches("[name=began], [name=ended]")) follow();
    settle(event.target.closest("[data-person]"));
    if (live) recount();
  });

  // What was wrong with a person's row is no longer said once somebody has changed it.
  const settle = (person) => {
    if (!person) return;
    person.classList.remove("faulty");
    person.querySelector("fieldset").removeAttribute("aria-describedby");
    for (const wrong of person.querySelectorAll(".wrong")) wrong.remove();
  };

  const everyone = form.querySelector("[data-everyone]"); // what was verified is not marked all over again
  if (everyone) everyone.addEventListener("click", (event) => {
    event.preventDefault();
    for (const person of people) {
      person.querySelector("[value=present]").checked = true;
      settle(person);
    }
    if (live) recount();
  });

  // One more time that somebody was back: a copy of the row before, empty.
  form.addEventListener("click", (event) => {
    const more = event.target.closest("[data-more]");
    if (!more) return;
    event.preventDefault();
    const rows = more.parentElement.querySelectorAll("[data-piece]");
    const row = rows[rows.length - 1].cloneNode(true);
    for (const input of row.querySelectorAll("input")) {
      input.name = input.name.replace(/again\[\d+\]/, "again[" + rows.length + "]");
      input.value = "";
    }
    more.before(row);
    row.querySelector("input").focus();
  });

  // Enter looks for who is asked for.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("[name=find]")) return;
    event.preventDefault();
    form.querySelector("[value=find]").click();
  });

  // P L E X A choose; up and down go from person to person; left and right are the browser's own.
  const keys = { p: "present", l: "late", e: "early", x: "excused", a: "absent" };
  form.addEventListener("keydown", (event) => {
    if (!event.target.matches("[data-person] input[type=radio]") || event.ctrlKey || event.metaKey || event.altKey) return;
    const person = event.target.closest("[data-person]");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      const other = people[people.indexOf(person) + step];
      if (other) (chosen(other) || other.querySelector("input[type=radio]")).focus();
      event.preventDefault();
      return;
    }
    const value = keys[event.key.toLowerCase()];
    if (!value) return;
    const radio = person.querySelector("[value=" + value + "]");
    radio.checked = true;
    radio.focus();
    settle(person);
    if (live) recount();
    event.preventDefault();
  });

  // A second click sends nothing: the first is on its way. The server would answer both alike.
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => { delete form.dataset.sent; });

  const problems = document.getElementById("problems");
  const looked = form.querySelector("#found button") || form.querySelector("[name=find][aria-invalid]");
  if (problems) problems.focus();
  else if (looked) looked.focus(); // what was found, or not, is far below
  if (live) recount();
})();
