package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/rolecall/rolecall/diff/apply"
)

// journalPath is where the journal of the plan is.
func (a *applying) journalPath() string { return a.w.path(a.file) + ".journal" }

// readJournal reads what is known of earlier applies of the plan.
func (a *applying) readJournal() error {
	path := a.journalPath()
	data, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("read journal of %q: %w", path, cause(err))
	}
	if a.log, err = apply.ReadJournal(data); err != nil {
		return fmt.Errorf("read journal of %q: %w", path, err)
	}
	if !a.log.Empty() && a.log.Start.Plan != a.digest && a.log.Finished { // of a plan that is done with
		a.log = &apply.Log{}
	}
	switch {
	case a.log.Empty() && a.resume:
		return fmt.Errorf("there is no journal of %q: it was not begun, so nothing can be gone on with; leave --resume away", a.file)
	case a.log.Empty():
		return nil
	case a.log.Start.Plan != a.digest:
		return fmt.Errorf("%q is the journal of another plan that was in %q, of which %s: remove it if nobody will go on with that one", path, a.file, count(a.log.Done, "step stands", "steps stand"))
	case !a.resume && a.log.Finished:
		return fmt.Errorf("%q was carried out already; plan again", a.file)
	case !a.resume:
		return fmt.Errorf("%q was begun, and %d of %s: go on with --resume, or plan again", a.file, a.log.Done, count(len(a.plan.Steps), "step stands", "steps stand"))
	}
	return nil
}

// journalFile is a journal on disk. What was appended to it survives whatever
// happens to the process or the machine.
type journalFile struct {
	path    string
	discard bool // a look changes nothing, its own files included
	f       *os.File
}

// open goes on behind the first size bytes: what follows was not written to its end.
func (j *journalFile) open(size int64) error {
	if j.discard {
		return nil
	}
	f, err := os.OpenFile(j.path, os.O_WRONLY|os.O_CREATE, 0o666)
	if err == nil {
		j.f = f
		err = f.Truncate(size)
	}
	if err == nil {
		_, err = f.Seek(size, 0)
	}
	if err == nil {
		err = syncDir(filepath.Dir(j.path))
	}
	if err != nil {
		return fmt.Errorf("write journal of %q: %w", j.path, cause(err))
	}
	return nil
}

// Append writes an entry through to the disk.
func (j *journalFile) Append(e apply.Entry) error {
	if j.discard {
		return nil
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(e); err != nil {
		return fmt.Errorf("%q: %w", j.path, err)
	}
	_, err := j.f.Write(b.Bytes())
	if err == nil {
		err = j.f.Sync()
	}
	if err != nil {
		return fmt.Errorf("%q: %w", j.path, cause(err))
	}
	return nil
}

func (j *journalFile) close() {
	if j.f != nil {
		_ = j.f.Close() // every entry was synced
	}
}

// syncDir makes a new name in a directory last. Not every system can.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, fs.ErrPermission) {
		return err
	}
	return nil
}

// onInterrupt gives what ends at the first interrupt: the step in hand is made to
// its end. A second one ends the program as it would without this, and is told.
func (a *applying) onInterrupt(ctx context.Context) (halt context.Context, stop func()) {
	halt, cancel := context.WithCancel(ctx)
	signals, done := make(chan os.Signal, 2), make(chan struct{})
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		for n := 0; ; n++ {
			select {
			case s := <-signals:
				if n > 0 {
					a.w.note("interrupted in the middle of a step, which may have been made or not; 'rolecall apply %s --resume' finds out and goes on", a.file)
					endBy(s)
				}
				a.w.note("interrupted: the apply ends after the step in hand; interrupt again to end it at once")
				cancel()
			case <-done:
				return
			}
		}
	}()
	return halt, func() {
		signal.Stop(signals)
		close(done)
		cancel()
	}
}

// endBy ends the program by a signal, as if nobody had asked for it.
func endBy(s os.Signal) {
	signal.Reset(s)
	if self, err := os.FindProcess(os.Getpid()); err == nil {
		_ = self.Signal(s)
	}
	select {} // it is on its way
}

// keepOn has an apply go on where nobody reads its stdout any more, which by itself
// ends a program: what it tells is in the journal too. The helpers do not inherit it.
func keepOn() (stop func()) {
	ignored := make(chan os.Signal, 1)
	signal.Notify(ignored, syscall.SIGPIPE)
	return func() { signal.Stop(ignored) }
}
