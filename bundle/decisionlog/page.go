package decisionlog

import (
	"bytes"
	"encoding/json"
	"io"
)

// page gathers lines for one call of a writer. A line that cannot be encoded, or a
// call that fails, costs its own lines and none that come later.
type page struct {
	to    io.Writer
	text  bytes.Buffer
	lines int
	torn  bool // the last line that was written has no end
}

// pageSize is when a page is full.
const pageSize = 64 << 10

func (p *page) full() bool { return p.text.Len() >= pageSize }

// add puts a line on the page, or nothing of it.
func (p *page) add(l *line) error {
	enc := json.NewEncoder(&p.text) // one a line: it keeps its first error
	enc.SetEscapeHTML(false)
	before := p.text.Len()
	if err := enc.Encode(l); err != nil {
		p.text.Truncate(before)
		return err
	}
	p.lines++
	return nil
}

// write gives what of a text was written. It ends a line that was torn before, so
// that it spoils no other.
func (p *page) write(text []byte) (written []byte, err error) {
	if p.torn {
		if _, err := p.to.Write([]byte{'\n'}); err != nil {
			return nil, err
		}
		p.torn = false
	}
	n, err := p.to.Write(text)
	if err == nil && n < len(text) {
		err = io.ErrShortWrite
	}
	written = text[:n]
	p.torn = n > 0 && text[n-1] != '\n'
	return written, err
}

// flush writes the page, and gives how many lines it had and how many of them are lost.
func (p *page) flush() (lines, lost int, err error) {
	if p.lines == 0 {
		return 0, 0, nil
	}
	lines = p.lines
	written, err := p.write(p.text.Bytes())
	if err != nil {
		lost = lines - bytes.Count(written, []byte{'\n'})
	}
	p.text.Reset()
	p.lines = 0
	if p.text.Cap() > 4*pageSize { // one line was large
		p.text = bytes.Buffer{}
	}
	return lines, lost, err
}
