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
}

// lock sees that no two plans of one directory are applied to a target at once.
func (a *applying) lock() (unlock func(), err error) {
	path := filepath.Join(filepath.Dir(a.w.path(a.file)), ".rolecall."+url.PathEscape(a.plan.Target.Name)+".lock")
	host, err := os.Hostname()
	if err != nil {
		return nil, fmt.Errorf("lock %q: %w", path, err)
	}
	mine, err := json.Marshal(lockHolder{host, []int{os.Getpid(), a.server.process.Process.Pid}})
	if err != nil {
		panic("apply: a lock does not encode: " + err.Error())
	}
	for patience := 20; ; patience-- {
		err := createLock(path, mine)
		if err == nil {
			return func() { _ = os.Remove(path) }, nil
		}
		if !errors.Is(err, fs.ErrExist) {
			return nil, fmt.Errorf("lock %q: %w", path, cause(err))
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
			return fmt.Errorf("another apply to %q is running (process %d)", a.plan.Target.Name, pid)
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
