package feed

import (
	"strings"
	"unicode/utf8"
)

// text makes a value of type TEXT of what somebody typed (RFC 5545, 3.3.11): line ends become \n, the characters
// with a meaning are escaped, and what may not stand in a calendar is dropped: control characters (Python's readers
// end a line at several of them) and the byte-order mark. Bytes that are no UTF-8 become U+FFFD.
func text(typed string) string {
	ready := readyBytes(typed)
	if ready == len(typed) {
		return typed
	}
	var out strings.Builder
	out.Grow(len(typed) + 16)
	out.WriteString(typed[:ready])
	for rest := typed[ready:]; rest != ""; {
		r, size := utf8.DecodeRuneInString(rest)
		switch {
		case r == '\\' || r == ';' || r == ',':
			out.WriteByte('\\')
			out.WriteByte(byte(r))
		case strings.HasPrefix(rest, "\r\n"):
			out.WriteString(`\n`)
			size = 2
		case lineEnd(r):
			out.WriteString(`\n`)
		case !dropped(r):
			out.WriteRune(r)
		}
		rest = rest[size:]
		ready := readyBytes(rest)
		out.WriteString(rest[:ready])
		rest = rest[ready:]
	}
	return out.String()
}

// readyBytes counts the bytes at the beginning that can stand as they are: of most texts, all.
func readyBytes(typed string) int {
	for i := range len(typed) {
		if c := typed[i]; c < ' ' || c >= 0x7F || c == '\\' || c == ';' || c == ',' {
			return i
		}
	}
	return len(typed)
}

// uri is an address fit to stand in a calendar unescaped: without control characters and blanks.
func uri(address string) string {
	if readyBytes(address) == len(address) && !strings.Contains(address, " ") {
		return address
	}
	return strings.Map(func(r rune) rune {
		if dropped(r) || lineEnd(r) || r == ' ' || r == '\t' {
			return -1
		}
		return r
	}, address)
}

// lineEnd is what ends a line for one reader or another: beside the usual two NEL and the separators of Unicode.
func lineEnd(r rune) bool {
	return r == '\n' || r == '\r' || r == '\u0085' || r == '\u2028' || r == '\u2029'
}

// dropped are the control characters of ASCII and of Latin-1, the tab left, and the byte-order mark.
func dropped(r rune) bool {
	return r < ' ' && r != '\t' || r >= 0x7F && r < 0xA0 || r == '\uFEFF'
}
