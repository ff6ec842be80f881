package web

import (
	"slices"
	"strconv"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/fault"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// inviteForm is an invitation as a browser sends it.
type inviteForm struct {
	Email       string `form:"email"`
	Name        string `form:"name"`
	Role        string `form:"role"`
	Program     string `form:"program"` // an id; empty for none
	From        string `form:"from"`    // 2026-12-01
	Association string `form:"association"`
}

// inviteOffer is what somebody may invite to.
type inviteOffer struct {
	roles        []access.Role
	programs     []roster.Program
	associations []rulebook.Association // to coordinate
	free         bool                   // people may be invited without a program
	today        day.Date
}

// read is the invitation that the form means, and a sentence for each field that is wrong.
func (f inviteForm) read(o inviteOffer) (access.Invitation, map[string]string) {
	wrong := make(map[string]string)
	say := func(field string, err error) {
		if sentence, told := fault.SentenceOf(err); told {
			wrong[field] = sentence
		}
	}
	i := access.Invitation{Role: access.Role(f.Role)}
	var err error
	i.Email, err = access.Email(f.Email)
	say("email", err)
	i.Name, err = access.PersonName(f.Name)
	say("name", err)
	switch {
	case !slices.Contains(o.roles, i.Role):
		wrong["role"] = "Choose what they are invited as."
	case i.Role == access.Operator:
	case i.Role == access.Coordinator:
		say("association", f.association(o, &i))
	default:
		f.place(o, &i, say)
	}
	return i, wrong
}

// association reads which association is to be coordinated, or has the person on its roster.
func (f inviteForm) association(o inviteOffer, i *access.Invitation) error {
	for _, a := range o.associations {
		if len(o.associations) == 1 || string(a.Code) == f.Association {
			i.Association = a.Code
			return nil
		}
	}
	return fault.New(fault.Invalid, "Choose the association.")
}

// place reads where somebody is to work, and from when.
func (f inviteForm) place(o inviteOffer, i *access.Invitation, say func(string, error)) {
	if f.Program == "" && o.free && i.Role != access.Manager {
		say("association", f.association(o, i))
		return
	}
	for _, p := range o.programs {
		if strconv.FormatInt(int64(p.ID), 10) == f.Program {
			i.Program, i.Association = p.ID, p.Association
		}
	}
	if i.Program == 0 {
		say("program", fault.New(fault.Invalid, "Choose the program they work in."))
	}
	from, err := day.Parse(f.From)
	if err != nil || from.Year() < 1900 || from.Year() > 2199 {
		say("from", fault.New(fault.Invalid, "Write their first day there, such as %s.", o.today))
	}
	i.From = from
}
