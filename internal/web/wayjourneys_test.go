package web_test

import (
	"fmt"
	"strings"
	"testing"
)

// A training is three clicks from home, and is there once.
func TestATrainingInThreeClicksInABrowser(t *testing.T) {
	t.Parallel()
	v, p := browserOf(t, "ana", 360, 740)
	logged := counting(t, p, logTraining, 0)
	follows(p, `a[href="/hours/way"]`, `a[href="/hours/way/training/new"]`)
	p.Set("[name=title]", "Touchpoints")
	p.Set("[name=hours]", "6:30")
	p.Follow("[name=step][value=do]")
	logged()
	if text := p.Text("#evidence"); !strings.Contains(text, "Touchpoints · 6.50 hours") || !strings.Contains(text, "Waits for the coordinator") {
		t.Errorf("after logging, the page says %s", text)
	}
	if n := v.told("CT", "evidence.given"); n != 1 {
		t.Errorf("%d trainings were entered", n)
	}
}

// What waits of several people is confirmed at once, in two clicks and one for each piece.
func TestManyAreConfirmedAtOnceInABrowser(t *testing.T) {
	t.Parallel()
	v, p := browserOf(t, "cora@example.org", 1280, 800)
	people := []string{"ana", "ben", "cleo", "ruth"}
	for _, who := range people {
		v.training(who)
	}
	confirmed := counting(t, p, confirmMany, len(people))
	p.Follow(`a[href="/evidence"]`)
	for i := range people {
		p.Click(fmt.Sprintf("main form section:nth-of-type(%d) [name=pieces]", i+1))
	}
	p.Follow("[name=act][value=confirm]")
	confirmed()
	if text := p.Text("main"); !strings.Contains(text, "Nobody's evidence waits") || v.told("CT", "evidence.confirmed") != len(people) {
		t.Errorf("after confirming, the page says %s", text)
	}
}
