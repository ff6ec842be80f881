package web_test

import (
	"net/url"
	"regexp"
	"testing"
)

// What Cora does not accept stands on Ana's home, with the reason and two ways: it is gone once she has entered it anew, or has
// taken it back. It is nobody else's to read.
func TestRefusedEvidenceIsAtHome(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		ana, cora, max := v.as("ana"), v.as("cora@example.org"), v.as("max")
		const section = "Not accepted by your coordinator"
		ana.enters("training", "title", "Touchpoints", "on", "2026-11-01", "hours", "6:30")
		ana.enters("agreement", "what", "code_of_ethics", "on", "2026-11-03")
		ana.page("/").mustNot(v.T, section)
		cora.decidesOn("refuse", "The page with the date is missing", pieces(cora.page("/evidence"))...).mustGoTo(v.T, "/evidence")

		home := ana.page("/")
		home.must(v.T, section, `">Touchpoints</a>`, `">Code of ethics</a>`, `href="/hours/way/agreement/new"`,
			"Not accepted on 19 November 2026 by cora@example.org: “The page with the date is missing”")
		max.page("/").mustNot(v.T, section, "The page with the date is missing")
		cora.page("/").mustNot(v.T, section)

		ana.enters("agreement", "what", "code_of_ethics", "on", "2026-11-04")
		home = ana.page("/")
		home.must(v.T, section, `">Touchpoints</a>`)
		home.mustNot(v.T, `">Code of ethics</a>`)

		training := regexp.MustCompile(`/hours/way/training/\d+`).FindString(home.body)
		ana.page("/hours/way").must(v.T, training)
		ana.page(training).must(v.T, "Touchpoints", "not accepted on 19 November 2026", "Take it back")
		ana.post(training, url.Values{"step": {"remove"}}).must(v.T, "It stays on record as not accepted and taken back, and your home speaks of it no more.")
		for range 2 { // and a second click
			ana.post(training, url.Values{"step": {"remove-do"}}).mustGoTo(v.T, "/hours/way#evidence")
		}
		ana.page("/").mustNot(v.T, section)
		ana.page("/hours/way").must(v.T, "not accepted on 19 November 2026 by cora@example.org: “The page with the date is missing”, taken back on 19 November 2026")
	})
}
