package decisionlog

import (
	"bufio"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
)

// Options say what is logged. The zero value logs everything.
type Options struct {
	// Labels stand in every line, as in which service it was.
	Labels map[string]string
	// Erase lists JSON pointers of what no line may hold, as in
	// "/input/attributes/principal/email"; a line lists those that it had. The reason,
	// a sentence that repeats what was asked, goes with any place of the input.
	Erase []string
	// Buffer is how many decisions wait to be written. Zero is 10,000.
	Buffer int
}

// Log writes decisions. It is safe for concurrent use.
type Log struct {
	o       Options
	masks   []mask
	entries chan Entry
	dropped atomic.Uint64
	failed  atomic.Uint64

	closing sync.RWMutex // held for writing by Close, and for reading by Record
	closed  bool
	done    chan struct{}
	err     error // the first of writing; read when done
}

// New writes to w until it is closed. It does not close w.
func New(w io.Writer, o Options) (*Log, error) {
	masks, err := masksOf(o.Erase)
	if err != nil {
		return nil, err
	}
	if o.Buffer <= 0 {
		o.Buffer = 10_000
	}
	if o.Labels == nil {
		o.Labels = map[string]string{}
	}
	l := &Log{o: o, masks: masks, entries: make(chan Entry, o.Buffer), done: make(chan struct{})}
	go l.write(w)
	return l, nil
}

// Record logs a decision, later. It does not wait: where the buffer is full, or the
// log is closed, the decision is dropped and counted.
func (l *Log) Record(e Entry) {
	l.closing.RLock()
	defer l.closing.RUnlock()
	if l.closed {
		l.dropped.Add(1)
		return
	}
	select {
	case l.entries <- e:
	default:
		l.dropped.Add(1)
	}
}

// Dropped is how many decisions are in no line: those that found no room and those
// that could not be written.
func (l *Log) Dropped() uint64 { return l.dropped.Load() + l.failed.Load() }

// Close writes what waits, and gives the first error of writing.
func (l *Log) Close() error {
	l.closing.Lock()
	if !l.closed {
		l.closed = true
		close(l.entries)
	}
	l.closing.Unlock()
	<-l.done
	return l.err
}

// write writes what comes, and flushes when nothing waits.
func (l *Log) write(w io.Writer) {
	defer close(l.done)
	b := bufio.NewWriterSize(w, 64<<10)
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	note := func(err error) {
		if err != nil {
			l.failed.Add(1)
			if l.err == nil {
				l.err = fmt.Errorf("write decision log: %w", err)
			}
			b.Reset(w) // a writer that failed once takes nothing more otherwise
		}
	}
	for e := range l.entries {
		note(enc.Encode(l.line(&e, newID())))
		if len(l.entries) == 0 {
			note(b.Flush())
		}
	}
	note(b.Flush())
}

// newID makes a random UUID.
func newID() string {
	var id [16]byte
	_, _ = rand.Read(id[:]) // never fails
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:])
}
