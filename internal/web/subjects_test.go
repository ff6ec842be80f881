package web_test

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/roster"
)

// subjects are what the tables call the things that addresses are of: the parameters of the address.
var subjects = map[string]func(v *town) map[string]string{
	"the stylesheet":      func(v *town) map[string]string { return v.stylesheet() },
	"no file":             fixed(":hash", "0000000000000000", ":file", "attune.css"),
	"the member's target": func(v *town) map[string]string { return ids(":person", v.person("ana"), ":purpose", "earning.IFS") },
	"nobody's target":     fixed(":purpose", "earning.IMHM-C"),
	"a target elsewhere":  func(v *town) map[string]string { return ids(":person", v.person("eli"), ":purpose", "earning.IFS") },
	"the member":          func(v *town) map[string]string { return ids(":person", v.person("ana")) },
	"somebody elsewhere":  func(v *town) map[string]string { return ids(":person", v.person("eli")) },
	"the member's hour": func(v *town) map[string]string {
		return ids(":person", v.person("ana"), ":id", v.session("thursday", "2026-10-01T10:00"))
	},
	"the member's hour of before the program": func(v *town) map[string]string {
		return ids(":person", v.person("ana"), ":id", v.session("thursday", "2023-06-01T10:00"))
	},
	"an hour elsewhere": func(v *town) map[string]string {
		return ids(":person", v.person("eli"), ":id", v.session("bay", "2026-10-01T10:00"))
	},
	"one's own training":            fixed(":matter", "training"),
	"no evidence":                   fixed(":matter", "prayer"),
	"the member's calendar address": func(v *town) map[string]string { return v.addressOf("ana") },
	"a calendar address elsewhere":  func(v *town) map[string]string { return v.addressOf("eli") },
	"the member's training":         func(v *town) map[string]string { return v.training("ana") },
	"a training elsewhere":          func(v *town) map[string]string { return v.training("eli") },
	"the membership":                func(v *town) map[string]string { return v.membership("thursday", "Ana Lindqvist") },
	"a membership elsewhere":        func(v *town) map[string]string { return v.membership("bay", "Eli Brandt") },
	"the member's record":           func(v *town) map[string]string { return ids(":id", v.person("ana")) },
	"a record elsewhere":            func(v *town) map[string]string { return ids(":id", v.person("eli")) },
	"the member's employment":       func(v *town) map[string]string { return v.fact("ana", roster.EmploymentMatter) },
	"the provider's credential":     func(v *town) map[string]string { return v.fact("ruth", roster.CredentialMatter) },
	"the member's aim":              func(v *town) map[string]string { return v.fact("ana", roster.TargetMatter) },
	"the program's record":          func(v *town) map[string]string { return ids(":id", v.program("harbor")) },
	"a program's record elsewhere":  func(v *town) map[string]string { return ids(":id", v.program("bay")) },
	"the association":               fixed(":association", "CT"),
	"an association elsewhere":      fixed(":association", "MI"),
	"the association on the web": func(v *town) map[string]string {
		if err := v.store.PublishCoverage(context.Background(), "CT", true, access.TheOperator); err != nil {
			v.Fatal(err)
		}
		return ids(":association", "CT")
	},
	"a duty, its runs":    fixed(":kind", "duty", ":id", "push"),
	"the closure":         func(v *town) map[string]string { return v.closure("CT") },
	"a closure elsewhere": func(v *town) map[string]string { return v.closure("MI") },
	"the group":           func(v *town) map[string]string { return ids(":id", v.group("thursday")) },
	"a group elsewhere":   func(v *town) map[string]string { return ids(":id", v.group("bay")) },
	"the open group": func(v *town) map[string]string {
		v.opens("thursday", 8)
		return ids(":id", v.group("thursday"))
	},
	"a request for a place":           func(v *town) map[string]string { return v.request("thursday", "pia") },
	"a request for a place elsewhere": func(v *town) map[string]string { return v.request("bay", "eli") },
	"the session":                     func(v *town) map[string]string { return ids(":id", v.session("thursday", "2026-11-19T10:00")) },
	"a session elsewhere":             func(v *town) map[string]string { return ids(":id", v.session("bay", "2026-11-18T10:00")) },
	"the session to come": func(v *town) map[string]string {
		return ids(":id", v.session("thursday", "2026-12-03T10:00"))
	},
	"a session to come elsewhere":           func(v *town) map[string]string { return ids(":id", v.session("bay", "2026-12-03T10:00")) },
	"the cancelled session to come":         func(v *town) map[string]string { return ids(":id", v.session("thursday", "2026-12-10T10:00")) },
	"a cancelled session to come elsewhere": func(v *town) map[string]string { return ids(":id", v.session("bay", "2026-12-10T10:00")) },
	"the session of a series":               func(v *town) map[string]string { return ids(":id", v.serial("thursday")) },
	"a session of a series elsewhere":       func(v *town) map[string]string { return ids(":id", v.serial("bay")) },
	"the program":                           func(v *town) map[string]string { return ids(":program", v.program("harbor")) },
	"a program elsewhere":                   func(v *town) map[string]string { return ids(":program", v.program("bay")) },
	"the member's calendar": func(v *town) map[string]string {
		path, _ := v.subscribe("ana", "")
		return ids(":file", strings.TrimPrefix(path, "/feeds/"))
	},
	"no mail":           fixed(":id", "999999"),
	"a mail that waits": func(v *town) map[string]string { return ids(":id", v.mailWaiting()) },
	"an invitation into the program": func(v *town) map[string]string {
		return ids(":id", int64(v.invites(access.Invitation{Email: "new@example.org", Name: "New", Role: access.Practitioner, Association: "CT", Program: roster.ProgramID(v.program("harbor")), From: day.MustParse("2026-12-01")})))
	},
	"a coordinator's invitation elsewhere": func(v *town) map[string]string {
		return ids(":id", int64(v.invites(access.Invitation{Email: "new@example.org", Role: access.Coordinator, Association: "MI"})))
	},
	"the member's account":      func(v *town) map[string]string { return v.accountOf("ana") },
	"the coordinator's account": func(v *town) map[string]string { return v.accountOf("cora@example.org") },
	"an account elsewhere":      func(v *town) map[string]string { return v.accountOf("eli") },
	"the address in the member's mail": func(v *town) map[string]string {
		return ids(":key", v.absenceKey("ana", "thursday", "2026-12-03T10:00"))
	},
	"an address in no mail": fixed(":key", access.NewToken().Reveal()),
	"a revoked calendar": func(v *town) map[string]string {
		path, id := v.subscribe("ana", "")
		if err := v.store.RevokeFeed(context.Background(), id, func(access.Feed) error { return nil }, access.TheOperator); err != nil {
			v.Fatal(err)
		}
		return ids(":file", strings.TrimPrefix(path, "/feeds/"))
	},
}

// pastOf are what the histories of the tables are of, by the kind that their address names, with the parameter of the thing's
// own address that has its id.
var pastOf = map[string][2]string{
	"the member's record":                  {"person", ":id"},
	"a record elsewhere":                   {"person", ":id"},
	"the member's employment":              {"employment", ":fact"},
	"the provider's credential":            {"credential", ":fact"},
	"the member's aim":                     {"target", ":fact"},
	"the member's training":                {"evidence", ":evidence"},
	"a training elsewhere":                 {"evidence", ":evidence"},
	"the group":                            {"group", ":id"},
	"a group elsewhere":                    {"group", ":id"},
	"the membership":                       {"membership", ":member"},
	"a membership elsewhere":               {"membership", ":member"},
	"the session":                          {"session", ":id"},
	"a session elsewhere":                  {"session", ":id"},
	"the program":                          {"program", ":program"},
	"a program elsewhere":                  {"program", ":program"},
	"the closure":                          {"closure", ":id"},
	"a closure elsewhere":                  {"closure", ":id"},
	"the association":                      {"association", ":association"},
	"an association elsewhere":             {"association", ":association"},
	"the member's account":                 {"account", ":id"},
	"the coordinator's account":            {"account", ":id"},
	"an account elsewhere":                 {"account", ":id"},
	"a mail that waits":                    {"notice", ":id"},
	"the member's calendar address":        {"feed", ":feed"},
	"a calendar address elsewhere":         {"feed", ":feed"},
	"a request for a place":                {"request", ":request"},
	"an invitation into the program":       {"invitation", ":id"},
	"a coordinator's invitation elsewhere": {"invitation", ":id"},
}

func init() {
	for thing, of := range pastOf {
		subjects[thing+", its history"] = func(v *town) map[string]string {
			return fixed(":kind", of[0], ":id", subjects[thing](v)[of[1]])(v)
		}
	}
}

func fixed(pairs ...any) func(*town) map[string]string {
	return func(*town) map[string]string { return ids(pairs...) }
}

// ids are the parameters of an address: name, value, name, value.
func ids(pairs ...any) map[string]string {
	params := make(map[string]string)
	for pair := range slices.Chunk(pairs, 2) {
		params[pair[0].(string)] = fmt.Sprint(pair[1])
	}
	return params
}

// stylesheet are the parameters of the address under which pages find it.
func (v *town) stylesheet() map[string]string {
	v.Helper()
	m := regexp.MustCompile(`/static/([0-9a-f]+)/(attune\.css)`).FindStringSubmatch(v.stranger().get("/sign-in").body)
	if m == nil {
		v.Fatal("no page has the stylesheet")
	}
	return ids(":hash", m[1], ":file", m[2])
}

// accountOf are the parameters of an address of somebody's account.
func (v *town) accountOf(who string) map[string]string {
	v.Helper()
	account, err := v.store.OpenAccount(context.Background(), who, access.TheOperator)
	if err != nil {
		v.Fatal(err)
	}
	return ids(":id", int64(account.ID))
}

// invites invites somebody, as the coordinator of everything.
func (v *town) invites(i access.Invitation) access.InvitationID {
	v.Helper()
	cora := access.Actor{Account: 1, Coordinates: []roster.Association{"CT", "MI"}}
	id, err := v.store.Welcome(context.Background(), i, access.Inviter{Account: "account:1", Name: "Cora"}, func(k access.Known) (access.Welcome, error) {
		return k.Welcome(cora, i)
	})
	if err != nil {
		v.Fatal(err)
	}
	return id
}

// program is the id of a program, by what the bundle calls it.
func (v *town) program(external string) int64 {
	v.Helper()
	programs, err := v.store.Programs(context.Background(), nil, []roster.Association{"CT", "MI"})
	if err != nil {
		v.Fatal(err)
	}
	for _, p := range programs {
		if string(p.External) == external {
			return int64(p.ID)
		}
	}
	v.Fatalf("there is no program %s", external)
	return 0
}
