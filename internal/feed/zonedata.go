package feed

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"
)

// ZoneData names the zone data that time.LoadLocation gives this process, the system's or that built in, for the key
// under which a feed's tag is kept: a digest of when and how some sixty zones change their clocks between 2000 and
// 2040. They are those of the countries with associations, and those that most releases of the data are about; where
// another alone has changed, the window's daily step renders its feeds anew.
//
// It reads the zones, which takes some milliseconds: ask it once.
func ZoneData() string {
	from := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	digest := sha256.New()
	for _, name := range sampled {
		zone, err := time.LoadLocation(name)
		if err != nil {
			fmt.Fprintln(digest, name, "missing")
			continue
		}
		for _, p := range periods(zone, from, from.AddDate(40, 0, 0)) {
			fmt.Fprintln(digest, name, p.begins.Unix(), p.name, p.offset, p.dst)
		}
	}
	return hex.EncodeToString(digest.Sum(nil)[:8])
}

// sampled are the zones that ZoneData looks at.
var sampled = [...]string{
	"America/New_York", "America/Detroit", "America/Kentucky/Louisville", "America/Indiana/Indianapolis",
	"America/Chicago", "America/Indiana/Tell_City", "America/Menominee", "America/North_Dakota/Center", "America/Denver",
	"America/Boise", "America/Phoenix", "America/Los_Angeles", "America/Anchorage", "America/Juneau", "America/Adak",
	"Pacific/Honolulu", "America/Puerto_Rico", "Pacific/Guam", "Pacific/Pago_Pago",
	"America/St_Johns", "America/Halifax", "America/Toronto", "America/Winnipeg", "America/Regina", "America/Edmonton",
	"America/Whitehorse", "America/Vancouver", "America/Mexico_City", "America/Tijuana", "America/Ciudad_Juarez",
	"America/Havana", "America/Port-au-Prince", "America/Nuuk", "America/Santiago", "America/Asuncion", "America/Sao_Paulo",
	"Europe/Dublin", "Europe/London", "Europe/Berlin", "Europe/Helsinki", "Europe/Chisinau", "Europe/Istanbul",
	"Europe/Moscow", "Africa/Casablanca", "Africa/Cairo", "Africa/Juba", "Asia/Jerusalem", "Asia/Gaza", "Asia/Beirut",
	"Asia/Amman", "Asia/Tehran", "Asia/Almaty", "Asia/Kolkata", "Asia/Manila", "Australia/Perth", "Australia/Adelaide",
	"Australia/Brisbane", "Australia/Sydney", "Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Apia", "Pacific/Fiji",
}
