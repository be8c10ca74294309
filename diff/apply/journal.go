package apply

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/rolecall/rolecall/diff"
	"github.com/rolecall/rolecall/schema"
)

// JournalFormat marks the first line of a journal.
const JournalFormat = "rolecall.journal/v1"

// Journal is where entries go, each on a line of its own. An entry stands for
// good once Append has returned.
type Journal interface {
	Append(Entry) error
}

// Entry is one line of a journal.
type Entry struct {
	// The first line alone has these: which plan it is about, the server, and what that had.
	Format  string        `json:"format,omitempty"`
	Plan    string        `json:"plan,omitempty"` // the SHA-256 of the plan's file
	Target  *diff.Target  `json:"target,omitempty"`
	Address string        `json:"address,omitempty"`
	State   *schema.State `json:"state,omitempty"`

	// All others have these.
	Event  Event  `json:"event,omitempty"`
	Step   int    `json:"step,omitempty"`
	Reason string `json:"reason,omitempty"` // of what did not succeed
}

// Event is what an entry tells of a step, or of the whole.
type Event string

// The events.
const (
	Begin    Event = "begin"    // the step is about to be made
	Done     Event = "done"     // it stands
	Failed   Event = "failed"   // it was not made: nothing was changed by it
	Doubt    Event = "doubt"    // it may have been made or not
	Finished Event = "finished" // all steps stand, and the server is as it should be
)

// Log is what a journal tells.
type Log struct {
	Start    Entry
	Done     int  // steps that stand, from the first
	Doubt    bool // the step after them was begun, and how it ended is not known
	Finished bool
	Size     int64 // of the lines that were written to their ends, in bytes
}

// ReadJournal reads a journal. A last line that was not written to its end is
// passed over; anything else that is no journal is an error.
func ReadJournal(data []byte) (*Log, error) {
	var log Log
	lines := bytes.SplitAfter(data, []byte("\n"))
	if last := lines[len(lines)-1]; len(last) == 0 || last[len(last)-1] != '\n' {
		lines = lines[:len(lines)-1]
	}
	for i, line := range lines {
		var e Entry
		if err := json.Unmarshal(line, &e); err != nil {
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
		if err := log.take(i == 0, e); err != nil {
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
		log.Size += int64(len(line))
	}
	return &log, nil
}

// Empty reports whether nothing was ever begun.
func (l *Log) Empty() bool { return l.Start.Format == "" }

// take follows one entry.
func (l *Log) take(first bool, e Entry) error {
	if first {
		if e.Format != JournalFormat {
			return fmt.Errorf("format is %q, not %q", e.Format, JournalFormat)
		}
		if e.State == nil || e.Target == nil || e.Plan == "" {
			return fmt.Errorf("it does not say what the server had, or which plan it is about")
		}
		l.Start = e
		return nil
	}
	next := l.Done + 1
	switch {
	case l.Finished:
		return fmt.Errorf("%q stands behind the end", e.Event)
	case e.Event == Finished && !l.Doubt:
		l.Finished = true
	case e.Step != next:
		return fmt.Errorf("%q of step %d stands where step %d is next", e.Event, e.Step, next)
	case e.Event == Begin, e.Event == Doubt && l.Doubt:
		l.Doubt = true
	case e.Event == Failed && l.Doubt:
		l.Doubt = false
	case e.Event == Done && l.Doubt:
		l.Done, l.Doubt = next, false
	default:
		return fmt.Errorf("%q of step %d cannot stand here", e.Event, e.Step)
	}
	return nil
}
