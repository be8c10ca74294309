package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"time"

	"github.com/rolecall/rolecall/diff/live"
	"github.com/rolecall/rolecall/diff/live/pipe"
	"github.com/rolecall/rolecall/internal/release"
	"github.com/rolecall/rolecall/schema"
)

// liveProgram is the program that talks to servers: it links what would make
// every other command start slower.
const liveProgram = "rolecall-live"

// connection is a server that is talked to through the other program.
type connection struct {
	*pipe.Client
	at      live.Address
	user    userConfig
	process *exec.Cmd
}

// connect connects to the server of a URL.
func (w *world) connect(ctx context.Context, raw string) (*connection, error) {
	at, err := live.ParseAddress(raw)
	if err != nil {
		return nil, usageError{err}
	}
	user, err := w.readUserConfig()
	if err != nil {
		return nil, err
	}
	program, err := w.findLive()
	if err != nil {
		return nil, err
	}
	who, err := w.credentials(at, &user)
	if err != nil {
		return nil, err
	}
	c := &connection{at: at, user: user, process: exec.Command(program)}
	c.process.Env, c.process.Stderr = w.environ, w.stderr
	if err := c.open(ctx, who); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// open starts the other program and has it connect.
func (c *connection) open(ctx context.Context, who live.Credentials) error {
	in, err := c.process.StdinPipe()
	if err != nil {
		return fmt.Errorf("run %q: %w", c.process.Path, err)
	}
	out, err := c.process.StdoutPipe()
	if err != nil {
		return fmt.Errorf("run %q: %w", c.process.Path, err)
	}
	if err := c.process.Start(); err != nil {
		return fmt.Errorf("run %q: %w", c.process.Path, cause(err))
	}
	dec := json.NewDecoder(bufio.NewReaderSize(out, 1<<16))
	its, err := pipe.Build(dec)
	if err := sameBuild(c.process.Path, its, err); err != nil {
		_ = in.Close()
		return err
	}
	c.Client, err = pipe.Open(ctx, dec, in, c.at, who)
	return err
}

// sameBuild refuses a program of another version than this one. Of builds of no
// release nobody knows which go together, so they do while they understand each other.
func sameBuild(program, its string, err error) error {
	ours := version()
	if its != "" && its != ours && (release.Is(its) || release.Is(ours)) {
		return fmt.Errorf("%q is of version %s, and this is rolecall %s: both must be of one version; %s", program, its, ours, howToInstall())
	}
	if err != nil {
		return fmt.Errorf("run %q: %w; %s", program, err, howToInstall())
	}
	return nil
}

func howToInstall() string {
	v := "latest"
	if ours := version(); release.Is(ours) {
		v = ours
	}
	return "install it with 'go install github.com/rolecall/rolecall/cmd/rolecall-live@" + v + "'"
}

// patience is how long the other program is given to end by itself.
const patience = 2 * time.Second

// Close ends the connection and the program behind it.
func (c *connection) Close() {
	if c.Client != nil {
		_ = c.Client.Close()
	}
	if c.process.Process == nil {
		return
	}
	kill := time.AfterFunc(patience, func() { _ = c.process.Process.Kill() })
	defer kill.Stop()
	_ = c.process.Wait() // what it had to say was said over the pipe
}

// findLive finds the program beside this one, else on PATH.
func (w *world) findLive() (string, error) {
	var places []string
	if self, err := os.Executable(); err == nil {
		places = append(places, filepath.Dir(self))
		if real, err := filepath.EvalSymlinks(self); err == nil {
			places = append(places, filepath.Dir(real))
		}
	}
	for _, dir := range append(places, filepath.SplitList(w.env("PATH"))...) {
		if !filepath.IsAbs(dir) { // a directory of wherever rolecall happens to run
			continue
		}
		if found, err := exec.LookPath(filepath.Join(dir, liveProgram)); err == nil {
			return found, nil
		} else if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, exec.ErrNotFound) {
			return "", fmt.Errorf("run %q: %w", filepath.Join(dir, liveProgram), cause(err))
		}
	}
	return "", fmt.Errorf("servers are talked to by a second program, %s, and it is neither beside this one nor on PATH; %s", liveProgram, howToInstall())
}

// pullFrom reads the state of the server of a URL.
func (w *world) pullFrom(ctx context.Context, raw string) (*schema.State, error) {
	c, err := w.connect(ctx, raw)
	if err != nil {
		return nil, fmt.Errorf("read state: %w", err)
	}
	defer c.Close()
	s, err := w.pull(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("read state of %q: %w", c.at, err)
	}
	return s, nil
}

// pull reads the state of a server, telling a terminal how far it is. Two programs
// hold it at once, so neither is generous with memory meanwhile.
func (w *world) pull(ctx context.Context, c *connection) (*schema.State, error) {
	defer debug.SetGCPercent(debug.SetGCPercent(50))
	p := newProgress(w)
	defer p.clear()
	return c.Pull(ctx, p.tell)
}
