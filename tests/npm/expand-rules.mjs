// Reads rules from standard input, each a local start, an IANA zone and an RRULE, and writes the instants of each in UTC
// as JSON: days by the recurrence of ical.js, offsets by the time zones that Node brings along. A time that does not
// exist takes the offset before the gap, one that exists twice is the first (RFC 5545, 3.3.5).
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const formats = new Map();
const offsetAt = (zone, instant) => {
  if (!formats.has(zone)) {
    formats.set(zone, new Intl.DateTimeFormat("en-US", {
      timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric",
    }));
  }
  const p = Object.fromEntries(formats.get(zone).formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(p.year, p.month - 1, p.day, p.hour, p.minute, p.second) - instant;
};

const DAY = 86400_000;
const instant = (zone, time) => {
  const naive = Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute);
  const before = offsetAt(zone, naive - DAY);
  const found = [before, offsetAt(zone, naive + DAY)].map((o) => naive - o).filter((t) => t + offsetAt(zone, t) === naive);
  return new Date(found.length ? Math.min(...found) : naive - before).toISOString().replace(".000Z", "Z");
};

const expand = ({ zone, local, rule }) => {
  const iterator = ICAL.Recur.fromString(rule).iterator(ICAL.Time.fromString(local));
  const instants = [];
  for (let time = iterator.next(); time; time = iterator.next()) {
    instants.push(instant(zone, time));
  }
  return instants;
};

console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(expand)));
