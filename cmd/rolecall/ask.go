package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/compiler/query"
	"github.com/rolecall/rolecall/lint/rules"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/target/all"
)

// askFlags are the flags of every command that asks about access: what is asked,
// a policy, a bundle or a deployed state.
type askFlags struct {
	inputs
	signed             bundleFlags
	dir, bundle, state string
	format             string
}

// addTo adds them to a command; the first format is the one without the flag.
func (in *askFlags) addTo(c *cobra.Command, formats []string) {
	in.inputs.addTo(c)
	in.signed.addTo(c)
	f := c.Flags()
	f.StringVar(&in.dir, "dir", "", "ask the policy of this directory (the default: the current one)")
	f.StringVar(&in.bundle, "bundle", "", "ask a bundle.json; - is stdin")
	f.StringVar(&in.state, "state", "", "ask a deployed state: a state file, a vendor's dump, or the URL of a server; with --dir, of a target of that policy")
	f.StringVar(&in.format, "format", formats[0], strings.Join(formats, ", "))
}

// grounds opens what is asked: each target of a policy, or the one of a bundle or state.
func (in *askFlags) grounds(w *world, cmd *cobra.Command) ([]*query.Ground, error) {
	switch {
	case in.bundle != "" && (in.state != "" || in.dir != ""):
		return nil, usagef("a bundle is asked by itself: give --bundle without --state and --dir")
	case in.bundle == "" && (in.signed != bundleFlags{}):
		return nil, usagef("--keys, --signature and --min-serial are for a bundle: give one with --bundle")
	case in.bundle != "":
		g, err := in.ofBundle(w, cmd)
		return []*query.Ground{g}, err
	case in.state != "" && in.dir == "":
		g, err := in.ofState(w, cmd)
		return []*query.Ground{g}, err
	}
	p, err := in.open(w, cmd, nonempty(in.dir))
	if err != nil {
		return nil, err
	}
	if err := p.askable(w, cmd); err != nil {
		return nil, err
	}
	if in.state != "" {
		m, s, err := p.readState(w, in.state)
		if err != nil {
			return nil, err
		}
		g, err := query.OfState(s, m.Catalog, m.Target.Setting, p.now)
		return []*query.Ground{g}, err
	}
	grounds := make([]*query.Ground, len(p.models))
	for i, m := range p.models {
		if grounds[i], err = query.OfPolicy(m, p.now); err != nil {
			return nil, err
		}
	}
	return grounds, nil
}

func nonempty(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

// askable refuses a policy that does not parse or does not mean anything. Other
// findings do not keep it from being asked: what it gives is what one wants to know.
func (p *policy) askable(w *world, cmd *cobra.Command) error {
	found, err := p.boundRoles(nil)
	if err != nil {
		return err
	}
	found = slices.DeleteFunc(found, func(f schema.Finding) bool { return f.Rule == rules.BoundRoleDeleted.ID })
	errs := p.standing(found)
	if len(errs) > 0 {
		if err := p.tellErrors(w, cmd, errs); err != nil {
			return err
		}
		return fmt.Errorf("the policy cannot be asked: %s", count(len(errs), "error stands", "errors stand"))
	}
	if len(p.models) == 0 {
		return errors.New("the policy has no target to ask about")
	}
	return nil
}

// ofBundle opens a bundle.
func (in *askFlags) ofBundle(w *world, cmd *cobra.Command) (*query.Ground, error) {
	b, err := in.signed.openBundle(w, cmd, in.bundle)
	if err != nil {
		return nil, err
	}
	if err := in.fits(w, cmd, b.Target.Name); err != nil {
		return nil, err
	}
	catalog, err := catalogOf(b.Target.Kind, b.Target.Version)
	if err != nil {
		return nil, fmt.Errorf("read bundle of %q: %w", in.bundle, err)
	}
	now, err := in.moment(w, cmd)
	if err != nil {
		return nil, err
	}
	return query.OfBundle(b, catalog, now)
}

// ofState opens a deployed state that says itself what server it is of.
func (in *askFlags) ofState(w *world, cmd *cobra.Command) (*query.Ground, error) {
	s, err := w.loadState(in.state, all.Targets)
	if err != nil {
		return nil, err
	}
	if err := in.fits(w, cmd, s.Target.Name); err != nil {
		return nil, err
	}
	if s.Target.Kind == "" {
		return nil, fmt.Errorf("read state of %q: it does not say of what server it is: name the policy of its target with --dir", in.state)
	}
	catalog, err := catalogOf(s.Target.Kind, s.Target.Version)
	if err != nil {
		return nil, fmt.Errorf("read state of %q: %w", in.state, err)
	}
	if s.Target.Version == "" && severalVersions(s.Target.Kind) {
		w.note("%q does not say which version it is of: it is read as %s; name the policy of its target with --dir to have that of the policy", in.state, catalog.Title)
	}
	now, err := in.moment(w, cmd)
	if err != nil {
		return nil, err
	}
	return query.OfState(s, catalog, nil, now)
}

func severalVersions(kind string) bool {
	t, ok := all.Find(kind)
	return ok && len(t.Versions) > 1
}

// fits refuses flags that mean something for policies only.
func (in *askFlags) fits(w *world, cmd *cobra.Command, target string) error {
	if len(in.vars)+len(in.varFiles) > 0 {
		return usagef("there are no variables but in a policy: give --var and --var-file with --dir")
	}
	if named := w.setting(cmd, "target", ""); cmd.Flag("target").Changed && named != target {
		return usagef("there is no target %q, only %q", named, target)
	}
	return nil
}

func catalogOf(kind, version string) (*schema.Catalog, error) {
	t, ok := all.Find(kind)
	if !ok {
		return nil, fmt.Errorf("its target is of kind %q, which is not known", kind)
	}
	c, ok := t.Catalog(version)
	if !ok {
		return nil, fmt.Errorf("its target is of %s %q, a version that is not known", t.Title, version)
	}
	return c, nil
}

// one opens the one target that is asked about.
func (in *askFlags) one(w *world, cmd *cobra.Command) (*query.Ground, error) {
	grounds, err := in.grounds(w, cmd)
	if err != nil {
		return nil, err
	}
	if len(grounds) == 1 {
		return grounds[0], nil
	}
	var names []string
	for _, g := range grounds {
		names = append(names, g.Target.Name)
	}
	return nil, usagef("the policy has %d targets: name one with --target, of %s", len(grounds), strings.Join(names, ", "))
}

// positional takes DIR as --dir.
func (in *askFlags) positional(args []string) error {
	if len(args) == 0 {
		return nil
	}
	if in.dir != "" {
		return usagef("the directory is given twice, as %q and as %q", args[0], in.dir)
	}
	in.dir = args[0]
	return nil
}

// cutScope splits a scope at the first dot: DATABASE, or DATABASE.COLLECTION. What
// is left out is any.
func cutScope(args []string, at int) (database, collection string) {
	if len(args) <= at {
		return "", ""
	}
	database, collection, _ = strings.Cut(args[at], ".")
	return database, collection
}

// askEach asks each target. One that does not know what is asked is told of where
// another does; an error where none does.
func askEach[T any](w *world, grounds []*query.Ground, ask func(*query.Ground) (T, error)) ([]T, error) {
	var answers []T
	var wrong []error
	for _, g := range grounds {
		a, err := ask(g)
		if err != nil {
			wrong = append(wrong, fmt.Errorf("target %q: %w", g.Target.Name, err))
			continue
		}
		answers = append(answers, a)
	}
	if len(answers) == 0 {
		return nil, usageError{errors.Unwrap(wrong[0])}
	}
	for _, err := range wrong {
		w.note("%s", err)
	}
	return answers, nil
}
