package exchange

import (
	"bufio"
	"container/heap"
	"encoding/binary"
	"errors"
	"io"
	"os"
)

// writeRun writes sorted records into a new file: session, person and line in four bytes each, mark and focus in one,
// the length of the intervals in as few as it takes, and the intervals.
func writeRun(name string, records []record) (err error) {
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	to := bufio.NewWriterSize(file, 64<<10)
	var b []byte
	for _, r := range records {
		b = binary.LittleEndian.AppendUint32(b[:0], uint32(r.session))
		b = binary.LittleEndian.AppendUint32(b, uint32(r.person))
		b = binary.LittleEndian.AppendUint32(b, uint32(r.line))
		b = append(b, r.mark, r.focus)
		b = binary.AppendUvarint(b, uint64(len(r.intervals)))
		if _, err := to.Write(append(b, r.intervals...)); err != nil {
			return err
		}
	}
	return to.Flush()
}

// A cursor walks along one run, or along records in memory.
type cursor struct {
	head record
	rest []record // of one in memory
	file *os.File // of a run
	from *bufio.Reader
}

// openRun is a cursor on the first record of a run; no run is empty.
func openRun(name string) (*cursor, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	c := &cursor{file: file, from: bufio.NewReaderSize(file, 32<<10)}
	if _, err := c.advance(); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return c, nil
}

// advance goes to the next record; false where there is none.
func (c *cursor) advance() (bool, error) {
	if c.file == nil {
		if len(c.rest) == 0 {
			return false, nil
		}
		c.head, c.rest = c.rest[0], c.rest[1:]
		return true, nil
	}
	var b [14]byte
	if _, err := io.ReadFull(c.from, b[:]); errors.Is(err, io.EOF) {
		return false, nil
	} else if err != nil {
		return false, err
	}
	length, err := binary.ReadUvarint(c.from)
	if err != nil {
		return false, err
	}
	text := make([]byte, length)
	if _, err := io.ReadFull(c.from, text); err != nil {
		return false, err
	}
	c.head = record{
		session: ref(binary.LittleEndian.Uint32(b[0:])), person: ref(binary.LittleEndian.Uint32(b[4:])),
		line: int32(binary.LittleEndian.Uint32(b[8:])), mark: b[12], focus: b[13], intervals: string(text),
	}
	return true, nil
}

// merge is a heap of cursors, the one with the least record first.
type merge struct{ cursors []*cursor }

// Len, Less, Swap, Push and Pop are those of a heap.
func (m *merge) Len() int           { return len(m.cursors) }
func (m *merge) Less(i, j int) bool { return m.cursors[i].head.compare(m.cursors[j].head) < 0 }
func (m *merge) Swap(i, j int)      { m.cursors[i], m.cursors[j] = m.cursors[j], m.cursors[i] }
func (m *merge) Push(c any)         { m.cursors = append(m.cursors, c.(*cursor)) }

func (m *merge) Pop() any {
	last := m.cursors[len(m.cursors)-1]
	m.cursors = m.cursors[:len(m.cursors)-1]
	return last
}

// advance takes the least record away.
func (m *merge) advance() error {
	more, err := m.cursors[0].advance()
	switch {
	case err != nil:
		return err
	case more:
		heap.Fix(m, 0)
		return nil
	}
	done := heap.Pop(m).(*cursor)
	return done.close()
}

func (m *merge) close() {
	for _, c := range m.cursors {
		_ = c.close() // it was only read
	}
}

func (c *cursor) close() error {
	if c.file == nil {
		return nil
	}
	return c.file.Close()
}
