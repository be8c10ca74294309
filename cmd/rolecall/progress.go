package main

import (
	"fmt"
	"time"

	"github.com/rolecall/rolecall/diff/live"
	"github.com/rolecall/rolecall/lint/report"
)

// progress is one line on a terminal that says how far a long work is. Where
// nobody is looking there is none.
type progress struct {
	w      *world
	looked bool
	last   time.Time
	width  int
	noted  map[string]bool // a look may be taken again, and what it cannot see is told once
}

// rhythm is how long a line stands before the next takes its place.
const rhythm = 100 * time.Millisecond

func newProgress(w *world) *progress {
	return &progress{w: w, looked: isTerminal(w.stderr) && w.env("TERM") != "dumb"}
}

func (p *progress) tell(at live.Progress) {
	if at.Note != "" {
		p.note(at.Note)
		return
	}
	if now := time.Now(); p.looked && now.Sub(p.last) >= rhythm {
		p.last = now
		p.print(progressLine(at))
	}
}

// note tells something that stays, with nobody looking too.
func (p *progress) note(text string) {
	if p.noted[text] {
		return
	}
	if p.noted == nil {
		p.noted = map[string]bool{}
	}
	p.noted[text] = true
	p.clear()
	p.w.note("%s", text)
}

// progressLine says how far it is, and of how much where that is known.
func progressLine(at live.Progress) string {
	what := report.Escape(at.What)
	if at.Done == 0 { // one call may bring all of it
		return "reading " + what
	}
	if at.All > 0 {
		return fmt.Sprintf("read %d of %d %s", at.Done, at.All, what)
	}
	return fmt.Sprintf("read %d %s", at.Done, what)
}

// clear takes the line away.
func (p *progress) clear() {
	if p.width > 0 {
		p.print("")
	}
}

func (p *progress) print(line string) {
	fmt.Fprintf(p.w.stderr, "\r%-*s", p.width, line)
	if p.width = len(line); line == "" {
		fmt.Fprint(p.w.stderr, "\r")
	}
}
