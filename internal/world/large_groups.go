package world

import (
	"slices"
	"time"

	"attune/internal/day"
	"attune/internal/roster"
)

// band is what the meetings of one group are made from.
type band struct {
	rhythm
	zone    *time.Location
	members []roster.Membership
	held    int // meetings that took place
	first   int // number of its first session in the world, from 1
}

// gather makes the groups of one association: everybody supervised sits in as many as it takes to come to the rows
// asked for, and each group has the next provider who is not one of its members.
func (b *builder) gather(place int) {
	t := &b.towns[place]
	for range b.groupsEach() {
		queue := slices.Clone(t.supervised)
		b.rng.Shuffle(len(queue), func(i, j int) { queue[i], queue[j] = queue[j], queue[i] })
		for len(queue) > 0 {
			n := 1
			if b.nextGroup().Format == "group" {
				n = min(len(queue), 4+b.rng.IntN(6))
			}
			b.open(place, queue[:n])
			queue = queue[n:]
		}
	}
}

// groupsEach is how many groups a person sits in, so that none meets more often than groups do.
func (b *builder) groupsEach() int {
	return 1 + b.size.Rows/(b.size.People*b.size.Years*meetingsAYear)
}

// nextGroup is what the next group to be made is like.
func (b *builder) nextGroup() roster.Group { return groupKinds[len(b.world.Groups)%len(groupKinds)] }

// open makes one group.
func (b *builder) open(place int, people []roster.PersonID) {
	t, n, g := &b.towns[place], len(b.world.Groups), b.nextGroup()
	g.ID, g.External = roster.GroupID(n+1), numbered("g", 6, n+1)
	g.Name = family(pick(b.rng, fullNames)) + " Circle " + string(g.External[1:])
	g.Provider = t.providers[n%len(t.providers)]
	g.Association, g.TimeZone, g.Capacity = t.code, t.zone.String(), 8
	b.world.Groups = append(b.world.Groups, g)
	how := band{zone: t.zone, rhythm: rhythm{
		weekday: time.Monday + time.Weekday(b.rng.IntN(5)), every: 1, minute: at(8+b.rng.IntN(11), 30*b.rng.IntN(2)), minutes: pick(b.rng, []int{60, 90, 90, 120}),
	}}
	for _, id := range people {
		if id != g.Provider {
			how.members = append(how.members, b.sit(place, g, id, how.members))
		}
	}
	b.world.Memberships = append(b.world.Memberships, how.members...)
	b.bands = append(b.bands, how)
}

// groupKinds are what the groups of a large world are like, in turn.
var groupKinds = []roster.Group{
	{Kind: roster.Reflective, Format: "group", Modality: roster.InPerson, Place: "Main St 5, room 2"},
	{Kind: roster.Reflective, Format: "group", Modality: roster.Virtual, Place: "Online"},
	{Kind: roster.Reflective, Format: "group", Modality: roster.Virtual, Place: "Online"},
	{Kind: roster.Reflective, Format: "group", Modality: roster.InPerson, Place: "Public library"},
	{Kind: roster.Reflective, Format: "group", Modality: roster.InPerson, Place: "Main St 5, room 3"},
	{Kind: roster.Peer, Format: "group", Modality: roster.Virtual, Place: "Online"},
	{Kind: roster.Reflective, Format: "group", Modality: roster.Virtual, Place: "Online"},
	{Kind: roster.Clinical, Format: "group", Modality: roster.InPerson, Place: "Clinic"},
	{Kind: roster.Reflective, Format: "individual", Modality: roster.Virtual, Place: "Online"},
	{Kind: roster.Administrative, Format: "group", Modality: roster.InPerson, Place: "Office"},
}

// sit is one membership. Now and then the seat is taken by somebody of the next association, or given up midway.
func (b *builder) sit(place int, g roster.Group, id roster.PersonID, taken []roster.Membership) roster.Membership {
	if b.rng.IntN(elsewhereEvery) == 0 {
		next := b.towns[(place+1)%len(b.towns)].supervised
		other := next[b.rng.IntN(len(next))]
		known := func(m roster.Membership) bool { return m.Person == other }
		if b.world.People[other-1].Association != g.Association && !slices.ContainsFunc(taken, known) {
			id = other
		}
	}
	m := roster.Membership{Group: g.ID, Person: id, Span: day.Span{From: b.begin}}
	if b.rng.IntN(endingEvery) == 0 {
		m.Span.To = b.midway()
	}
	return m
}

// share settles how often each group has met, so that all rows together come to what was asked for: each group takes
// what its members make of it and of what those before it left over. Then the sessions are numbered.
func (b *builder) share() {
	seats := 0
	for _, how := range b.bands {
		seats += len(how.members)
	}
	passed, got, number := 0, 0, 1
	for i := range b.bands {
		how := &b.bands[i]
		passed += len(how.members)
		want := int(int64(b.size.Rows)*int64(passed)/int64(max(1, seats))) - got
		got += b.settleHeld(how, want)
		how.first = number
		number += len(b.beats(how))
	}
}

// settleHeld gives a group the number of meetings whose rows come nearest to want, and tells the rows.
func (b *builder) settleHeld(how *band, want int) int {
	if len(how.members) == 0 {
		return 0
	}
	most := len(how.days(day.Span{From: b.begin, To: b.size.Until}))
	how.held = min(most, max(0, (want+len(how.members)/2)/len(how.members)))
	rows := b.rows(how)
	for rows+len(how.members)/2 < want && how.held < most { // some had left by then
		how.held++
		rows = b.rows(how)
	}
	return rows
}

func (b *builder) rows(how *band) int {
	n := 0
	for _, x := range b.beats(how) {
		for _, m := range how.members {
			if x.held && m.Span.Contains(x.day) {
				n++
			}
		}
	}
	return n
}
