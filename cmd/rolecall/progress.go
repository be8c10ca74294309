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
}

// rhythm is how long a line stands before the next takes its place.
const rhythm = 100 * time.Millisecond

func newProgress(w *world) *progress {
	return &progress{w: w, looked: isTerminal(w.stderr) && w.env("TERM") != "dumb"}
}

func (p *progress) tell(at live.Progress) {
	if now := time.Now(); p.looked && now.Sub(p.last) >= rhythm {
		p.last = now
		p.print(progressLine(at))
	}
}

// progressLine says how far it is, and of how much where that is known.
func progressLine(at live.Progress) string {
	what := report.Escape(at.What)
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
