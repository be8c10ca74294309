package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
)

// inputs are the flags of every command that reads a policy.
type inputs struct {
	vars     []string
	varFiles []string
	target   string
	now      string
	tests    bool // read test files too

	inFiles []fileVar // what the files of the last run of options give
}

// fileVar is a value that a file of variables gives.
type fileVar struct{ name, at string }

func (in *inputs) addTo(c *cobra.Command) {
	f := c.Flags()
	f.StringArrayVar(&in.vars, "var", nil, "give a variable a value, as in -var region=eu (also ROLECALL_VAR_region)")
	f.StringArrayVar(&in.varFiles, "var-file", nil, "read values of variables from a TOML file")
	f.StringVar(&in.target, "target", "", "work on this target only: NAME, or NAME.KEY for one instance")
	f.StringVar(&in.now, "now", "", "judge expiry by this time instead of the clock: a day or an RFC 3339 time")
}

// moment is the time by which expiry is judged.
func (in *inputs) moment(w *world, cmd *cobra.Command) (time.Time, error) {
	s := w.setting(cmd, "now", "")
	if s == "" {
		return w.now(), nil
	}
	return timeOf("now", s)
}

// timeOf reads a time that is typed: a day, which is its beginning in UTC, or a moment.
func timeOf(what, s string) (time.Time, error) {
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, usagef("%s is %q, neither a day (2026-11-20) nor an RFC 3339 time (2026-11-20T10:00:00Z)", what, s)
}

// options are what parsing takes besides files. Values of variables that are
// typed beat those of files, later ones beat earlier ones; then comes the
// environment, and last what is configured.
func (in *inputs) options(w *world, configured map[string]any, limits configLimits) (parse.Options, error) {
	o := parse.Options{Vars: map[string]string{}, Values: map[string]any{}, Limits: parse.Limits(limits)}
	for name, v := range configured {
		o.Values[name] = plainValue(v)
	}
	for _, kv := range w.environ {
		name, value, _ := strings.Cut(kv, "=")
		if name, ok := strings.CutPrefix(name, "ROLECALL_VAR_"); ok {
			o.Vars[name] = value
		}
	}
	in.inFiles = nil
	for _, file := range in.varFiles {
		values, lines, err := w.readVarFile(file)
		if err != nil {
			return o, err
		}
		for _, name := range sortedNames(values) {
			delete(o.Vars, name)
			o.Values[name] = values[name]
			in.inFiles = append(in.inFiles, fileVar{name, fmt.Sprintf("%s:%d", file, lines[tomlKey(name)])})
		}
	}
	for _, v := range in.vars {
		name, value, ok := strings.Cut(v, "=")
		if !ok || name == "" {
			return o, usagef("-var is %q, not of the form NAME=VALUE", v)
		}
		o.Vars[name] = value
	}
	return o, nil
}

// declared refuses a variable that is typed and that no file declares, and warns
// of one that a file of variables gives. The environment may carry more than one
// project needs.
func (in *inputs) declared(w *world, p *schema.Project) error {
	for _, v := range in.inFiles {
		if !p.Broken && !slices.Contains(p.Variables, v.name) {
			w.note("%s: no variable %q is declared%s; its value is not used", v.at, v.name, didYouMean(v.name, p.Variables))
		}
	}
	for _, v := range in.vars {
		name, _, _ := strings.Cut(v, "=")
		if !p.Broken && !slices.Contains(p.Variables, name) {
			return usagef("no variable %q is declared%s", name, didYouMean(name, p.Variables))
		}
	}
	return nil
}

// readVarFile reads a TOML file of variables and says where they stand.
func (w *world) readVarFile(file string) (map[string]any, keyLines, error) {
	data, err := w.readFile(file, 8<<20)
	if err != nil {
		return nil, nil, fmt.Errorf("read variables of %q: %w", file, err)
	}
	values := map[string]any{}
	if _, err := toml.Decode(string(data), &values); err != nil {
		return nil, nil, tomlError(file, err)
	}
	for name, v := range values {
		values[name] = plainValue(v)
	}
	return values, linesOf(data), nil
}

// plainValue replaces what only TOML has: a time becomes its text, an array of tables a list.
func plainValue(v any) any {
	switch v := v.(type) {
	case time.Time:
		if v.Location().String() == "date-local" {
			return v.Format(time.DateOnly)
		}
		return v.Format(time.RFC3339)
	case []map[string]any:
		list := make([]any, len(v))
		for i := range v {
			list[i] = plainValue(v[i])
		}
		return list
	case []any:
		for i := range v {
			v[i] = plainValue(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = plainValue(v[k])
		}
	}
	return v
}
