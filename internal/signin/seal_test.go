package signin

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"attune/internal/fault"
)

func seal(t *testing.T, secret string) *Seal {
	t.Helper()
	s, err := NewSeal([]byte(secret))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestASealOpensForItsAccountAndSecretAlone(t *testing.T) {
	t.Parallel()
	one, other := seal(t, strings.Repeat("a", 32)), seal(t, strings.Repeat("b", 32))
	sealed := one.close(7, "JBSWY3DPEHPK3PXP")
	if got, err := one.open(7, sealed); got != "JBSWY3DPEHPK3PXP" || err != nil {
		t.Errorf("opened: %q, %v", got, err)
	}
	if bytes.Contains(sealed, []byte("JBSWY3DP")) || bytes.Equal(sealed, one.close(7, "JBSWY3DPEHPK3PXP")) {
		t.Error("the seal shows what is under it")
	}
	broken := slices.Clone(sealed)
	broken[len(broken)-1] ^= 1
	for what, open := range map[string]func() (string, error){
		"another account": func() (string, error) { return one.open(8, sealed) },
		"another secret":  func() (string, error) { return other.open(7, sealed) },
		"changed":         func() (string, error) { return one.open(7, broken) },
		"cut short":       func() (string, error) { return one.open(7, sealed[:5]) },
		"empty":           func() (string, error) { return one.open(7, nil) },
	} {
		if got, err := open(); err == nil || got != "" {
			t.Errorf("%s: opened %q", what, got)
		}
	}
	if _, err := NewSeal([]byte(strings.Repeat("a", 31))); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a short secret: %v", err)
	}
}

// The codes of RFC 6238, appendix B, for SHA-1: the last six of its eight digits.
func TestCodesAreThoseOfTheStandard(t *testing.T) {
	t.Parallel()
	const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" // 12345678901234567890
	for at, code := range map[int64]string{59: "287082", 1111111109: "081804", 1234567890: "005924", 2000000000: "279037"} {
		for late, right := range map[int64]bool{-90: false, -30: true, 0: true, 30: true, 60: false} {
			used, got := stepOf(secret, code[:3]+" "+code[3:], time.Unix(at+late, 0))
			if got != right || right && used != at/30 {
				t.Errorf("%s, %d seconds late: step %d, %t", code, late, used, got)
			}
		}
	}
}

func TestRecoveryCodesDiffer(t *testing.T) {
	t.Parallel()
	s, seen := seal(t, strings.Repeat("a", 32)), make(map[string]bool)
	for account := range 3 {
		codes, hashes := s.recovery(1+1, []byte{byte(account)})
		for i, code := range codes {
			if len(code) != 19 || seen[code] || hashes[i] != recoveryHash(2, plain(" "+strings.ToUpper(code))) {
				t.Errorf("code %q", code)
			}
			seen[code] = true
		}
	}
}
