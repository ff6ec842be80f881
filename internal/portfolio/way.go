package portfolio

import (
	"slices"
	"strconv"

	"attune/internal/day"
	"attune/internal/ledger"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// Portfolio is what somebody has to show, and what it is looked at with.
type Portfolio struct {
	Person      roster.Person
	Employments []roster.Employment
	Credentials []roster.Credential
	Targets     []roster.Target
	Received    []ledger.Entry // that stand
	Provided    []ledger.Entry // that stand
	Judgements  []rulebook.Judgement
	Evidence    []Evidence // all that was ever entered, oldest first
	Attended    []Training // of verified sheets
}

// State is how far a requirement has come.
type State string

// The states, in the order in which they want doing.
const (
	Missing State = "missing" // something is to be done by the person
	Coming  State = "coming"  // it was asked for, of somebody else
	Waiting State = "waiting" // it is there, and waits for the coordinator
	Done    State = "done"
	Unasked State = "unasked" // nothing is asked for, or the rules say nothing of it
)

var states = []State{Missing, Coming, Waiting, Done, Unasked}

// Sum is how much there is of something, by how far it has come.
type Sum struct {
	Confirmed int
	Given     int // waits for the coordinator
	Asked     int // of references
}

func (s *Sum) add(word Word, n int) {
	switch word {
	case Confirmed:
		s.Confirmed += n
	case Given:
		s.Given += n
	case Asked:
		s.Asked += n
	}
}

// state is how far the sum has come toward what is asked for.
func (s Sum) state(need int) State {
	switch {
	case s.Confirmed >= need:
		return Done
	case s.Confirmed+s.Given >= need:
		return Waiting
	case s.Confirmed+s.Given+s.Asked >= need:
		return Coming
	default:
		return Missing
	}
}

// Kind is what a requirement is about: a matter of evidence, or something that the ledger tells.
type Kind string

// The kinds beside the matters.
const (
	Supervision Kind = "supervision" // hours of reflective supervision received, as judged
	Focused     Kind = "focused"     // of these, hours about giving it
	Providing   Kind = "providing"   // months in which somebody gave reflective supervision
)

// Requirement is one thing that is asked for, with what there is of it.
type Requirement struct {
	Kind     Kind
	What     string // a topic of a training, an agreement, the year of a membership; else empty
	State    State
	Need     int            // minutes, months or how many; 0 where the rules name no figure
	Sum      Sum            // likewise
	Short    rulebook.Short // of reflective supervision: what is missing of it
	Served   int            // of work: the months in which employment on record served the track, or supervised who does; else 0
	Any      []rulebook.Schooling
	Later    day.Date // it is asked of targets opened from this day on, and this one was opened before; zero where that plays no part
	Purpose  rulebook.Purpose
	Basis    rulebook.Basis
	Evidence []Evidence // that stands and is of it; trainings apart
}

// Way is everything that one purpose asks for, in the order of a page.
type Way struct {
	Purpose      rulebook.Purpose // of an add-on: earning it
	Requirements []Requirement
}

// Next is the first requirement that wants doing: by the person themself if any is, else what was asked for of others, else
// what waits. It is false where nothing is left.
func (w Way) Next() (Requirement, bool) {
	for _, state := range states[:3] {
		if i := slices.IndexFunc(w.Requirements, func(r Requirement) bool { return r.State == state }); i >= 0 {
			return w.Requirements[i], true
		}
	}
	return Requirement{}, false
}

// Left is how many requirements are not done.
func (w Way) Left() int {
	left := 0
	for _, r := range w.Requirements {
		if r.State != Done && r.State != Unasked {
			left++
		}
	}
	return left
}

// Ways are those to the person's targets, in the order on record, then to the renewals that are not over or can still be handed
// in, then to the add-ons that they could earn.
func (p Portfolio) Ways(rules *rulebook.Edition, today day.Date) []Way {
	var ways []Way
	for _, t := range p.Targets {
		ways = append(ways, p.toTarget(rules, t, today))
	}
	for _, j := range p.Judgements {
		if j.Purpose.Kind == rulebook.Renewal && rules.Owed(p.Person.Association, j.Purpose).Contains(today) {
			ways = append(ways, p.toRenewal(rules, j, today))
		}
	}
	for _, a := range rules.AddOns() {
		if p.earns(rules, a, today) {
			ways = append(ways, p.toAddOn(rules, a))
		}
	}
	return ways
}

// toTarget is the way to a category that is being earned.
func (p Portfolio) toTarget(rules *rulebook.Edition, t roster.Target, today day.Date) Way {
	w := Way{Purpose: rulebook.Purpose{Kind: rulebook.Earning, Category: t.Category}}
	w.Requirements = append(w.Requirements, p.supervision(rules, w.Purpose, today))
	if need, ok := rules.Training(t.Category); ok {
		trainings := p.training(need, day.Span{}, false)
		if t.OpenedOn < need.From {
			for i := range trainings {
				trainings[i].State, trainings[i].Later = Unasked, need.From
			}
		}
		w.Requirements = append(w.Requirements, trainings...)
	}
	w.Requirements = append(w.Requirements, p.education(rules, t.Category), p.work(rules, t.Category, today))
	if need, ok := rules.References(); ok {
		r := p.of(ReferenceMatter, t.Category, "")
		r.Need, r.Basis = need.Count, need.Basis
		r.State = r.Sum.state(r.Need)
		w.Requirements = append(w.Requirements, r)
	}
	w.Requirements = append(w.Requirements, p.agreements(rules, today)...)
	if c, ok := rules.Category(t.Category); ok && c.Exam {
		r := p.of(ExamMatter, t.Category, "")
		r.Need, r.Basis = 1, c.Basis
		r.State = r.Sum.state(1)
		w.Requirements = append(w.Requirements, r)
	}
	return w
}

// toRenewal is what a period of a renewal asks for.
func (p Portfolio) toRenewal(rules *rulebook.Edition, j rulebook.Judgement, today day.Date) Way {
	w := Way{Purpose: j.Purpose, Requirements: []Requirement{p.supervision(rules, j.Purpose, today)}}
	days := j.Purpose.Days()
	if need, ok := rules.RenewalTraining(p.Person.Association, j.Purpose, p.endorsed(j.Purpose)); ok {
		provides := slices.ContainsFunc(p.Provided, func(e ledger.Entry) bool { return days.Contains(p.dateOf(rules, e)) && e.Kind == roster.Reflective })
		w.Requirements = append(w.Requirements, p.training(need, days, !provides)...)
	}
	if slices.Contains(rules.Agreements(), rulebook.MembershipAgreement) {
		w.Requirements = append(w.Requirements, p.membership(min(today, days.To)))
	}
	return w
}

// endorsed is the day on which the endorsement began that a renewal is of.
func (p Portfolio) endorsed(renewal rulebook.Purpose) day.Date {
	last := day.Date(0)
	for _, c := range p.Credentials {
		if c.Category == renewal.Category && c.Status == roster.Endorsed && c.Span.From <= renewal.Days().To {
			last = max(last, c.Span.From)
		}
	}
	return last
}

// supervision is what the rulebook judged of a purpose. Where it judged nothing yet, all is missing; where nothing would be if
// the hours that wait were counted, it waits for the coordinator.
func (p Portfolio) supervision(rules *rulebook.Edition, purpose rulebook.Purpose, today day.Date) Requirement {
	r := Requirement{Kind: Supervision, State: Missing, Purpose: purpose}
	if demand, ok := rules.Demand(p.Person.Association, purpose.Category); ok && purpose.Kind == rulebook.Earning {
		r.Basis.Source = demand.Source
	} else if rule, ok := rules.RenewalRule(p.Person.Association); ok {
		r.Basis.Source = rule.Source
	}
	i := slices.IndexFunc(p.Judgements, func(j rulebook.Judgement) bool { return j.Purpose == purpose })
	if i < 0 {
		return r
	}
	j := p.Judgements[i]
	r.Need, r.Sum = j.Required, Sum{Confirmed: j.Counted, Given: j.Held}
	r.Short = rules.ShortOf(p.Person.Association, j, today)
	switch {
	case j.AsksNothing():
		r.State = Unasked
	case j.Satisfied:
		r.State = Done
	case j.Held > 0 && rules.Accepted(p.Person.Association, j).Satisfied:
		r.State = Waiting
	}
	return r
}

// training is what trainings on some days come to, whole and of each topic that is asked for.
func (p Portfolio) training(need rulebook.TrainingNeed, days day.Span, spared bool) []Requirement {
	row := func(topic rulebook.Topic, minutes int) Requirement {
		r := Requirement{Kind: Kind(TrainingMatter), What: string(topic), Need: minutes, Sum: p.trained(days, topic), Basis: need.Basis}
		r.State = r.Sum.state(minutes)
		return r
	}
	rows := []Requirement{row("", need.Minutes)}
	for _, part := range need.OfWhich {
		if !(part.Providers && spared) {
			rows = append(rows, row(part.Topic, part.Minutes))
		}
	}
	return rows
}

// of is evidence of a matter, for a category where it is of one, with how much there is of it.
func (p Portfolio) of(matter Matter, category roster.Category, what string) Requirement {
	r := Requirement{Kind: Kind(matter), What: what}
	for _, e := range p.Evidence {
		if e.Matter != matter || !e.Stands() || matter.ofOneTarget() && e.Category != category || what != "" && e.What != what {
			continue
		}
		r.Evidence = append(r.Evidence, e)
		r.Sum.add(e.Last().Word, 1)
	}
	return r
}

// education is one of those asked for. Where the rules ask for none, or say nothing, what was entered is shown all the same.
func (p Portfolio) education(rules *rulebook.Edition, category roster.Category) Requirement {
	r := p.of(EducationMatter, category, "")
	need, ok := rules.Education(category)
	r.Any, r.Basis, r.State = need.Any, need.Basis, Unasked
	if !ok || need.AsksNothing() {
		return r
	}
	r.Need, r.Sum = 1, Sum{}
	for _, e := range r.Evidence {
		if serves(rulebook.Schooling(e.What), need.Any) {
			r.Sum.add(e.Last().Word, 1)
		}
	}
	r.State = r.Sum.state(1)
	return r
}

// work is the months in which employment on record served the category's age band, or supervised who does; evidence of work
// stands beside. The rules name no figure.
func (p Portfolio) work(rules *rulebook.Edition, category roster.Category, today day.Date) Requirement {
	r := p.of(WorkMatter, category, "")
	r.State, r.Sum = Unasked, Sum{}
	for _, e := range r.Evidence {
		r.Sum.add(e.Last().Word, e.Months)
	}
	c, _ := rules.Category(category)
	r.Served = p.served(c.Track, today)
	return r
}

// served is how many distinct calendar months, up to today, hold a day of employment that serves the track or supervises who
// does.
func (p Portfolio) served(track roster.Track, today day.Date) int {
	months := make(map[day.Month]bool)
	for _, e := range p.Employments {
		if !e.Serves.Has(track) && !e.Supervises.Has(track) {
			continue
		}
		last := today
		if e.Span.To != 0 {
			last = min(last, e.Span.To)
		}
		for m := e.Span.From.Month(); e.Span.From <= last && m <= last.Month(); m++ {
			months[m] = true
		}
	}
	return len(months)
}

// agreements are those to be signed once, and membership of this year.
func (p Portfolio) agreements(rules *rulebook.Edition, today day.Date) []Requirement {
	var rows []Requirement
	for _, a := range rules.Agreements() {
		if a == rulebook.MembershipAgreement {
			rows = append(rows, p.membership(today))
			continue
		}
		r := p.of(AgreementMatter, "", string(a))
		r.Need = 1
		r.State = r.Sum.state(1)
		rows = append(rows, r)
	}
	return rows
}

// membership is that of a day's calendar year.
func (p Portfolio) membership(on day.Date) Requirement {
	r := p.of(MembershipMatter, "", strconv.Itoa(on.Year()))
	r.Need = 1
	r.State = r.Sum.state(1)
	return r
}
