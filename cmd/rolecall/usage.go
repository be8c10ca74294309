package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/compiler/query"
	"github.com/rolecall/rolecall/compiler/usage"
	usagereport "github.com/rolecall/rolecall/compiler/usage/report"
	"github.com/rolecall/rolecall/schema/target"
	"github.com/rolecall/rolecall/schema/target/all"
)

// usageFlags are the flags of usage besides those of every command that asks about access.
type usageFlags struct {
	askFlags
	since, until string
	logFormat    string
	lineFormats  []string
	complete     bool
	replay       bool
	exitCode     bool
	propose      bool
	out          string
	confidence   int
}

// What logs may be, besides the kinds of targets whose servers write some.
const (
	autoLog     = "auto"
	decisionLog = "decisions"
)

func usageCommand(w *world) *cobra.Command {
	var in usageFlags
	c := &cobra.Command{
		Use:   "usage LOG… [DIR]",
		Short: "tell from logs what of a policy was used, and what a policy would answer otherwise",
		Long: `Usage reads logs, decision logs in OPA's field names and access logs of servers,
packed with gzip or not, line by line; - is stdin. It tells which grants, roles and
bindings nobody used, when the others were used last, and how sure the logs can make
one of it: a count of days, of requests and of lines that say all that counts. What
leaves no trace in a log is told apart, and never taken for unused.

With --replay every request is decided again by the policy, and those are listed that
it would answer otherwise: what to look at before a role is made smaller.

With --propose -o DIR the smaller policy is written: grants as far as they were used,
without what nobody used. Protected roles, what is under a condition, what leaves no
trace and what too little is known of stay. It denies nothing that the logs have.`,
		Example: `  rolecall usage decisions.ndjson.gz
  rolecall usage access_log.txt access --target prod --since 2026-10-01
  rolecall usage decisions.ndjson --propose -o ../narrower
  rolecall usage decisions.ndjson ../narrower --replay --exit-code`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return in.run(w, cmd, args) },
	}
	in.addTo(c, listFormats)
	f := c.Flags()
	f.StringVar(&in.since, "since", "", "count only requests from this time on: a day or an RFC 3339 time")
	f.StringVar(&in.until, "until", "", "count only requests before this time")
	f.StringVar(&in.logFormat, "log-format", autoLog, "what the logs are: auto, decisions, or the kind of the server that wrote them, such as milvus")
	f.StringArrayVar(&in.lineFormats, "line-format", nil, "a format of access logs as the server's configuration has it, in place of those it begins with; repeatable")
	f.BoolVar(&in.complete, "complete", false, "take decision logs for all there is: what no service asked for was not used")
	f.BoolVar(&in.replay, "replay", false, "decide every request again, and list those that are answered otherwise")
	f.BoolVar(&in.exitCode, "exit-code", false, "with --replay, exit with 2 where a request is answered otherwise")
	f.BoolVar(&in.propose, "propose", false, "write a policy that gives no more than was used; with -o")
	f.StringVarP(&in.out, "out", "o", "", "where to write the proposal: a directory, or one file that ends in .hcl")
	f.IntVar(&in.confidence, "confidence", usualConfidence, "leave out of a proposal what nobody used by at least this confidence, in percent")
	return c
}

func (in *usageFlags) run(w *world, cmd *cobra.Command, args []string) error {
	if err := in.check(); err != nil {
		return err
	}
	colour, err := w.colours(cmd)
	if err != nil {
		return err
	}
	logs, err := in.logs(w, args)
	if err != nil {
		return err
	}
	if in.propose {
		return in.proposal(w, cmd, logs)
	}
	g, err := in.one(w, cmd)
	if err != nil {
		return err
	}
	tally, feed, err := in.feed(g)
	if err != nil {
		return err
	}
	if err := w.readLogs(feed, logs); err != nil {
		return err
	}
	return in.report(w, tally.Result(feed.Lines), colour)
}

func (in *usageFlags) check() error {
	if err := oneOf("format", in.format, listFormats); err != nil {
		return err
	}
	if in.exitCode && !in.replay {
		return usagef("exit-code is about requests that are answered otherwise: give it with --replay")
	}
	if err := oneOf("log-format", in.logFormat, logFormats()); err != nil {
		return err
	}
	if len(in.lineFormats) > 0 && in.logFormat == decisionLog {
		return usagef("line-format is for access logs: decision logs have one format")
	}
	return in.checkPropose()
}

// logFormats are decision logs and what servers write.
func logFormats() []string {
	formats := []string{autoLog, decisionLog}
	for _, t := range all.Targets {
		if t.AccessLog != nil {
			formats = append(formats, t.Kind)
		}
	}
	return formats
}

// logs are the arguments but for a directory at the end, which is that of the policy.
func (in *usageFlags) logs(w *world, args []string) ([]string, error) {
	last := args[len(args)-1]
	if info, err := os.Stat(w.path(last)); err == nil && info.IsDir() {
		if len(args) == 1 {
			return nil, usagef("%q is a directory: give a log, then the directory of the policy", last)
		}
		if err := in.positional(args[len(args)-1:]); err != nil {
			return nil, err
		}
		args = args[:len(args)-1]
	}
	if n := len(args); n > 1 && slices.Contains(args, "-") {
		for i, a := range args {
			if a == "-" && slices.Contains(args[i+1:], "-") {
				return nil, usagef("stdin can be read once")
			}
		}
	}
	if in.bundle == "-" && slices.Contains(args, "-") {
		return nil, usagef("the bundle and a log cannot both come from stdin")
	}
	return args, nil
}

// feed makes what reads the logs, and what counts.
func (in *usageFlags) feed(g *query.Ground) (*usage.Tally, *usage.Feed, error) {
	tally, err := usage.New(g, usage.Options{Complete: in.complete, Replay: in.replay})
	if err != nil {
		return nil, nil, err
	}
	f := &usage.Feed{Take: tally.Add}
	for _, t := range []struct {
		what, typed string
		to          *time.Time
	}{{"since", in.since, &f.Since}, {"until", in.until, &f.Until}} {
		if t.typed == "" {
			continue
		}
		if *t.to, err = timeOf(t.what, t.typed); err != nil {
			return nil, nil, err
		}
	}
	if in.logFormat == autoLog || in.logFormat == decisionLog {
		f.Decisions = usage.Decisions{Target: g.Target.Name}
	}
	log, err := in.accessLog(g)
	if err == nil && log != nil {
		f.Readers = append(f.Readers, log)
	}
	return tally, f, err
}

// accessLog reads what the server of the target writes; nil where it writes nothing that is known.
func (in *usageFlags) accessLog(g *query.Ground) (usage.Reader, error) {
	kind := in.logFormat
	if kind == decisionLog {
		return nil, nil
	}
	if kind == autoLog {
		kind = g.Target.Kind
	}
	if kind != g.Target.Kind {
		return nil, usagef("log-format is %q, and target %q is of kind %q", kind, g.Target.Name, g.Target.Kind)
	}
	i := slices.IndexFunc(all.Targets, func(t *target.Target) bool { return t.Kind == kind && t.AccessLog != nil })
	if i < 0 {
		if len(in.lineFormats) > 0 {
			return nil, usagef("line-format is for access logs, and of %s none are known", g.Catalog.Title)
		}
		return nil, nil
	}
	r, err := usage.NewAccessLog(all.Targets[i].AccessLog(), g.Catalog, in.lineFormats)
	if err != nil {
		return nil, usageError{err}
	}
	return r, nil
}

// readLogs reads each log. That none of the lines is one is an error; that some are not is told.
func (w *world) readLogs(f *usage.Feed, logs []string) error {
	for _, name := range logs {
		before := f.Lines
		if err := w.readLog(f, name); err != nil {
			return fmt.Errorf("read log of %q: %w", name, cause(err))
		}
		if read, bad := f.Lines.Read-before.Read, f.Lines.Malformed-before.Malformed; read > 0 && bad == read {
			return fmt.Errorf("read log of %q: none of its %s is of a known format; --line-format says how a server was told to write them", name, count(read, "line", "lines"))
		}
	}
	return nil
}

func (w *world) readLog(f *usage.Feed, name string) error {
	var in io.Reader = w.stdin
	if name != "-" {
		file, err := os.Open(w.path(name))
		if err != nil {
			return err
		}
		defer file.Close()
		in = file
	}
	return f.Read(in)
}

func (in *usageFlags) report(w *world, r *usage.Result, colour bool) error {
	var err error
	switch in.format {
	case "text":
		err = usagereport.Text(w.stdout, r, colour)
	case "json":
		err = usagereport.JSON(w.stdout, r)
	case "csv":
		err = usagereport.CSV(w.stdout, r)
	}
	if err != nil {
		return fmt.Errorf("write usage: %w", err)
	}
	if in.exitCode && r.Replay.NewlyDenied+r.Replay.NewlyAllowed > 0 {
		return errNo
	}
	return nil
}
