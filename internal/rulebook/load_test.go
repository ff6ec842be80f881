package rulebook_test

import (
	"errors"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"attune/internal/day"
	"attune/internal/fault"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// smallRules is a whole edition in few lines; each test of a mistake replaces a piece of it.
const smallRules = `schema: attune-rules/1
sources:
  A1: one page
  B2: another page
tracks:
  IMH: {from_months: 0, to_months: 36, source: [A1], confidence: seen}
  ECMH: {from_months: 36, to_months: 72}
categories:
  IFS: {track: IMH, twin: ECFS, earn_hours: 24, providers: FS, source: [A1], confidence: seen}
  IMHS: {track: IMH, twin: ECMHS, exam: true, earn_hours: 50, providers: FS}
add_ons:
  ERS: {requires_any: [IFS, IMHS], emerging_months: 24}
earning:
  window: {min_months: 12, max_months: 24, source: [A1], confidence: seen}
  max_sources: {value: 2, majority_from_one: true, action: warn}
credit:
  group_size: {max: 8, action: warn}
  modalities: {allowed: [in_person, virtual]}
provider_sets:
  FS:
    - {from: null, to: 2022-01-01, any: [{category: IMHS}], source: [A1], confidence: seen_old}
    - {from: 2022-01-01, to: 2025-01-01, any: [{category: IMHS, provider_degree: masters}], confidence: seen}
    - {from: 2025-01-01, to: null, any: [{add_on: ERS, emerging: true}], confidence: seen}
renewal:
  annual: {hours: 12, categories: [IFS], first_due: year_after_endorsement, exceptions: [{category: IFS, held_years: 3, hours: 10, peer_counts: true}]}
  triennial: {cycle_start: 2025-01-01, hours_per_year: 12, categories: [IFS, IMHS]}
associations:
  CT: {name: Connecticut, time_zone: America/New_York, renewal: annual, provider_action: hold}
  WA: {name: Washington, time_zone: America/Los_Angeles, renewal: triennial, earn: {IFS: {hours: 25, focus: {focus: rsc_provision, hours: 12}}}, vetted: {until: 2027-12-31}, window: {min_months: 0}, renewal_spread: {category: IFS, min_months: 6}}
`

func TestLoadSmallRules(t *testing.T) {
	t.Parallel()
	if _, err := rulebook.Load([]byte(smallRules)); err != nil {
		t.Fatal(err)
	}
}

// TestMistakes makes one mistake at a time and wants its line and its sentence, and nothing else.
func TestMistakes(t *testing.T) {
	t.Parallel()
	for _, m := range []struct {
		name, was, is, want string
	}{
		{"no schema", "schema: attune-rules/1\n", "", `line 1: The file lacks schema.`},
		{"another schema", "attune-rules/1", "attune-rules/2", `line 1: The file: schema must be "attune-rules/1", the only form read here.`},
		{"misspelt section", "add_ons:", "add_on:", `line 11: The file has no key "add_on"; did you mean "add_ons"?
line 23: provider_sets FS, range 3, alternative 1: "ERS" is no add-on.`},
		{
			"missing section", "earning:\n  window: {min_months: 12, max_months: 24, source: [A1], confidence: seen}\n  max_sources: {value: 2, majority_from_one: true, action: warn}\n", "",
			`line 1: The file lacks earning.`,
		},
		{"a key twice", "  B2: another page", "  A1: another page", `line 4: "A1" is here twice; it first stands on line 3.`},
		{"a category twice", "add_ons:\n", "  IFS: {track: IMH, twin: ECMHS, earn_hours: 0}\nadd_ons:\n", `line 11: "IFS" is here twice; it first stands on line 9.`},

		{
			"unknown source", "twin: ECFS, earn_hours: 24, providers: FS, source: [A1]", "twin: ECFS, earn_hours: 24, providers: FS, source: [A2]",
			`line 9: "A2" is not among the sources; did you mean "A1"?`,
		},
		{"source is no list", "source: [A1], confidence: seen_old", "source: A1, confidence: seen_old", `line 21: source must be a list such as [C2, M1].`},
		{
			"bad confidence", "confidence: seen_old", "confidence: seen_odl",
			`line 21: confidence cannot be "seen_odl"; it is one of seen, seen_old, inferred; did you mean "seen_old"?`,
		},
		{"no confidence of a range", ", source: [A1], confidence: seen_old", "", `line 21: provider_sets FS, range 1 lacks confidence.`},
		{
			"bad source where nothing is judged", "associations:", "requirements:\n  references: {count: 3, source: [X9]}\nassociations:",
			`line 28: "X9" is not among the sources.`,
		},

		{"unknown track", "IFS: {track: IMH", "IFS: {track: IMF", `line 9: categories IFS: IMF is not among the tracks; did you mean "IMH"?`},
		{
			"three tracks", "categories:\n", "  TODDLERS: {}\ncategories:\n",
			"line 5: There must be two tracks, because a twin is the same category in the other one.\n" +
				"line 8: TODDLERS is no track that an employment can serve; these are IMH and ECMH.",
		},
		{"no twin", "twin: ECFS, ", "", `line 9: categories IFS lacks twin.`},
		{"an empty twin", "twin: ECFS", `twin: ""`, `line 9: categories IFS lacks twin.`},
		{"its own twin", "twin: ECFS", "twin: IFS", `line 9: categories: IFS cannot be its own twin.`},
		{"twin of two", "twin: ECMHS", "twin: ECFS", `line 10: categories: ECFS is the twin of both IFS and IMHS.
line 10: categories: IMHS names ECFS as its twin, but ECFS names IFS.`},
		{"no hours", "earn_hours: 24, ", "", `line 9: categories IFS lacks earn_hours.`},
		{"hours in words", "earn_hours: 24", "earn_hours: many", `line 9: categories IFS: earn_hours must be a number of hours that makes whole minutes, not "many".`},
		{"hours below nothing", "earn_hours: 24", "earn_hours: -1", `line 9: categories IFS: earn_hours must be a number of hours that makes whole minutes, not "-1".`},
		{"hours of broken minutes", "earn_hours: 24", "earn_hours: 24.01", `line 9: categories IFS: earn_hours must be a number of hours that makes whole minutes, not "24.01".`},
		{"misspelt key of a category", "earn_hours: 24", "earn_hour: 24", `line 9: categories IFS has no key "earn_hour"; did you mean "earn_hours"?
line 9: categories IFS lacks earn_hours.`},
		{"a rule out of place", "exam: true", "min_months: 6", `line 10: categories IMHS has no key "min_months"; there it would decide nothing.`},
		{"unknown provider set", "earn_hours: 24, providers: FS", "earn_hours: 24, providers: FSS", `line 9: categories: IFS has providers "FSS", which is no provider set; did you mean "FS"?`},
		{"add-on that is a category", "  ERS: {requires", "  ECFS: {requires", `line 12: ECFS is a category already and cannot be an add-on as well.
line 23: provider_sets FS, range 3, alternative 1: "ERS" is no add-on.`},
		{"unknown base", "requires_any: [IFS, IMHS]", "requires_any: [IFS, IMSH]", `line 12: add_ons ERS: "IMSH" is no category; did you mean "IMHS"?`},

		{"unknown category in a set", "any: [{category: IMHS}]", "any: [{category: IHMS}]", `line 21: provider_sets FS, range 1, alternative 1: "IHMS" is no category; did you mean "IMHS"?`},
		{"add-on as a category", "any: [{category: IMHS}]", "any: [{category: ERS}]", `line 21: provider_sets FS, range 1, alternative 1: "ERS" is no category.`},
		{"empty alternative", "any: [{category: IMHS}]", "any: [{emerging: true}]", `line 21: provider_sets FS, range 1, alternative 1 must name a category, an add_on, or both.`},
		{
			"unknown key of an alternative", "any: [{category: IMHS}]", "any: [{category: IMHS, since: 2015}]",
			`line 21: provider_sets FS, range 1, alternative 1 has no key "since"; it takes category, add_on, emerging, provider_degree, applicant_degree.`,
		},
		{"misspelt key of an alternative", "emerging: true", "emergin: true", `line 23: provider_sets FS, range 3, alternative 1 has no key "emergin"; did you mean "emerging"?`},
		{"emerging in words", "emerging: true", "emerging: maybe", `line 23: provider_sets FS, range 3, alternative 1: emerging must be true or false, not "maybe".`},
		{"unknown degree", "provider_degree: masters", "provider_degree: master", `line 22: provider_sets FS, range 2, alternative 1: provider_degree cannot be "master"; it is one of bachelors, masters, none; did you mean "masters"?`},
		{"overlapping ranges", "{from: 2022-01-01", "{from: 2021-12-31", `line 22: provider_sets FS, range 2: it begins on 2021-12-31, before the range above it ends on 2022-01-01.`},
		{"unordered ranges", "{from: 2025-01-01, to: null", "{from: 2021-01-01, to: null", `line 23: provider_sets FS, range 3: ranges must stand in order of time; this one begins before the one above it.`},
		{"a range after one without end", "to: 2025-01-01", "to: null", `line 23: provider_sets FS, range 3: the range before it has no end, so this one overlaps it.`},
		{"a second range without beginning", "{from: 2022-01-01", "{from: null", `line 22: provider_sets FS, range 2: only the first range may begin without a from.`},
		{"a range that ends as it begins", "to: 2025-01-01", "to: 2022-01-01", `line 22: provider_sets FS, range 2: to is the first day after the range, so it must be later than from.`},
		{"no such day", "to: 2025-01-01", "to: 2025-02-29", `line 22: provider_sets FS, range 2: to must be a day such as 2026-03-08, not "2025-02-29".`},
		{"a set that is no list", "any: [{category: IMHS}]", "any: IMHS", `line 21: provider_sets FS, range 1: any must be a list.`},

		{"no window months", "min_months: 12, ", "", `line 14: earning, window lacks min_months.`},
		{"no length of window", "max_months: 24, source", "max_months: 0, source", `line 14: earning, window: max_months must be a whole number from 1, not "0".`},
		{"sources that block", "majority_from_one: true, action: warn", "majority_from_one: true, action: block", `line 15: earning, max_sources: action can only be warn; "block" is not defined.`},
		{"group size that rejects", "max: 8, action: warn", "max: 8, action: reject", `line 17: credit, group_size: action can only be warn; "reject" is not defined.`},
		{"group size without action", "max: 8, action: warn", "max: 8", `line 17: credit, group_size lacks action.`},
		{"unknown modality", "[in_person, virtual]", "[in_person, virtal]", `line 18: credit, modalities: "virtal" is no modality; did you mean "virtual"?`},

		{"unknown renewal category", "categories: [IFS, IMHS]", "categories: [IFS, IMHSS]", `line 26: renewal, triennial: "IMHSS" is no category; did you mean "IMHS"?`},
		{"unknown first_due", "first_due: year_after_endorsement", "first_due: next_year", `line 25: renewal, annual: first_due cannot be "next_year"; it is one of year_after_endorsement, year_of_endorsement.`},
		{"cycle in mid-year", "cycle_start: 2025-01-01", "cycle_start: 2025-07-01", `line 26: renewal, triennial: cycles are of whole calendar years, so cycle_start must be a 1 January.`},
		{"triennial hours in annual", "annual: {hours: 12", "annual: {hours_per_year: 12", `line 25: renewal, annual has no key "hours_per_year"; there it would decide nothing.
line 25: renewal, annual lacks hours.`},
		{"unknown category of an exception", "{category: IFS, held_years", "{category: IFX, held_years", `line 25: renewal, annual, exception 1: "IFX" is no category; did you mean "IFS"?`},
		{"exception without years", "held_years: 3, ", "", `line 25: renewal, annual, exception 1 lacks held_years.`},
		{"misspelt key of an exception", "peer_counts", "peers_count", `line 25: renewal, annual, exception 1 has no key "peers_count"; did you mean "peer_counts"?`},

		{"no such zone", "America/New_York", "America/Hartford", `line 28: associations CT: there is no time zone "America/Hartford"; use a name such as America/New_York.`},
		{"no zone", "time_zone: America/New_York, ", "", `line 28: associations CT lacks time_zone.`},
		{"the machine's own zone", "America/New_York", "Local", `line 28: associations CT: there is no time zone "Local"; use a name such as America/New_York.`},
		{"unknown renewal", "renewal: annual", "renewal: yearly", `line 28: associations CT: renewal cannot be "yearly"; it is one of annual, triennial.`},
		{
			"renewal without rule", "  triennial: {cycle_start: 2025-01-01, hours_per_year: 12, categories: [IFS, IMHS]}\n", "",
			`line 28: associations WA: renewal is triennial, but the section renewal does not say what that asks for.`,
		},
		{"unknown action", "provider_action: hold", "provider_action: wait", `line 28: associations CT: provider_action cannot be "wait"; it is one of reject, hold.`},
		{"misspelt key of an association", "provider_action", "provider_actions", `line 28: associations CT has no key "provider_actions"; did you mean "provider_action"?`},
		{"a rule no association may differ in", "provider_action: hold", "group_size: {max: 6, action: warn}", `line 28: associations CT has no key "group_size"; there it would decide nothing.`},
		{"unknown category of earn", "earn: {IFS:", "earn: {IMFS:", `line 29: associations WA, earn: "IMFS" is no category; did you mean "IFS"?`},
		{"unknown key of earn", "{hours: 25,", "{months: 25,", `line 29: associations WA, earn IFS has no key "months"; it takes hours, focus, provided_hours.`},
		{"unknown focus", "focus: rsc_provision", "focus: rsc_provison", `line 29: associations WA, earn IFS, focus: "rsc_provison" is no focus that an hour can have; did you mean "rsc_provision"?`},
		{"vetted without end", "vetted: {until: 2027-12-31}", "vetted: {}", `line 29: associations WA, vetted lacks until.`},
		{"misspelt key of vetted", "vetted: {until: 2027-12-31}", "vetted: {until: 2027-12-31, open_before: 2022-01-01}", `line 29: associations WA, vetted has no key "open_before"; did you mean "opened_before"?`},
		{"unknown key of a window", "window: {min_months: 0}", "window: {months: 0}", `line 29: associations WA, window has no key "months"; it takes min_months, max_months.`},
		{"spread without months", "category: IFS, min_months: 6", "category: IFS", `line 29: associations WA, renewal_spread lacks min_months.`},
		{"unknown category of a spread", "{category: IFS, min_months: 6}", "{category: XYZ, min_months: 6}", `line 29: associations WA, renewal_spread: "XYZ" is no category.`},

		{
			"a category that is no group of keys", "  IFS: {track: IMH, twin: ECFS, earn_hours: 24, providers: FS, source: [A1], confidence: seen}", "  IFS: 24",
			`line 9: categories IFS must hold keys with values.`,
		},
		{"a list that is none", "allowed: [in_person, virtual]", "allowed: virtual", `line 18: credit, modalities: allowed must be a list such as [A, B].`},
		{"a list of lists", "requires_any: [IFS, IMHS]", "requires_any: [[IFS], IMHS]", `line 12: add_ons ERS: requires_any must be a list of texts.`},
		{"a text that is none", "renewal: annual", "renewal: [annual]", `line 28: associations CT: renewal must be a text.`},
		{"a range without alternatives", "any: [{category: IMHS}], ", "", `line 21: provider_sets FS, range 1 lacks any.`},
		{
			"twins in one track", "earn_hours: 50, providers: FS}", "earn_hours: 50, providers: FS}\n  ECMHS: {track: IMH, twin: IMHS, earn_hours: 50}",
			"line 10: categories: IMHS and its twin ECMHS must be in different tracks.\nline 11: categories: ECMHS and its twin IMHS must be in different tracks.",
		},
		{"a reference", "credit:\n", "credit: &c\n  same: *c\n", `line 17: *c refers to another place; write the value out, so that each rule can be read where it stands.`},
		{"two documents", "associations:", "---\nassociations:", `line 27: The file must be one document; a second begins here.`},
		{"a section that is none", "  FS:\n", "  FS: none\n  GS:\n", `line 20: provider_sets: FS must be a list of ranges, each with from, to and any.`},
	} {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			if strings.Count(smallRules, m.was) != 1 {
				t.Fatalf("%q stands %d times in the rules, want once", m.was, strings.Count(smallRules, m.was))
			}
			_, err := rulebook.Load([]byte(strings.Replace(smallRules, m.was, m.is, 1)))
			if err == nil {
				t.Fatal("loaded")
			}
			if diff := cmp.Diff(m.want, err.Error()); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// TestEveryMistakeIsListed makes several mistakes at once: all are told, by line.
func TestEveryMistakeIsListed(t *testing.T) {
	t.Parallel()
	broken := strings.NewReplacer("earn_hours: 50", "earn_hours: fifty", "America/Los_Angeles", "Mars", "category: IMHS}", "category: IMSH}",
		"action: warn}\ncredit", "action: block}\ncredit").Replace(smallRules)
	_, err := rulebook.Load([]byte(broken))
	problems, ok := errors.AsType[rulebook.Problems](err)
	if !ok {
		t.Fatalf("error %v is not Problems", err)
	}
	var lines []int
	for _, p := range problems {
		lines = append(lines, p.Line)
	}
	if diff := cmp.Diff([]int{10, 15, 21, 29}, lines); diff != "" {
		t.Errorf("lines (-want +got)\n%s", diff)
	}
	if sentence, shown := fault.SentenceOf(err); !shown || fault.KindOf(err) != fault.Invalid || sentence != problems.Error() {
		t.Errorf("as a fault it is of kind %v and says %q, shown %v", fault.KindOf(err), sentence, shown)
	}
}

func TestNotYAML(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                      `line 1: The file holds no rules: it must begin with "schema: attune-rules/1".`,
		"- a\n- b\n":            `line 1: The file holds no rules: it must begin with "schema: attune-rules/1".`,
		"schema: x\n\tbad: 1\n": "line 2: This is not YAML: ",
	} {
		_, err := rulebook.Load([]byte(text))
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// TestInformationIsTolerated adds keys that rules.md doesn't name: they decide nothing, and nobody complains.
func TestInformationIsTolerated(t *testing.T) {
	t.Parallel()
	text := strings.NewReplacer(
		"exam: true", "exam: [in, two, parts], level: 3, note: x",
		"from_months: 36", "from_months: three years",
		"name: Connecticut", "name: Connecticut, website: example.org, due: end of January",
		"associations:", "glossary: {a: b}\nrequirements:\n  anything: {goes: [1, 2]}\nassociations:",
	).Replace(smallRules)
	e, err := rulebook.Load([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	a, _ := e.Association("CT")
	if a.Due != "end of January" {
		t.Errorf("due is %q", a.Due)
	}
}

func TestEmbedded(t *testing.T) {
	t.Parallel()
	e := embedded(t)
	if e.Name() != "2026-11" || len(e.Checksum()) != 64 || !strings.HasPrefix(e.Body(), "# Rules of the Endorsement") {
		t.Errorf("name %q, checksum %q, body begins %.40q", e.Name(), e.Checksum(), e.Body())
	}
	codes := map[roster.Category]string{
		"IFA": "ECFA IMH 0", "ECFA": "IFA ECMH 0", "IFS": "ECFS IMH 1440", "ECMHM-C": "IMHM-C ECMH 3000", "ECMHM-RF": "IMHM-RF ECMH 0",
	}
	for code, want := range codes {
		c, ok := e.Category(code)
		if got := strings.Join([]string{string(c.Twin), string(c.Track), strconv.Itoa(c.EarnMinutes)}, " "); !ok || got != want {
			t.Errorf("%s: %q, want %q", code, got, want)
		}
	}
	if n := len(e.Categories()); n != 14 {
		t.Errorf("%d categories, want 7 and their twins", n)
	}
	if _, ok := e.Category("ERS"); ok || !e.Knows("ERS") || e.Knows("IMHX") {
		t.Error("ERS must be known, as an add-on; IMHX must not")
	}
	if n := len(e.Associations()); n != 11 {
		t.Errorf("%d associations, want 11", n)
	}
	if text, ok := e.SourceText("A4"); !ok || text != "infancyonward.org, Endorsed Reflective Supervisor add-on (Indiana)" {
		t.Errorf("source A4 is %q", text)
	}
}

// TestEmbeddedSaysWhatItsDataSay looks at values that only one association or section has.
func TestEmbeddedSaysWhatItsDataSay(t *testing.T) {
	t.Parallel()
	e := embedded(t)
	wa, _ := e.Association("WA")
	if wa.Vetted == nil || wa.Vetted.Until != day.MustParse("2022-12-31") || wa.Vetted.OpenedBefore != day.MustParse("2022-01-01") {
		t.Errorf("Washington's vetted: %+v", wa.Vetted)
	}
	ks, _ := e.Demand("KS", "ECFS")
	if ks.Window.MinMonths != 0 || ks.Window.MaxMonths != 24 || ks.Minutes != 1440 || !cmp.Equal(ks.Window.Source, []string{"A21"}) {
		t.Errorf("Kansas: %+v", ks)
	}
	fl, _ := e.Demand("FL", "ECMHM-C")
	if fl.Provided != 1500 || fl.Minutes != 3000 || !cmp.Equal(fl.Source, []string{"M1", "A1", "A22"}) {
		t.Errorf("Florida: %+v", fl)
	}
	ne, _ := e.RenewalRule("NE")
	if ne.Kind != rulebook.Triennial || ne.CycleStart != day.MustParse("2025-01-01") || ne.Minutes != 720 {
		t.Errorf("Nebraska: %+v", ne)
	}
	if pat, ok := e.Dosage("pat"); !ok || pat.MinutesFor(499) != 60 || pat.MinutesFor(500) != 120 || len(pat.Sources) != 1 || pat.Sources[0].Key != "P1" || pat.HalfTime != rulebook.Inferred {
		t.Errorf("Parents as Teachers: %+v", pat)
	}
	if _, ok := e.Dosage("nfp"); ok {
		t.Error("the file says nothing of nfp")
	}
	if training, ok := e.Requirements().Part("training_hours"); !ok || len(training.Parts) != 8 {
		t.Errorf("training hours: %+v", training)
	}
}

// TestWhatPagesAndImportsAsk looks at what the edition tells beside judging, in the order of the file.
func TestWhatPagesAndImportsAsk(t *testing.T) {
	t.Parallel()
	e := embedded(t)
	if s := e.Sources(); len(s) != 31 || s[0] != (rulebook.Source{Key: "C2", Text: "ct-aimh.org, Infant Family Specialist requirements"}) {
		t.Errorf("%d sources, the first is %v", len(s), s[0])
	}
	if tracks := e.Tracks(); len(tracks) != 2 || tracks[1].Code != "ECMH" || tracks[1].FromMonths != 36 || tracks[1].ToMonths != 72 {
		t.Errorf("tracks: %+v", tracks)
	}
	ers, ok := e.AddOn("ERS")
	if !ok || len(e.AddOns()) != 1 || ers.EmergingMonths != 24 || ers.EarnFocus.Required != 720 || !cmp.Equal(ers.RequiresAny, []roster.Category{"IFS", "IMHS"}) {
		t.Errorf("ERS: %+v", ers)
	}
	if _, ok := e.AddOn("IFS"); ok {
		t.Error("IFS is no add-on")
	}
	sets := e.Providers("ECFRS")
	if len(sets) != 3 || sets[0].From != 0 || sets[0].To != day.MustParse("2022-09-01") || sets[2].To != 0 || sets[0].Confidence != rulebook.SeenOld {
		t.Errorf("providers of ECFRS: %+v", sets)
	}
	if len(e.Providers("IFA")) != 0 || len(e.Providers("XYZ")) != 0 {
		t.Error("neither IFA nor XYZ has providers")
	}
	m, g, s := e.Modalities(), e.GroupSize(), e.MaxSources()
	if len(m.Allowed) != 2 || g.Max != 8 || g.Confidence != rulebook.Inferred || s.Value != 2 || !s.MajorityFromOne {
		t.Errorf("modalities %+v, group size %+v, sources %+v", m, g, s)
	}
	if _, ok := e.Association("TX"); ok {
		t.Error("there is no TX")
	}
	if _, ok := e.Demand("TX", "IFS"); ok {
		t.Error("there is no TX that could ask for anything")
	}
	if _, ok := e.RenewalRule("TX"); ok {
		t.Error("there is no TX that could ask for renewal")
	}
}

// TestNameless gives an edition without a name: it is called by its checksum.
func TestNameless(t *testing.T) {
	t.Parallel()
	e, err := rulebook.Load([]byte(smallRules))
	if err != nil {
		t.Fatal(err)
	}
	if e.Name() != e.Checksum()[:12] {
		t.Errorf("name %q, checksum %q", e.Name(), e.Checksum())
	}
}

// TestTwinWithARowOfItsOwn lets a twin differ: "it shares every rule unless said otherwise".
func TestTwinWithARowOfItsOwn(t *testing.T) {
	t.Parallel()
	e, err := rulebook.Load([]byte(strings.Replace(smallRules, "  IMHS: {track",
		"  ECFS: {track: ECMH, twin: IFS, earn_hours: 30, providers: FS}\n  IMHS: {track", 1)))
	if err != nil {
		t.Fatal(err)
	}
	ifs, _ := e.Category("IFS")
	ecfs, _ := e.Category("ECFS")
	if ifs.EarnMinutes != 1440 || ecfs.EarnMinutes != 1800 || ecfs.Track != "ECMH" || len(e.Categories()) != 4 {
		t.Errorf("IFS %d, ECFS %d in %s, %d categories", ifs.EarnMinutes, ecfs.EarnMinutes, ecfs.Track, len(e.Categories()))
	}
}
