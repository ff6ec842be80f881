package store_test

import (
	"sync"
	"testing"

	"attune/internal/attendance"
	"attune/internal/dbtest"
	"attune/internal/fault"
)

// byBea is Bea's form of the Monday session.
func byBea(id, content string) attendance.Sending {
	return attendance.Sending{ID: id, Session: monday, Account: 1, Content: content}
}

// send has a form arrive: a draft or a signature of what the marks say, filled in on a revision of the sheet.
func (o office) send(sending attendance.Sending, revision int, code attendance.Code, verify bool) (attendance.Sheet, error) {
	d := present()
	d.Revision, d.Marks[0].Code = revision, code
	signer := attendance.Signer{Account: sending.Account, Person: bea}
	return o.ReceiveSheet(o.t.Context(), sending, "account:1", func(s attendance.Sheet) (attendance.Change, error) {
		if verify {
			return s.Verify(d, signer, afterwards)
		}
		return s.Save(d, signer, afterwards)
	})
}

func TestAFormThatArrivesAgainChangesNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, afterwards)
		o.account("p2")
		o.account("p3")
		first := byBea("a", "everybody present")
		if _, err := o.send(first, 0, attendance.Present, false); err != nil {
			t.Fatal(err)
		}
		if _, err := o.send(byBea("b", "absent"), 1, attendance.Absent, true); err != nil { // the sheet has gone on since
			t.Fatal(err)
		}
		for name, story := range map[string]struct {
			sending attendance.Sending
			known   bool
			want    fault.Kind
		}{
			"the first again":           {first, true, fault.Internal},
			"the second again":          {byBea("b", "absent"), true, fault.Internal},
			"saying something else":     {byBea("a", "nobody"), false, fault.Conflict},
			"an id of somebody else":    {attendance.Sending{ID: "a", Session: monday, Account: 2, Content: "everybody present"}, false, fault.Conflict},
			"the same without its id":   {attendance.Sending{Session: monday, Account: 1, Content: "everybody present"}, false, fault.Conflict},
			"a session that is nowhere": {attendance.Sending{ID: "a", Session: 99, Account: 1, Content: "everybody present"}, false, fault.NotFound},
		} {
			known, failed := o.SheetReceived(t.Context(), story.sending)
			after, err := o.send(story.sending, 0, attendance.Present, false)
			if known != story.known || err != nil && fault.KindOf(err) != story.want || (err == nil) != (story.want == fault.Internal) {
				t.Errorf("%s: %t, %v; %v", name, known, failed, err)
			}
			if err == nil && (after.Revision != 2 || after.Marks[0].Code != attendance.Absent) {
				t.Errorf("%s is answered with %+v", name, after)
			}
		}
		if n := o.number(`select count(*) from history where subject = 'session:3'`); n != 2 {
			t.Errorf("the history tells of %d changes", n)
		}
		if n := o.number(`select count(*) from sendings`); n != 2 {
			t.Errorf("%d sendings are kept", n)
		}
	})
}

// What arrives and changes nothing has arrived all the same; what was refused has not.
func TestWhatIsKeptOfAForm(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, afterwards)
		o.account("p2")
		for _, step := range []struct {
			sending  attendance.Sending
			revision int
			verify   bool
			fails    bool
		}{{byBea("a", "1"), 0, false, false}, {byBea("b", "1"), 1, false, false}, {byBea("c", "1"), 0, true, true}, {byBea("d", "1"), 1, true, false}} {
			if _, err := o.send(step.sending, step.revision, attendance.Present, step.verify); (err != nil) != step.fails {
				t.Errorf("%s: %v", step.sending.ID, err)
			}
		}
		for id, want := range map[string]struct{ act, revision int }{"a": {1, 1}, "b": {0, 1}, "d": {1, 2}} {
			if n := o.number(`select count(*) from sendings where id = ? and revision = ? and (act <> '') = ?`, id, want.revision, want.act == 1); n != 1 {
				t.Errorf("%s is not kept as it was", id)
			}
		}
		if n := o.count("sendings"); n != 3 {
			t.Errorf("%d sendings are kept", n)
		}
		for _, sweep := range []struct{ want, left int }{{0, 3}, {3, 0}} {
			until := afterwards.AddDate(0, 0, -1)
			if sweep.left == 0 {
				until = afterwards
			}
			if n, err := o.SweepSendings(t.Context(), until); n != sweep.want || err != nil || o.count("sendings") != sweep.left {
				t.Errorf("swept %d, %v; %d are left", n, err, o.count("sendings"))
			}
		}
	})
}

func TestOneFormTwiceAtOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, afterwards)
		o.account("p2")
		var arrivals sync.WaitGroup
		results := make([]error, 4)
		for i := range results {
			arrivals.Go(func() { _, results[i] = o.send(byBea("a", "all"), 0, attendance.Present, true) })
		}
		arrivals.Wait()
		for _, err := range results {
			if err != nil {
				t.Error(err)
			}
		}
		if ledger, kept, told := o.count("ledger"), o.count("sendings"), o.number(`select count(*) from history where act = 'sheet.verified'`); ledger != 2 || kept != 1 || told != 1 {
			t.Errorf("%d entries, %d sendings, %d verifications", ledger, kept, told)
		}
	})
}
