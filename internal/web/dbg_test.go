package web_test

import (
	"testing"
	"fmt"
)

func TestDbg(t *testing.T) {
	inHarbor(t, func(v *town) {
		b := v.as("ruth")
		path := v.at("thursday", "2026-11-19T10:00")
		f := formIn(b.page(path).body)
		fmt.Println(f)
		f.Set("act", "verify")
		for i := range 3 {
			f.Set(fmt.Sprintf("people[%d].mark", i), "present")
		}
		f.Set("people[0].mark", "late")
		f.Set("people[1].mark", "early")
		a := b.post(path, f)
		fmt.Println(a.Status, a.body)
	})
}
