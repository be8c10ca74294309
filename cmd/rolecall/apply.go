package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/diff/apply"
	"github.com/rolecall/rolecall/diff/live"
	"github.com/rolecall/rolecall/diff/plan"
	"github.com/rolecall/rolecall/lint/report"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/target/all"
)

// applyFlags are the flags of apply.
type applyFlags struct {
	address             string
	yes, dryRun, resume bool
}

const addressUsage = "where the target's server is, as in milvus://HOST:PORT; without it what your own configuration says"

func applyCommand(w *world) *cobra.Command {
	var in applyFlags
	c := &cobra.Command{
		Use:   "apply plan.json --address URL",
		Short: "carry a plan out on its server (by rolecall-live)",
		Long: `Apply makes the steps of a plan on the server that it was made for, one after the
other, and sees that each stands before the next. It refuses a server that is not as
it was when this was planned, and stops where somebody else changes it meanwhile.

Beside the plan it keeps a journal, plan.json.journal. Whatever ends an apply, a
server that went away or a kill, 'apply --resume' goes on from there: a step of which
it is not known whether it was made is looked for on the server first, so none is
made twice and none left out. Nothing is done that the plan does not name.

On a terminal it shows the steps and asks; anywhere else --yes must say so. An
interrupt is a no to the question; later it ends the apply after the step in hand,
and a second one at once, with exit code 130.

Exit code 2 says that the answer was no, and that nothing was changed.`,
		Example: `  rolecall plan --state milvus://localhost:19530 -o plan.json
  rolecall apply plan.json --address milvus://localhost:19530 --dry-run
  rolecall apply plan.json --address milvus://localhost:19530 --yes
  rolecall apply plan.json --address milvus://localhost:19530 --resume`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			a := applying{applyFlags: in, w: w, file: args[0]}
			return a.run(cmd)
		},
	}
	f := c.Flags()
	f.StringVar(&in.address, "address", "", addressUsage)
	f.BoolVar(&in.yes, "yes", false, "do not ask")
	f.BoolVar(&in.dryRun, "dry-run", false, "look at the server, list the steps, and change nothing")
	f.BoolVar(&in.resume, "resume", false, "go on where an earlier apply of this plan ended")
	return c
}

// addressOf says where the server of a target is.
func (w *world) addressOf(cmd *cobra.Command, target string) (string, error) {
	if url := w.setting(cmd, "address", ""); url != "" {
		return url, nil
	}
	user, err := w.readUserConfig()
	if err != nil {
		return "", err
	}
	if t, ok := user.Targets[target]; ok {
		return t.Address, nil
	}
	return "", usagef("where the server of target %q is, nothing says: give --address URL, or write [targets.%s] address = \"…\" in %s", target, bareKey(target), userConfigName)
}

// applying is one apply.
type applying struct {
	applyFlags
	w       *world
	file    string
	plan    *plan.Plan
	digest  string // of the plan's file
	catalog *schema.Catalog
	server  *connection
	log     *apply.Log
	looking *progress
	begun   bool // the journal, by this apply
}

func (a *applying) run(cmd *cobra.Command) error {
	if err := a.read(); err != nil {
		return err
	}
	if len(a.plan.Steps) > 0 && !a.yes && !a.dryRun && !isTerminal(a.w.stdin) {
		return usagef("nobody is there to be asked: say --yes to carry the plan out, or --dry-run to only look")
	}
	url, err := a.w.addressOf(cmd, a.plan.Target.Name)
	if err != nil {
		return err
	}
	if err := a.free(); err != nil {
		return err
	}
	if err := a.readJournal(); err != nil {
		return err
	}
	ctx := context.Background()
	if a.server, err = a.w.connect(ctx, url); err != nil {
		return err
	}
	defer a.server.Close()
	if !a.dryRun {
		unlock, err := a.lock()
		if err != nil {
			return err
		}
		defer unlock()
		if err := a.readJournal(); err != nil { // whoever had the lock may have gone on
			return err
		}
	}
	if at := a.log.Start.Address; at != "" && at != a.server.at.String() {
		return fmt.Errorf("%q was begun at %q, and this is %q: go on there", a.file, at, a.server.at)
	}
	if err := a.carryOut(ctx); err != nil {
		return fmt.Errorf("apply %q to %q: %w", a.file, a.server.at, err)
	}
	return nil
}

// read reads the plan.
func (a *applying) read() error {
	if a.file == "-" {
		return usagef("a plan is applied from a file: its journal is kept beside it")
	}
	data, err := a.w.readFile(a.file, maxState)
	if err != nil {
		return fmt.Errorf("read plan of %q: %w", a.file, err)
	}
	if a.plan, err = plan.Decode(data); err != nil {
		return fmt.Errorf("read plan of %q: %w", a.file, placed(data, err))
	}
	sum := sha256.Sum256(data)
	a.digest = "sha256:" + hex.EncodeToString(sum[:])
	vendor, ok := all.Find(a.plan.Target.Kind)
	if ok {
		a.catalog, ok = vendor.Catalog(a.plan.Target.Version)
	}
	if !ok {
		return fmt.Errorf("read plan of %q: this build does not know %s %s", a.file, a.plan.Target.Kind, a.plan.Target.Version)
	}
	return nil
}

// placed is an error of reading JSON with the line where it is, where it is of a line.
func placed(data []byte, err error) error {
	at := int64(-1)
	if syntax := (*json.SyntaxError)(nil); errors.As(err, &syntax) {
		at = syntax.Offset
	}
	if sort := (*json.UnmarshalTypeError)(nil); errors.As(err, &sort) {
		at = sort.Offset
	}
	switch size := int64(len(data)); {
	case at < 0:
		return err
	case at >= size:
		return fmt.Errorf("line %d, where the file ends: %w: was it written to its end?", 1+bytes.Count(data, []byte("\n")), err)
	default:
		return fmt.Errorf("line %d: %w", 1+bytes.Count(data[:at], []byte("\n")), err)
	}
}

// checkVersion refuses a server of another line of versions than the plan is for:
// it has other calls and other checks. Some interfaces do not tell the version.
func (a *applying) checkVersion(ctx context.Context) error {
	is, err := a.server.Server(ctx)
	if err != nil {
		return err
	}
	vendor, _ := all.Find(a.plan.Target.Kind)
	if is.Kind != vendor.Kind || len(vendor.Versions) < 2 {
		return nil // [apply.Check] tells of another kind
	}
	planned := cmp.Or(a.plan.Target.Version, a.catalog.Version)
	if is.Version == "" {
		a.w.note("%s does not tell its version this way: that it is %s %s, which the plan is for, could not be checked", a.server.at, vendor.Title, planned)
		return nil
	}
	release, _, _ := strings.Cut(is.Version, "-") // as in 2.6.11-dev
	if c, ok := vendor.Catalog(release); ok && c.Version == a.catalog.Version {
		return nil
	}
	return fmt.Errorf("the plan is for %s %s, and the server is %s: they differ in their calls and in what they check; say the server's version in the target block, and plan again", vendor.Title, planned, is.Version)
}

// carryOut looks at the server, asks, and makes the steps that are left.
func (a *applying) carryOut(ctx context.Context) error {
	journal := &journalFile{path: a.journalPath(), discard: a.dryRun}
	defer journal.close()
	a.looking = newProgress(a.w)
	defer a.looking.clear()
	r := &apply.Run{Plan: a.plan, Catalog: a.catalog, Client: a.server.Client, Journal: journal, Told: a.tell, Pulling: a.looking.tell, Pause: pause}
	if err := a.checkVersion(ctx); err != nil {
		return err
	}
	if err := a.begin(ctx, r, journal); err != nil {
		return a.hint(err)
	}
	if err := a.show(); err != nil {
		return err
	}
	if a.log.Finished || a.dryRun {
		return nil
	}
	defer keepOn()()
	if !a.yes && len(a.plan.Steps) > 0 {
		if err := a.ask(ctx); err != nil {
			return err
		}
		if err := r.Resume(ctx, a.log); err != nil { // an answer takes its time
			return a.hint(err)
		}
	}
	if err := a.prepare(ctx, r, journal); err != nil {
		return err
	}
	halt, stop := a.onInterrupt(ctx)
	defer stop()
	r.Halt = halt.Done()
	if err := r.From(ctx, a.log); err != nil {
		return a.hint(err)
	}
	return a.conclude()
}

// conclude says what was done, and what was not.
func (a *applying) conclude() error {
	line := fmt.Sprintf("done: %s, and %s is as the plan has it", count(len(a.plan.Steps), "step stands", "steps stand"), report.Escape(a.server.at.String()))
	if n := len(a.plan.Unreachable); n > 0 {
		line += fmt.Sprintf("; %s out of reach, as listed above", count(n, "thing stays", "things stay"))
	}
	a.looking.clear()
	if _, err := fmt.Fprintln(a.w.stdout, line); err != nil {
		a.w.note("%s", line) // whoever read the steps has gone
	}
	return nil
}

// begin sees that the server is the one to begin or to go on with.
func (a *applying) begin(ctx context.Context, r *apply.Run, journal *journalFile) error {
	if !a.log.Empty() {
		if err := journal.open(a.log.Size); err != nil {
			return err
		}
		return r.Resume(ctx, a.log)
	}
	s, err := a.server.Pull(ctx, r.Pulling)
	if err != nil {
		return fmt.Errorf("read what the server has: %w", err)
	}
	if err := apply.Check(a.catalog, a.plan, s); err != nil {
		return err
	}
	a.log.Start = apply.Entry{Format: apply.JournalFormat, Plan: a.digest, Target: &a.plan.Target, Address: a.server.at.String(), State: s}
	return nil
}

// prepare gets what must be there before the first step: passwords, the journal.
func (a *applying) prepare(ctx context.Context, r *apply.Run, journal *journalFile) error {
	var err error
	if r.Password, err = a.gather(ctx); err != nil {
		return err
	}
	if a.log.Size > 0 {
		return nil
	}
	if err := journal.open(0); err != nil {
		return fmt.Errorf("%w; nothing was changed", err)
	}
	if err := journal.Append(a.log.Start); err != nil {
		return fmt.Errorf("write journal of %w; nothing was changed", err)
	}
	a.begun = true
	return nil
}

// gather asks for the passwords of all users that are still to be created, so that
// none is missing half way.
func (a *applying) gather(ctx context.Context) (live.Password, error) {
	passwords := map[string]string{}
	ask := a.w.passwords(a.server.at, &a.server.user)
	for _, s := range a.plan.Steps[a.log.Done:] {
		if s.Name != plan.CreateUser {
			continue
		}
		if ask == nil {
			return nil, fmt.Errorf("step %d creates user %q: %w", s.N, s.Args.User, errNoPasswords)
		}
		var err error
		if passwords[s.Args.User], err = ask(ctx, s.Args.User); err != nil {
			return nil, err
		}
	}
	return func(_ context.Context, user string) (string, error) {
		if p, ok := passwords[user]; ok {
			return p, nil
		}
		return "", fmt.Errorf("the plan creates no user %q", user)
	}, nil
}

// show prints what is about to be done, and what the plan does not reach.
func (a *applying) show() error {
	left := *a.plan
	left.Steps = a.plan.Steps[a.log.Done:]
	var b bytes.Buffer
	if a.log.Done > 0 {
		fmt.Fprintf(&b, "%d of %s already\n", a.log.Done, count(len(a.plan.Steps), "step stands", "steps stand"))
	}
	if err := left.WriteText(&b); err != nil {
		return fmt.Errorf("write plan: %w", err)
	}
	switch {
	case a.log.Finished:
		b.WriteString("this plan was carried out, and the server is as it has it\n")
	case a.dryRun && a.log.Size > 0:
		fmt.Fprintf(&b, "%s is as the journal has it, with %d of %s; nothing was changed\n", report.Escape(a.server.at.String()), a.log.Done, count(len(a.plan.Steps), "step made", "steps made"))
	case a.dryRun:
		fmt.Fprintf(&b, "%s is as it was planned for; nothing was changed\n", report.Escape(a.server.at.String()))
	}
	a.looking.clear()
	_, err := a.w.stdout.Write(b.Bytes())
	return err
}

// ask lets whoever sits at the terminal decide. An interrupt is a no.
func (a *applying) ask(ctx context.Context) error {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	fmt.Fprintf(a.w.stderr, "Carry this out on %s? Only 'yes' does: ", report.Escape(a.server.at.String()))
	type answer struct {
		line string
		err  error
	}
	answers := make(chan answer, 1)
	go func() {
		line, err := bufio.NewReader(a.w.stdin).ReadString('\n')
		answers <- answer{line, err}
	}()
	var said answer
	select {
	case said = <-answers:
	case <-ctx.Done():
		fmt.Fprintln(a.w.stderr)
	}
	if said.err != nil && !errors.Is(said.err, io.EOF) {
		return fmt.Errorf("read the answer: %w", said.err)
	}
	if strings.TrimSpace(said.line) != "yes" {
		a.w.note("nothing was changed")
		return errNo
	}
	return nil
}

// tell prints a step that stands.
func (a *applying) tell(s *plan.Step) {
	n := len(a.plan.Steps)
	a.looking.clear()
	fmt.Fprintf(a.w.stdout, "%*d/%d %s\n", len(fmt.Sprint(n)), s.N, n, s.Line())
}

// hint adds to an error of a run that began how to go on.
func (a *applying) hint(err error) error {
	var changed *apply.Changed
	var stale *apply.Stale
	if !a.begun && a.log.Size == 0 || errors.As(err, &changed) || errors.As(err, &stale) {
		return err
	}
	hint := fmt.Sprintf("what stands is in %q, and 'rolecall apply %s --resume' goes on from there", a.journalPath(), a.file)
	if no := (*live.Refusal)(nil); errors.As(err, &no) {
		hint += " once the server takes the step; where it will not, or somebody else applies to it as well, plan again"
	}
	return fmt.Errorf("%w; %s", err, hint)
}

// pause waits longer each time.
func pause(ctx context.Context, n int) error {
	t := time.NewTimer(time.Duration(n*n) * 250 * time.Millisecond)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
