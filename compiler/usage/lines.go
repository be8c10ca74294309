package usage

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/rolecall/rolecall/internal/lines"
)

// MaxLine is the longest line that is read, in bytes; a longer one counts as malformed.
const MaxLine = 1 << 20

// mostNames is how many names of a kind are kept that nothing bounds.
const mostNames = 100

// Lines counts what was read.
type Lines struct {
	Read      int `json:"read"`
	Requests  int `json:"requests"`
	Malformed int `json:"malformed"`
	// Unproven are calls of which nobody had proved who made them.
	Unproven int `json:"unproven"`
	// Open are calls that take no privilege.
	Open int `json:"open"`
	// Elsewhere are lines of other targets or rules.
	Elsewhere int `json:"elsewhere"`
	// Outside are requests before or after the window.
	Outside int `json:"outside"`
	// Unknown are calls that the catalog does not know, by name; others have the name "".
	Unknown map[string]int `json:"unknown_operations"`
}

// Feed reads lines of logs into what takes events.
type Feed struct {
	Readers      []Reader // of access logs; may be empty
	Decisions    Reader   // nil where none are to be read
	Since, Until time.Time
	Lines        Lines
	Take         func(*Event)
}

var magic = []byte{0x1f, 0x8b}

// Read reads one log, packed with gzip or not: lines, or one JSON array of
// decisions as OPA sends it.
func (f *Feed) Read(in io.Reader) error {
	r := bufio.NewReaderSize(in, MaxLine)
	if head, _ := r.Peek(len(magic)); bytes.Equal(head, magic) {
		unpacked, err := gzip.NewReader(r)
		if err != nil {
			return fmt.Errorf("unpack: %w", err)
		}
		r = bufio.NewReaderSize(unpacked, MaxLine)
	}
	if f.Decisions != nil && isArray(r) {
		return f.array(r)
	}
	for {
		line, err := lines.Next(r)
		switch {
		case errors.Is(err, lines.ErrTooLong):
			f.Lines.Read++
			f.Lines.Malformed++
			continue
		case err != nil && !errors.Is(err, io.EOF):
			return err
		}
		if len(line) > 0 {
			f.line(line)
		}
		if err != nil {
			return nil
		}
	}
}

// isArray reports whether what follows begins as an array of objects.
func isArray(r *bufio.Reader) bool {
	head, _ := r.Peek(512)
	rest, ok := bytes.CutPrefix(bytes.TrimLeft(head, " \t\r\n"), []byte("["))
	return ok && bytes.HasPrefix(bytes.TrimLeft(rest, " \t\r\n"), []byte("{"))
}

func (f *Feed) array(r io.Reader) error {
	dec := json.NewDecoder(r)
	if _, err := dec.Token(); err != nil {
		return fmt.Errorf("read array: %w", err)
	}
	for dec.More() {
		var one json.RawMessage
		if err := dec.Decode(&one); err != nil {
			return fmt.Errorf("read array: %w", err)
		}
		f.line(one)
	}
	return nil
}

// line reads a line by the reader that it looks like.
func (f *Feed) line(line []byte) {
	var e Event
	skip, operation := Malformed, ""
	if trimmed := bytes.TrimLeft(line, " \t\r\n\ufeff"); len(trimmed) == 0 {
		skip = Blank
	} else if trimmed[0] == '{' {
		if f.Decisions != nil {
			skip, operation = f.Decisions.Parse(trimmed, &e)
		}
	} else {
		for _, r := range f.Readers {
			if skip, operation = r.Parse(line, &e); skip != Malformed {
				break
			}
		}
	}
	f.count(skip, operation, &e)
}

func (f *Feed) count(skip Skip, operation string, e *Event) {
	l := &f.Lines
	if skip != Blank {
		l.Read++
	}
	switch skip {
	case Blank:
	case Malformed:
		l.Malformed++
	case Unknown:
		l.unknown(operation)
	case Open:
		l.Open++
	case Unproven:
		l.Unproven++
	case Elsewhere:
		l.Elsewhere++
	case Taken:
		if !f.Since.IsZero() && e.At.Before(f.Since) || !f.Until.IsZero() && !e.At.Before(f.Until) {
			l.Outside++
			return
		}
		l.Requests++
		f.Take(e)
	default:
		panic(fmt.Sprintf("usage: no such skip %d", skip))
	}
}

func (l *Lines) unknown(operation string) {
	if l.Unknown == nil {
		l.Unknown = map[string]int{}
	}
	if _, seen := l.Unknown[operation]; !seen && len(l.Unknown) >= mostNames {
		operation = ""
	}
	l.Unknown[operation]++
}
