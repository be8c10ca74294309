package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// lockHolder is what a lock says of whoever holds it: one apply, and the program
// that talks to the server for it, which may outlive it by a moment.
type lockHolder struct {
	Host string `json:"host"`
	PIDs []int  `json:"pids"`
	Plan string `json:"plan"` // the name of its file, in the directory of the lock
}

const lockPrefix, lockSuffix = ".rolecall.", ".lock"

// lockPath is where the lock of a target is, for plans of one directory.
func lockPath(plan, target string) string {
	return filepath.Join(filepath.Dir(plan), lockPrefix+url.PathEscape(target)+lockSuffix)
}

// free refuses while another apply of this directory's plans holds the target; a
// journal that grows meanwhile is not one to go on with.
func (a *applying) free() error {
	if held, ok := runningHere(lockPath(a.w.path(a.file), a.plan.Target.Name)); ok {
		return a.busy(held)
	}
	return nil
}

func (a *applying) busy(held lockHolder) error {
	return fmt.Errorf("another apply to %q is running (process %d): wait for it to end, and plan again then", a.plan.Target.Name, held.PIDs[0])
}

// runningHere reports whether an apply on this machine holds a lock; of what else a
// lock may say whoever wants it is the judge.
func runningHere(path string) (held lockHolder, ok bool) {
	says, err := os.ReadFile(path)
	if err != nil || json.Unmarshal(says, &held) != nil || len(held.PIDs) == 0 {
		return held, false
	}
	host, err := os.Hostname()
	return held, err == nil && held.Host == host && alive(held.PIDs[0])
}

// beingApplied refuses to write over a plan that an apply on this machine is
// carrying out: what it did not get to could not be gone on with.
func beingApplied(path string) error {
	entries, _ := os.ReadDir(filepath.Dir(path)) // whoever writes there is told what is wrong with it
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), lockPrefix) || !strings.HasSuffix(e.Name(), lockSuffix) {
			continue
		}
		if held, ok := runningHere(filepath.Join(filepath.Dir(path), e.Name())); ok && held.Plan == filepath.Base(path) {
			return fmt.Errorf("write %q: this plan is being applied (process %d), and could not be gone on with: wait for that to end, or write another file", path, held.PIDs[0])
		}
	}
	return nil
}

// lock sees that no two plans of one directory are applied to a target at once.
func (a *applying) lock() (unlock func(), err error) {
	path := lockPath(a.w.path(a.file), a.plan.Target.Name)
	host, err := os.Hostname()
	if err != nil {
		return nil, fmt.Errorf("lock %q: %w", path, err)
	}
	mine, err := json.Marshal(lockHolder{host, []int{os.Getpid(), a.server.process.Process.Pid}, filepath.Base(a.file)})
	if err != nil {
		panic("apply: a lock does not encode: " + err.Error())
	}
	for patience := 20; ; patience-- {
		err := createLock(path, mine)
		if err == nil {
			return func() { _ = os.Remove(path) }, nil
		}
		if !errors.Is(err, fs.ErrExist) {
			return nil, fmt.Errorf("lock %q: %w: the plan's directory must be one to write to, for the lock and the journal; nothing was changed", path, cause(err))
		}
		if err = a.takeOver(path, host); err == nil {
			continue
		}
		if !errors.Is(err, errEnding) || patience == 0 {
			return nil, err
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// createLock makes the lock with all it says, or gives an error that is [fs.ErrExist].
func createLock(path string, says []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".rolecall.*.tmp")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(says)
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Link(f.Name(), path) // a lock is never seen half written
}

// errEnding is what the error is while what is left of a dead apply still ends.
var errEnding = errors.New("an apply was killed, and what it had begun is still ending")

// takeOver takes away a lock whose holder is gone. It is moved first, and put back
// where it turns out that another apply has taken it over in between.
func (a *applying) takeOver(path, host string) error {
	says, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("lock %q: %w", path, cause(err))
	}
	var held lockHolder
	if err := json.Unmarshal(says, &held); err != nil || len(held.PIDs) == 0 {
		return fmt.Errorf("lock %q: it says nothing of who holds it: remove it if nobody does", path)
	}
	if held.Host != host {
		return fmt.Errorf("another apply to %q runs on %s (process %d): wait for it, or remove %q if it is gone", a.plan.Target.Name, held.Host, held.PIDs[0], path)
	}
	for i, pid := range held.PIDs {
		switch {
		case alive(pid) && i == 0:
			return a.busy(held)
		case alive(pid):
			return fmt.Errorf("%w (process %d)", errEnding, pid)
		}
	}
	aside := fmt.Sprintf("%s.%d", path, os.Getpid())
	if err := os.Rename(path, aside); err != nil {
		return nil // somebody else did, so there is one to wait for
	}
	defer os.Remove(aside)
	if moved, err := os.ReadFile(aside); err != nil || string(moved) != string(says) {
		return os.Link(aside, path)
	}
	return nil
}

// alive reports whether a process runs on this machine; where that cannot be
// told it does. One that has ended and that nobody has asked about runs no more,
// though it still has its number: in a container often nobody ever asks.
func alive(pid int) bool {
	p, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	if err := p.Signal(syscall.Signal(0)); errors.Is(err, os.ErrProcessDone) || errors.Is(err, syscall.ESRCH) {
		return false
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid)) // proc_pid_stat(5): its third field is the state, behind the name in parentheses
	if err != nil {
		return true
	}
	_, state, ok := strings.Cut(string(stat[bytes.LastIndexByte(stat, ')')+1:]), " ")
	return !ok || !strings.HasPrefix(state, "Z") && !strings.HasPrefix(state, "X")
}
