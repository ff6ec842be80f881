package feed

import "unicode/utf8"

// longest is the most octets a line may have, its CRLF not counted (RFC 5545, 3.1).
const longest = 75

// lines are the content lines of a feed, one after the other, those that are too long folded. A wrong fold makes Google drop
// the whole feed, one inside a character others.
type lines struct{ written []byte }

// say writes a property. Its value is made by text, uri or digits, or is ours: no line ends in it.
func (l *lines) say(name, value string) { l.sayIn(name, "", value) }

// sayAny writes a property where it has a value.
func (l *lines) sayAny(name, value string) {
	if value != "" {
		l.say(name, value)
	}
}

// sayIn writes a property with its parameters, each with a semicolon before it.
func (l *lines) sayIn(name, parameters, value string) {
	begins := len(l.written)
	l.written = append(append(append(append(l.written, name...), parameters...), ':'), value...)
	if len(l.written)-begins <= longest {
		l.written = append(l.written, "\r\n"...)
		return
	}
	long := string(l.written[begins:])
	l.written = l.written[:begins]
	l.fold(long)
}

// Write takes the encoder's output: one content line, with its CRLF, at each call, never folded.
func (l *lines) Write(contentLine []byte) (int, error) {
	l.fold(string(contentLine[:len(contentLine)-len("\r\n")]))
	return len(contentLine), nil
}

// fold writes a line in as many as it takes. It is valid UTF-8.
func (l *lines) fold(line string) {
	room := longest
	for len(line) > room {
		cut := room
		for !utf8.RuneStart(line[cut]) {
			cut--
		}
		l.written = append(append(l.written, line[:cut]...), "\r\n "...)
		line, room = line[cut:], longest-len(" ")
	}
	l.written = append(append(l.written, line...), "\r\n"...)
}
