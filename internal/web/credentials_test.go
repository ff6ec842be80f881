package web_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"attune/internal/notice"
	"attune/internal/roster"
)

// waiting are the notices about a topic that wait, each with who reads it and its text; by reader.
func (v *town) waiting(topic notice.Topic) (readers []string, texts map[string]string) {
	v.Helper()
	kept, err := v.store.Outbox(context.Background(), notice.Waiting, 0, 100)
	if err != nil {
		v.Fatal(err)
	}
	texts = make(map[string]string)
	for _, k := range kept {
		if k.Topic == topic {
			reader := k.Name
			if reader == "" {
				reader = k.Address
			}
			readers = append(readers, reader)
			texts[reader] += k.Subject + "\n" + strings.Join(k.Lines, "\n") + "\n"
		}
	}
	slices.Sort(readers)
	return readers, texts
}

// Cora ends Ruth's credential in the form. Ana and Ben earn an IFS in Ruth's circle; Cleo's category asks for no hours, Dan
// earns nothing and has left, Eli is in Zoe's.
func TestWhoHearsThatACredentialEnds(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b, path := v.as("cora@example.org"), v.factAt("ruth", roster.CredentialMatter)
		b.decides(path, "to", "2026-11-30").must(v.T, "4 people get mail about it.")
		readers, texts := v.waiting(notice.Credentials)
		if want := []string{"Ana Lindqvist", "Ben Hollis", "Ruth Okonkwo", "cora@example.org"}; !slices.Equal(readers, want) {
			v.Fatalf("%q were told, want %q", readers, want)
		}
		for reader, words := range map[string]string{
			"Ana Lindqvist":    "From 1 December 2026 the hours of Thursday circle no longer count toward your IFS",
			"Ruth Okonkwo":     "Now: IMHM-C, endorsed, from 1 May 2018 to 30 November 2026.",
			"cora@example.org": "From 1 December 2026, hours Ruth Okonkwo leads no longer count toward IFS",
		} {
			if !strings.Contains(texts[reader], words) {
				v.Errorf("%s is not told %q:\n%s", reader, words, texts[reader])
			}
		}
		for reader, text := range texts {
			for _, name := range []string{"Ana", "Lindqvist", "Ben", "Hollis", "Cleo", "Dan", "Eli"} {
				if strings.Contains(text, name) {
					v.Errorf("%s is told of %s:\n%s", reader, name, text)
				}
			}
			if member := reader == "Ana Lindqvist" || reader == "Ben Hollis"; member && strings.Contains(text, "Ruth") {
				v.Errorf("%s is told whose credential it is:\n%s", reader, text)
			}
		}
		b.decides(path, "to", "", "reason", "It was renewed in time.").must(v.T, "4 people get mail about it.")
		again, texts := v.waiting(notice.Credentials)
		if len(again) != 8 || !strings.Contains(texts["Ana Lindqvist"], "the hours of Thursday circle count toward your IFS, other than you were told before") {
			v.Errorf("%q were told, Ana\n%s", again, texts["Ana Lindqvist"])
		}
	})
}
