package roster

import (
	"fmt"
	"strconv"
	"strings"
)

// ParseFTE reads a share of full time: a decimal from 0 to 2 with at most three places. It is false for anything else.
func ParseFTE(text string) (FTE, bool) {
	whole, rest, dotted := strings.Cut(text, ".")
	thousandths, err := strconv.Atoi(whole + (rest + "000")[:3])
	if err != nil || len(rest) > 3 || dotted && rest == "" || whole == "" || strings.ContainsAny(text, "+-") || thousandths > 2000 {
		return 0, false
	}
	return FTE(thousandths), true
}

// String is the share with one decimal at least: 1.0, 0.5, 0.125.
func (f FTE) String() string {
	text := fmt.Sprintf("%d.%03d", f/1000, f%1000)
	for strings.HasSuffix(text, "0") && text[len(text)-2] != '.' {
		text = text[:len(text)-1]
	}
	return text
}
