// Package fault owns the kinds of failure and the one sentence about each that a person may read.
//
// It hands over Error: what went wrong by kind, the sentence, and the cause that only the log sees. A room that
// can say what was wrong and what to do makes one; every other error is internal, and its text is withheld.
// Fault knows no status code, no exit code and no page: web and cmd each keep one table from kind to their own.
package fault

import (
	"errors"
	"fmt"
	"time"
)

// Kind is the class of a failure. The zero Kind is Internal.
type Kind int

// The kinds, from nobody's business but ours to what the caller can mend.
const (
	Internal    Kind = iota // a defect or a broken machine; the text is withheld
	Invalid                 // what was given cannot be right; the sentence says how to mend it
	NotFound                // there is no such thing, or none that this actor may see
	Forbidden               // the thing is visible, the act is not theirs
	SignedOut               // nobody is signed in
	Conflict                // somebody else changed it first, or its state does not allow the act
	TooLarge                // more than is taken at once
	TooMany                 // too often; the sentence says when to try again
	Unavailable             // right, but not now: a database that cannot be reached, a schema that is not ours
)

// Error is a failure with a sentence fit for the user.
type Error struct {
	Kind     Kind
	Sentence string // what was wrong and what to do, ending in a full stop; never holds a secret
	cause    error  // for the log alone; may be nil

	Wait time.Duration // of TooMany: until it may be tried again; zero where nobody knows
}

// New makes an Error of the kind with a formatted sentence.
func New(kind Kind, format string, args ...any) *Error {
	return &Error{Kind: kind, Sentence: fmt.Sprintf(format, args...)}
}

// Because makes an Error of the kind that keeps cause for the log and errors.Is.
func Because(cause error, kind Kind, format string, args ...any) *Error {
	return &Error{Kind: kind, Sentence: fmt.Sprintf(format, args...), cause: cause}
}

// Error is the sentence and, where there is one, the cause: the form for logs.
func (e *Error) Error() string {
	if e.cause == nil {
		return e.Sentence
	}
	return e.Sentence + " (" + e.cause.Error() + ")"
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.cause }

// KindOf is the kind of the first Error in err's chain, and Internal where there is none.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// WaitOf is how long to wait before what failed is tried again; zero where it is no matter of waiting.
func WaitOf(err error) time.Duration {
	e, ok := errors.AsType[*Error](err)
	if !ok {
		return 0
	}
	return e.Wait
}

// SentenceOf is the sentence of the first Error in err's chain that is not Internal.
// The second result is false where nothing may be shown.
func SentenceOf(err error) (string, bool) {
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Kind == Internal {
		return "", false
	}
	return e.Sentence, true
}
