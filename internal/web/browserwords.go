package web

import "strings"

// The families of browsers and devices, each before those whose name its own text holds as well.
var (
	browserFamilies = [][2]string{
		{"Edg", "Edge"},
		{"OPR/", "Opera"},
		{"SamsungBrowser/", "Samsung Internet"},
		{"Firefox/", "Firefox"},
		{"FxiOS/", "Firefox"},
		{"CriOS/", "Chrome"},
		{"Chrome/", "Chrome"},
		{"Safari/", "Safari"},
	}
	deviceFamilies = [][2]string{
		{"iPhone", "an iPhone"},
		{"iPad", "an iPad"},
		{"Android", "Android"},
		{"CrOS", "a Chromebook"},
		{"Windows", "Windows"},
		{"Macintosh", "a Mac"},
		{"Linux", "Linux"},
	}
)

// browserWords are the family and the device of a browser by what it calls itself: Firefox on Windows. Nothing of what
// it says is taken over.
func browserWords(agent string) string {
	browser, device := "A browser", ""
	for _, family := range browserFamilies {
		if strings.Contains(agent, family[0]) {
			browser = family[1]
			break
		}
	}
	for _, family := range deviceFamilies {
		if strings.Contains(agent, family[0]) {
			device = " on " + family[1]
			break
		}
	}
	return browser + device
}
