package main

import (
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"attune/internal/access"
	"attune/internal/fault"
	"attune/internal/roster"
	"attune/internal/store"
)

// feedVerb is `attune feed`.
type feedVerb struct {
	Create feedCreateVerb `cmd:"" help:"Make a calendar address and print it, once."`
	List   feedListVerb   `cmd:"" help:"List the calendar addresses, without their secrets."`
	Revoke feedRevokeVerb `cmd:"" help:"End one calendar address for good."`
}

// Help is shown below the verbs.
func (feedVerb) Help() string {
	return "Example: attune feed create --person p001 --name phone"
}

// feedCreateVerb is `attune feed create`.
type feedCreateVerb struct {
	Person string `required:"" placeholder:"ID" help:"Its owner: the person's id as in people.csv."`
	Group  string `placeholder:"ID" xor:"holds" help:"Only the sessions of this group, by its id as in groups.csv; without, all of the owner's."`
	Led    bool   `xor:"holds" help:"Only the sessions that the owner leads."`
	Open   bool   `xor:"holds" help:"The sessions of open groups that the owner may join, and none of the owner's own."`
	Name   string `placeholder:"NAME" help:"Where it is used, such as phone."`
	Detail string `enum:"full,title,busy" default:"full" help:"How much it says of a session: ${enum}."`
	Alarm  int    `placeholder:"MINUTES" help:"Have calendars remind so long before a session: 10, 30, 60 or 1440 minutes; without, not at all."`

	WithoutCancelled bool `help:"Cancelled sessions leave it; without, they stay and say that they are cancelled."`
}

// Help is shown below the verb's flags.
func (feedCreateVerb) Help() string {
	return "Example: attune feed create --person p001 --group g001 --name phone --alarm 30"
}

// Run makes the feed and writes its address to standard output; nobody can ask for it again.
func (v *feedCreateVerb) Run(o *office) error {
	name, err := access.FeedName(v.Name)
	if err != nil {
		return err
	}
	db, err := o.open()
	if err != nil {
		return err
	}
	defer o.close(db)
	feed, err := v.feed(o, db, name)
	if err != nil {
		return err
	}
	token := access.NewToken()
	feed, err = db.CreateFeed(o, feed, token.Hash(), access.TheOperator)
	if err != nil {
		return err
	}
	fmt.Fprintf(o.stderr, "Feed %d. Its address is shown this once; whoever has it sees the calendar.\n", feed.ID)
	_, err = fmt.Fprintln(o.stdout, access.FeedAddress(o.settings.base(), token))
	return err
}

// feed is the feed that the flags describe.
func (v *feedCreateVerb) feed(o *office, db *store.Store, name string) (access.Feed, error) {
	person, err := db.PersonByExternal(o, roster.External(v.Person))
	if err != nil {
		return access.Feed{}, err
	}
	feed := access.Feed{Person: person.ID, Open: v.Open, FeedStyle: access.FeedStyle{
		Name: name, Led: v.Led, Detail: access.FeedDetail(v.Detail), Alarm: v.Alarm, Uncancelled: v.WithoutCancelled,
	}}
	if err := feed.Check(); err != nil || v.Group == "" {
		return feed, err
	}
	group, err := db.GroupByExternal(o, roster.External(v.Group))
	feed.Group = group.ID
	return feed, err
}

// feedListVerb is `attune feed list`.
type feedListVerb struct{}

// Help is shown below the verb's flags.
func (feedListVerb) Help() string { return "Example: attune feed list" }

// Run writes a line a feed, oldest first.
func (feedListVerb) Run(o *office) error {
	db, err := o.open()
	if err != nil {
		return err
	}
	defer o.close(db)
	feeds, err := db.Feeds(o)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(o.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "FEED\tPERSON\tSHOWS\tCREATED\tREVOKED\tNAME")
	for _, f := range feeds {
		fmt.Fprintf(table, "%d\t%s\t%s\t%s\t%s\t%s\n", f.ID, f.Owner, shows(f), dated(f.CreatedAt), dated(f.RevokedAt), f.Name)
	}
	return table.Flush()
}

// dated is the day of an instant in UTC, and a dash for none.
func dated(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.Format(time.DateOnly)
}

// shows is which sessions a feed shows, and what was chosen about it: all, led, open or a group's id, then the rest.
func shows(f access.ListedFeed) string {
	words := []string{"all"}
	switch {
	case f.GroupExternal != "":
		words[0] = string(f.GroupExternal)
	case f.Led:
		words[0] = "led"
	case f.Open:
		words[0] = "open"
	}
	if f.Detail != access.EverythingShown {
		words = append(words, string(f.Detail))
	}
	if f.Alarm > 0 {
		words = append(words, fmt.Sprintf("alarm-%d", f.Alarm))
	}
	if f.Uncancelled {
		words = append(words, "without-cancelled")
	}
	return strings.Join(words, ",")
}

// feedRevokeVerb is `attune feed revoke`.
type feedRevokeVerb struct {
	ID access.FeedID `arg:"" name:"number" help:"The feed's number, as attune feed list shows it."`
}

// Help is shown below the verb's flags.
func (feedRevokeVerb) Help() string { return "Example: attune feed revoke 12" }

// Run ends the feed; its address answers as if it had never been.
func (v *feedRevokeVerb) Run(o *office) error {
	db, err := o.open()
	if err != nil {
		return err
	}
	defer o.close(db)
	anybodys := func(access.Feed) error { return nil }
	err = db.RevokeFeed(o, v.ID, anybodys, access.TheOperator)
	if fault.KindOf(err) == fault.NotFound {
		return fault.Because(err, fault.NotFound, "There is no feed %d. attune feed list shows those there are.", v.ID)
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(o.stdout, "Feed %d is revoked. Calendar programs get nothing new from it, but may keep showing what they have.\n", v.ID)
	return err
}
