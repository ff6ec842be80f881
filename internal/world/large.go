package world

import (
	"fmt"
	"math/rand/v2"
	"time"

	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// Size is how large a world is to be. The zero value of a field takes what its comment says.
type Size struct {
	Seed         uint64
	People       int                  // in all; at least 20
	Rows         int                  // attendance rows; the world comes within one meeting of it
	Years        int                  // of meetings held, up to Until; 3
	Until        day.Date             // the last day of meetings held; planning goes on for half a year
	Associations []roster.Association // among which the people are spread; none: all that the rules name
}

// The proportions of a large world.
const (
	smallest       = 20 // people that make an association
	perProgram     = 40 // people to each program, one of them its manager
	perProvider    = 12 // people to each who leads
	meetingsAYear  = 32 // of one group, at most
	elsewhereEvery = 25 // every so many memberships is of somebody of another association
	endingEvery    = 14 // every so many memberships ends midway
)

// Large is a world of any size: people in several associations and time zones, whose groups have met for years.
// Its meetings are made while they are walked over, so that its attendance is never in memory.
func Large(size Size) (World, error) {
	b, err := newBuilder(size)
	if err != nil {
		return World{}, fmt.Errorf("make a large world: %w", err)
	}
	for i := range b.towns {
		b.settle(&b.towns[i])
	}
	for i := range b.towns {
		b.gather(i)
	}
	b.share()
	b.world.meetings = b.meetings
	return b.world, nil
}

// builder is where a large world is put together.
type builder struct {
	size  Size
	begin day.Date // of the first meetings
	rng   *rand.Rand
	world World
	towns []town
	bands []band // of each group, by its place
}

// town is one association while its people are brought in.
type town struct {
	code       roster.Association
	zone       *time.Location
	people     int
	providers  []roster.PersonID
	supervised []roster.PersonID // providers too
}

func newBuilder(size Size) (*builder, error) {
	if size.Years == 0 {
		size.Years = 3
	}
	if size.People < smallest || size.Rows < 0 || size.Years < 0 || size.Until == 0 {
		return nil, fmt.Errorf("at least %d people, no fewer than 0 rows and years, and a last day are needed", smallest)
	}
	b := &builder{size: size, begin: size.Until.AddYears(-size.Years) + 1, rng: rand.New(rand.NewPCG(size.Seed, 0))}
	return b, b.found()
}

// found makes room for as many associations as the people can fill, in the order asked for.
func (b *builder) found() error {
	rules, err := rulebook.Embedded()
	if err != nil {
		return err
	}
	codes := b.size.Associations
	if len(codes) == 0 {
		for _, a := range rules.Associations() {
			codes = append(codes, a.Code)
		}
	}
	n := min(len(codes), b.size.People/smallest)
	for i, code := range codes[:n] {
		a, known := rules.Association(code)
		if !known {
			return fmt.Errorf("the rules know no association %q", code)
		}
		b.towns = append(b.towns, town{code: code, zone: a.Zone, people: b.size.People*(i+1)/n - b.size.People*i/n})
	}
	return nil
}
