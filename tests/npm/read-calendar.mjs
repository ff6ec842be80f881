// Reads a calendar from standard input with ical.js, the reader in Thunderbird and Nextcloud, and writes its sessions
// as JSON to standard output: instants in UTC by the calendar's own VTIMEZONEs, texts as a person would see them.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
for (const described of calendar.getAllSubcomponents("vtimezone")) {
  ICAL.TimezoneService.register(new ICAL.Timezone(described));
}

const instant = (time) => {
  if (time.zone === ICAL.Timezone.localTimezone) {
    throw new Error(`${time} floats: its zone is not described`);
  }
  return new Date(time.toUnixTime() * 1000).toISOString().replace(".000Z", "Z");
};

const sessions = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  return {
    UID: event.uid,
    Starts: instant(event.startDate),
    Ends: instant(event.endDate),
    Title: event.summary ?? "",
    Place: event.location ?? "",
    Note: event.description ?? "",
    Status: component.getFirstPropertyValue("status"),
    Sequence: event.sequence,
  };
});
sessions.sort((a, b) => (a.UID < b.UID ? -1 : 1));
process.stdout.write(JSON.stringify(sessions));
