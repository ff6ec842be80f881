# Evolution's data server, asked as Evolution asks it. The arguments are the calendars by name, which the folder of its sources
# has already. For each line of input, "refresh" or "look", it writes one of output: what it shows of each calendar, as JSON.
import json
import sys
import time

import gi

gi.require_version("EDataServer", "1.2")
gi.require_version("ECal", "2.0")
gi.require_version("ICalGLib", "3.0")
from gi.repository import ECal, EDataServer, GLib, ICalGLib

calendars = {}
loop = GLib.MainLoop()


def connected(source, result, name):
    calendars[name] = ECal.Client.connect_finish(result)
    if len(calendars) == len(sys.argv) - 1:
        loop.quit()


registry = EDataServer.SourceRegistry.new_sync(None)
for name in sys.argv[1:]:
    # It waits a second to hear that the calendar is there to be fetched, which it is already.
    ECal.Client.connect(registry.ref_source(name), ECal.ClientSourceType.EVENTS, 1, None, connected, name)
loop.run()


def instant(calendar, date):
    """A date by the zone that Evolution takes its TZID for."""
    zone = ICalGLib.Timezone.get_utc_timezone()
    if date.get_tzid() and date.get_tzid() != "UTC":
        _, zone = calendar.get_timezone_sync(date.get_tzid(), None)
    seconds = date.get_value().as_timet_with_zone(zone)
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def session(calendar, component):
    inner = component.get_icalcomponent()
    return {
        "UID": component.get_uid(),
        "Starts": instant(calendar, component.get_dtstart()),
        "Ends": instant(calendar, component.get_dtend()),
        "Title": inner.get_summary() or "",
        "Place": inner.get_location() or "",
        "Note": inner.get_description() or "",
        "Status": {ICalGLib.PropertyStatus.CONFIRMED: "CONFIRMED", ICalGLib.PropertyStatus.CANCELLED: "CANCELLED", ICalGLib.PropertyStatus.TENTATIVE: "TENTATIVE"}.get(inner.get_status(), ""),
        "Sequence": inner.get_sequence(),
    }


for line in sys.stdin:
    if line == "refresh\n":
        for calendar in calendars.values():
            calendar.refresh_sync(None)
    else:
        time.sleep(0.1)
    shown = {}
    for name, calendar in calendars.items():
        _, components = calendar.get_object_list_as_comps_sync("#t", None)
        shown[name] = [session(calendar, component) for component in components]
    print(json.dumps(shown), flush=True)
