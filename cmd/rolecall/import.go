package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	adoption "github.com/rolecall/rolecall/diff/adopt"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
	"github.com/rolecall/rolecall/schema/target"
	"github.com/rolecall/rolecall/schema/target/all"
)

// importFlags are the flags of import.
type importFlags struct{ out, target string }

func importCommand(w *world) *cobra.Command {
	var in importFlags
	c := &cobra.Command{
		Use:   "import STATE -o DIR",
		Short: "write the policy for what is deployed",
		Long: `Import writes the policy for a deployed state: groups, roles, grants, bindings and
users as a person would write them. What nobody would write is written too, and
stands under suppressions whose reason says what it is. The policy compiles, lint
accepts it, and its diff against the state is empty. It writes all files or none,
and nothing where a policy is already.`,
		Example: "  rolecall import state.json -o access\n  rolecall import backup_meta.json -o access --target prod\n  rolecall pull milvus://localhost:19530 -o state.json && rolecall import state.json -o access",
		Args:    cobra.ExactArgs(1),
		RunE:    func(_ *cobra.Command, args []string) error { return in.run(w, args[0]) },
	}
	f := c.Flags()
	f.StringVarP(&in.out, "out", "o", "", "the directory to write to (required)")
	f.StringVar(&in.target, "target", "", "what to call the target; without it, as the state calls the server")
	return c
}

func (in *importFlags) run(w *world, name string) error {
	switch {
	case in.out == "":
		return usagef("where to write is not said: give a directory with -o DIR")
	case in.target != "" && adoption.TargetName(in.target, "target") != in.target:
		return usagef("target is %q: a target's name starts with a lower-case letter, then lower-case letters, digits, - and _ (such as %q)", in.target, adoption.TargetName(in.target, "target"))
	}
	if err := w.vacant(in.out); err != nil {
		return err
	}
	s, err := w.loadState(name, all.Targets)
	if err != nil {
		return err
	}
	p, err := in.write(w, name, s)
	if err != nil {
		return err
	}
	names, err := w.writePolicy(in.out, p)
	if err != nil {
		return err
	}
	return tellImport(w.stdout, in.out, names, s, p)
}

// write writes the policy for a state of a server that is known.
func (in *importFlags) write(w *world, name string, s *schema.State) (*adoption.Policy, error) {
	vendor, ok := all.Find(s.Target.Kind)
	if !ok {
		return nil, fmt.Errorf("import %q: it does not say of which kind the server is, or of one that is not known: %q", name, s.Target.Kind)
	}
	catalog, ok := vendor.Catalog(s.Target.Version)
	if !ok {
		return nil, fmt.Errorf("import %q: version %q of %s is not known, only %s", name, s.Target.Version, vendor.Title, strings.Join(vendor.Versions, ", "))
	}
	if !s.Knows(schema.CoversRoles) && !s.Knows(schema.CoversGrants) && !s.Knows(schema.CoversMembers) {
		return nil, fmt.Errorf("import %q: the state covers neither roles nor grants nor members, so there is nothing to write a policy of; read the server with an account that may list them", name)
	}
	if s.Target.Version == "" {
		catalog = adoption.Fitting(s, catalogs(vendor))
	}
	return adoption.New(adoption.Input{
		State: s, Catalog: catalog, Versioned: len(vendor.Versions) > 1,
		Target: in.target, Source: sourceName(name), Now: w.now(),
	})
}

// catalogs are those of a vendor, newest first.
func catalogs(t *target.Target) []*schema.Catalog {
	list := make([]*schema.Catalog, len(t.Versions))
	for i, v := range t.Versions {
		c, ok := t.Catalog(v)
		if !ok {
			panic("import: a vendor lists a version that it does not have: " + v)
		}
		list[i] = c
	}
	return list
}

// sourceName is what a state was read from, without what is a machine's or a person's own.
func sourceName(name string) string {
	if u, err := url.Parse(name); err == nil && strings.Contains(name, "://") {
		return u.Scheme + "://" + u.Host
	}
	if name == "-" {
		return "stdin"
	}
	return filepath.Base(name)
}

// vacant refuses a directory that has a policy, at any depth: it would be mixed with another.
func (w *world) vacant(dir string) error {
	root := w.path(dir)
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return cause(err)
		case file != root && strings.HasPrefix(d.Name(), ".") && d.IsDir():
			return fs.SkipDir
		case d.IsDir() || !isPolicy(d.Name()) || strings.HasPrefix(d.Name(), "."):
			return nil
		}
		at, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		return fmt.Errorf("%q exists, and nothing is overwritten; name a directory without a policy", filepath.Join(dir, at))
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("write policy to %q: %w", dir, err)
	}
	return nil
}

// writePolicy writes the files of a policy, and a rolecall.toml where none is
// upwards, and gives their names in dir.
func (w *world) writePolicy(dir string, p *adoption.Policy) ([]string, error) {
	var files fileSet
	var names []string
	add := func(name string, data []byte) {
		files.add(w.path(filepath.Join(dir, name)), data)
		names = append(names, name)
	}
	for _, f := range p.Files {
		add(f.Path, f.Data)
	}
	root, err := w.projectAbove(dir)
	switch {
	case err != nil:
		return nil, err
	case root == "":
		data, err := starter.ReadFile("starter/" + configName)
		if err != nil {
			panic(fmt.Sprintf("import: the starter policy is not embedded: %v", err))
		}
		add(configName, data)
	default:
		if err := w.freeTarget(root, p); err != nil {
			return nil, fmt.Errorf("write policy to %q: %w", dir, err)
		}
	}
	slices.Sort(names)
	return names, files.write()
}

// projectAbove is the project that a directory, there or not, belongs to; empty for none.
func (w *world) projectAbove(dir string) (string, error) {
	at, err := filepath.Abs(w.path(dir))
	if err != nil {
		return "", fmt.Errorf("write policy to %q: %w", dir, err)
	}
	for {
		if _, err := os.Lstat(filepath.Join(at, configName)); err == nil {
			return at, nil
		} else if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrPermission) {
			return "", fmt.Errorf("write policy to %q: %w", dir, cause(err))
		}
		up := filepath.Dir(at)
		if up == at {
			return "", nil
		}
		at = up
	}
}

// freeTarget refuses a name that a target of the project has already.
func (w *world) freeTarget(root string, p *adoption.Policy) error {
	files, err := w.load(root, false)
	if errors.Is(err, errNoPolicy) {
		return nil
	}
	if err != nil {
		return err
	}
	project, _ := parse.Project(files, parse.Options{})
	for _, d := range project.Documents {
		if d.Target.Name == p.Target {
			return fmt.Errorf("the project has a target %q, declared at %s: name another with --target", p.Target, d.Target.Range)
		}
	}
	return nil
}
