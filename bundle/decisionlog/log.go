package decisionlog

import (
	"context"
	"crypto/rand"
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
	// a sentence that repeats what was asked, goes with any place of the input, and
	// with the principal the role of the same name, as tokens have it. An attribute is
	// erased whole: nothing inside one can be named.
	Erase []string
	// Buffer is how many decisions wait to be written. Zero is 10,000.
	Buffer int
	// BufferBytes is how much memory those that wait take, more or less. Zero is 64 MiB.
	BufferBytes int64
}

// Log writes decisions. It is safe for concurrent use.
type Log struct {
	o       Options
	masks   []mask
	entries chan waiting
	dropped atomic.Uint64
	failed  atomic.Uint64
	count   atomic.Int64 // decisions that were taken and are in no line yet
	bytes   atomic.Int64 // what they take

	closing sync.RWMutex // held for writing by Close, and for reading by Record
	closed  bool
	done    chan struct{}
	err     error // the first of writing; read when done
}

// waiting is an entry and what it counts for.
type waiting struct {
	Entry
	size int64
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
	if o.BufferBytes <= 0 {
		o.BufferBytes = 64 << 20
	}
	if o.Labels == nil {
		o.Labels = map[string]string{}
	}
	l := &Log{o: o, masks: masks, entries: make(chan waiting, o.Buffer), done: make(chan struct{})}
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
	next := waiting{e, e.size()}
	l.count.Add(1)
	if l.bytes.Add(next.size) <= l.o.BufferBytes {
		select {
		case l.entries <- next:
			return
		default:
		}
	}
	l.count.Add(-1)
	l.bytes.Add(-next.size)
	l.dropped.Add(1)
}

// Dropped is how many decisions are in no line: those that found no room and those
// that could not be written.
func (l *Log) Dropped() uint64 { return l.dropped.Load() + l.failed.Load() }

// Close writes what waits, however long that takes, and gives the first error of writing.
func (l *Log) Close() error { return l.CloseBefore(context.Background()) }

// CloseBefore is Close for whoever cannot wait: where the writer is stuck when ctx
// ends, the error says how many decisions are not written. Those may be written
// later, by a goroutine that stays until the writer returns.
func (l *Log) CloseBefore(ctx context.Context) error {
	l.closing.Lock()
	if !l.closed {
		l.closed = true
		close(l.entries)
	}
	l.closing.Unlock()
	select {
	case <-l.done:
		return l.err
	case <-ctx.Done():
	}
	select {
	case <-l.done: // both at once
		return l.err
	default:
		return fmt.Errorf("write decision log: %w: %d decisions are not written", ctx.Err(), l.count.Load())
	}
}

// write writes what comes, and flushes when nothing waits.
func (l *Log) write(w io.Writer) {
	defer close(l.done)
	p := &page{to: w}
	note := func(lines, lost int, err error) {
		l.count.Add(-int64(lines))
		l.failed.Add(uint64(lost))
		if err != nil && l.err == nil {
			l.err = fmt.Errorf("write decision log: %w", err)
		}
	}
	for e := range l.entries {
		err := p.add(l.line(&e.Entry, newID()))
		l.bytes.Add(-e.size)
		if err != nil {
			note(1, 1, err)
		}
		if len(l.entries) == 0 || p.full() {
			note(p.flush())
		}
	}
	note(p.flush())
}

// newID makes a random UUID.
func newID() string {
	var id [16]byte
	_, _ = rand.Read(id[:]) // never fails
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:])
}
