package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/bundle/condition"
	"github.com/rolecall/rolecall/internal/lines"
)

var engines = []string{"table", "cel"}

// maxRequest is the longest line of requests that is read, in bytes.
const maxRequest = 1 << 20

func decideCommand(w *world) *cobra.Command {
	var in bundleFlags
	var file, engine string
	c := &cobra.Command{
		Use:   "decide --bundle FILE [REQUESTS]",
		Short: "answer access requests from a bundle",
		Long: `Decide reads a request a line (JSON) from a file or stdin and writes a decision a
line. A line that is no request gets an error in its place, and the exit code is 1
in the end. Requests are judged by the clock.`,
		Example: `  rolecall decide --bundle out/prod/bundle.json requests.ndjson
  echo '{"principal":"alice","privilege":"Search","database":"catalog","collection":"products"}' |
    rolecall decide --bundle out/prod/bundle.json --engine cel`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if file == "" {
				return usagef("there is nothing to decide from: give a bundle with --bundle FILE")
			}
			if err := oneOf("engine", engine, engines); err != nil {
				return err
			}
			if file == "-" && (len(args) == 0 || args[0] == "-") {
				return usagef("the bundle and the requests cannot both come from stdin: give a file with requests, or the bundle as a file")
			}
			b, err := in.openBundle(w, cmd, file)
			if err != nil {
				return err
			}
			decide, err := w.decider(b, engine)
			if err != nil {
				return fmt.Errorf("read bundle of %q: %w", file, err)
			}
			return w.answer(args, decide)
		},
	}
	in.addTo(c)
	c.Flags().StringVar(&file, "bundle", "", "the bundle.json to decide from (required)")
	c.Flags().StringVar(&engine, "engine", "table", "table, or cel: the expressions of roles in place of their rows")
	return c
}

// decider answers one request.
type decider func(*bundle.Request) bundle.Decision

// decider makes a bundle ready for an engine.
func (w *world) decider(b *bundle.Bundle, engine string) (_ decider, err error) {
	var conds bundle.Conditions
	if len(b.CEL.Conditions) > 0 {
		if conds, err = condition.Load(b); err != nil {
			return nil, err
		}
	}
	if engine == "table" {
		return suggest(b, func(r *bundle.Request) bundle.Decision { return b.Decide(r, w.now(), conds) }), nil
	}
	e, err := condition.NewEngine(b)
	if err != nil {
		return nil, err
	}
	return suggest(b, func(r *bundle.Request) bundle.Decision { return b.DecideWith(e, r, w.now(), conds) }), nil
}

// otherThanBundle says of another document of ours what it is, in place of what
// a bundle has and it lacks.
func otherThanBundle(data []byte, err error) error {
	var document struct {
		Format string `json:"format"`
	}
	if json.Unmarshal(data, &document) == nil && document.Format != "" && document.Format != bundle.BundleFormat {
		return fmt.Errorf("it is a %s, not a bundle (%s)", document.Format, bundle.BundleFormat)
	}
	return err
}

// suggest adds to the reason of a no about a privilege that no row names which one
// may have been meant.
func suggest(b *bundle.Bundle, decide decider) decider {
	named := map[string]bool{}
	for i := range b.Table.Grants {
		named[b.Table.Grants[i].Privilege] = true
	}
	names := slices.Sorted(maps.Keys(named))
	return func(r *bundle.Request) bundle.Decision {
		d := decide(r)
		if !d.Allowed && !named[r.Privilege] && strings.HasSuffix(d.Reason, strconv.Quote(r.Privilege)) {
			d.Reason += didYouMean(r.Privilege, names)
		}
		return d
	}
}

// answer answers the requests of a file, by default of stdin.
func (w *world) answer(args []string, decide decider) error {
	in, name := w.stdin, "stdin"
	if len(args) > 0 && args[0] != "-" {
		name = args[0]
		f, err := os.Open(w.path(name))
		if err != nil {
			return fmt.Errorf("read requests of %q: %w", name, cause(err))
		}
		defer f.Close()
		in = f
	}
	bad, err := answerLines(in, w.stdout, decide)
	if err != nil {
		return fmt.Errorf("answer requests of %q: %w", name, cause(err))
	}
	if bad > 0 {
		return fmt.Errorf("%s of %q could not be read as requests", count(bad, "line", "lines"), name)
	}
	return nil
}

// answerLines answers line by line and counts those that are no requests. What
// is answered is written before it waits for more, so that it can be talked to.
func answerLines(in io.Reader, out io.Writer, decide decider) (bad int, err error) {
	r := bufio.NewReaderSize(in, maxRequest)
	b := bufio.NewWriter(out)
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	for {
		line, err := lines.Next(r)
		tooLong := errors.Is(err, lines.ErrTooLong)
		if errors.Is(err, io.EOF) && len(line) == 0 {
			return bad, b.Flush()
		}
		if err != nil && !errors.Is(err, io.EOF) && !tooLong {
			return bad, errors.Join(err, b.Flush())
		}
		if !tooLong && len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		var answer any
		if req, wrong := request(line, tooLong); wrong != nil {
			bad++
			answer = struct {
				Error string `json:"error"`
			}{wrong.Error()}
		} else {
			answer = decide(req)
		}
		if err := enc.Encode(answer); err != nil {
			return bad, err
		}
		if r.Buffered() == 0 {
			if err := b.Flush(); err != nil {
				return bad, err
			}
		}
	}
}

var errTooLong = fmt.Errorf("the line has more than %d bytes", maxRequest)

func request(line []byte, tooLong bool) (*bundle.Request, error) {
	if tooLong {
		return nil, errTooLong
	}
	return bundle.ParseRequest(line)
}
