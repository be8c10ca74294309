package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/compiler/query"
	"github.com/rolecall/rolecall/compiler/usage"
	"github.com/rolecall/rolecall/compiler/usage/propose"
	"github.com/rolecall/rolecall/lint/report"
	"github.com/rolecall/rolecall/schema/parse"
	"github.com/rolecall/rolecall/schema/target/all"
)

// checkPropose refuses what a proposal cannot be written from, or where.
func (in *usageFlags) checkPropose() error {
	switch {
	case !in.propose && (in.out != "" || in.confidence != usualConfidence):
		return usagef("-o and --confidence are for a proposal: give them with --propose")
	case !in.propose:
		return nil
	case in.out == "":
		return usagef("where to write is not said: give a directory, or a file that ends in .hcl, with -o")
	case in.replay || in.format != "text":
		return usagef("a proposal is written by itself: give --propose without --replay and --format")
	case in.bundle != "" || in.state != "":
		return usagef("a proposal is written for a policy; 'rolecall import' writes the policy of a state")
	case in.confidence < 0 || in.confidence > 100:
		return usagef("confidence is %d, not from 0 to 100", in.confidence)
	}
	return nil
}

// usualConfidence is how sure it must be, in percent, that nobody used what a proposal leaves out.
const usualConfidence = 50

// proposal reads the policy, then the logs, and writes the smaller policy.
func (in *usageFlags) proposal(w *world, cmd *cobra.Command, logs []string) error {
	p, err := in.open(w, cmd, nonempty(in.dir))
	if err != nil {
		return err
	}
	if err := p.askable(w, cmd); err != nil {
		return err
	}
	if len(p.models) != 1 {
		return usagef("the policy has %d targets: name one with --target", len(p.models))
	}
	if err := p.proposable(w, in.out); err != nil {
		return err
	}
	g, err := query.OfPolicy(p.models[0], p.now)
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
	smaller, err := propose.New(propose.Input{
		Ground: g, Project: p.project, Files: p.files, Options: p.options,
		Demand: tally.Demand(&feed.Lines, in.confidence), Resolve: all.Resolve, Now: p.now,
	})
	if err != nil {
		return err
	}
	if err := p.writeProposal(w, in.out, smaller); err != nil {
		return err
	}
	return tellProposal(w.stdout, in.out, tally.Result(feed.Lines), smaller)
}

// proposable refuses a place that would be part of the policy, or where something is,
// and one file for what stands in several directories.
func (p *policy) proposable(w *world, out string) error {
	if !isOneFile(out) {
		if err := w.vacant(out); err != nil {
			return err
		}
	} else if _, err := os.Lstat(w.path(out)); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("write policy to %q: it exists, and nothing is overwritten", out)
	}
	root, errRoot := filepath.Abs(p.root)
	at, errAt := filepath.Abs(w.path(out))
	if err := errors.Join(errRoot, errAt); err != nil {
		return fmt.Errorf("write policy to %q: %w", out, cause(err))
	}
	rel, err := filepath.Rel(root, at)
	inside := err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
	hidden := slices.ContainsFunc(strings.Split(rel, string(filepath.Separator)), func(s string) bool { return strings.HasPrefix(s, ".") && s != "." })
	if inside && !hidden {
		return fmt.Errorf("write policy to %q: it is in the project, and would be read as part of the policy; name a place outside, or one whose name begins with a dot", out)
	}
	if !isOneFile(out) {
		return nil
	}
	for _, d := range p.project.Documents {
		if d.Target.Range != p.models[0].Target.Range {
			return usagef("the project has several targets, which one file cannot hold: give a directory with -o")
		}
	}
	for _, f := range p.files {
		if strings.HasSuffix(f.Path, ".json") {
			return usagef("%q is JSON, which one file cannot hold beside HCL: give a directory with -o", f.Path)
		}
	}
	return nil
}

func isOneFile(out string) bool { return strings.HasSuffix(out, ".hcl") }

// writeProposal writes all files or none, with the configuration that they are read by.
func (p *policy) writeProposal(w *world, out string, smaller *propose.Proposal) error {
	var files fileSet
	if isOneFile(out) {
		files.add(w.path(out), oneFile(smaller.Files))
		return files.write()
	}
	for _, f := range smaller.Files {
		files.add(w.path(filepath.Join(out, filepath.FromSlash(f.Path))), f.Data)
	}
	data, err := os.ReadFile(filepath.Join(p.root, configName))
	if err == nil {
		files.add(w.path(filepath.Join(out, configName)), data)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("read %q: %w", configName, cause(err))
	}
	return files.write()
}

// oneFile puts files one behind the other, each under its name.
func oneFile(files []parse.File) []byte {
	if len(files) == 1 {
		return files[0].Data
	}
	var b bytes.Buffer
	for i, f := range files {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "# %s\n\n%s", report.Escape(f.Path), bytes.TrimPrefix(f.Data, []byte("\ufeff")))
	}
	return b.Bytes()
}

// tellProposal says what became smaller, and what did not and why.
func tellProposal(out io.Writer, at string, r *usage.Result, p *propose.Proposal) error {
	var b strings.Builder
	fmt.Fprintf(&b, "wrote %s, from %s on %s\n", report.Name(at), count(r.Window.Requests, "request", "requests"), count(r.Window.Days, "day", "days"))
	list := func(title string, changes []propose.Change) {
		if len(changes) == 0 {
			return
		}
		fmt.Fprintf(&b, "\n%s\n", title)
		for _, c := range changes {
			fmt.Fprintf(&b, "  %s  %s: %s\n", report.Escape(c.Source), report.Escape(c.What), report.Escape(c.How))
		}
	}
	list("smaller", p.Changed)
	list("not to be made smaller", p.Kept)
	if n := len(p.Excused); n > 0 {
		fmt.Fprintf(&b, "\n%s, of what lint says of it now\n", count(n, "suppression stands in it", "suppressions stand in it"))
	}
	if len(p.Changed) == 0 {
		b.WriteString("nothing is smaller: all was used, or too little is known to tell\n")
	}
	_, err := io.WriteString(out, b.String())
	return err
}
