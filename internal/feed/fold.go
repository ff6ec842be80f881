package feed

import "unicode/utf8"

// longest is the most octets a line may have, its CRLF not counted (RFC 5545, 3.1).
const longest = 75

// folder gathers the encoder's output, folding what is too long. The encoder writes one content line, with its CRLF,
// at each call and never folds; a wrong fold makes Google drop the whole feed, one inside a character others.
type folder struct{ folded []byte }

func (f *folder) Write(contentLine []byte) (int, error) {
	rest, room := contentLine[:len(contentLine)-len("\r\n")], longest
	for len(rest) > room {
		cut := room
		for !utf8.RuneStart(rest[cut]) {
			cut-- // ends, for the texts are valid UTF-8
		}
		f.folded = append(append(f.folded, rest[:cut]...), "\r\n "...)
		rest, room = rest[cut:], longest-len(" ")
	}
	f.folded = append(append(f.folded, rest...), "\r\n"...)
	return len(contentLine), nil
}
