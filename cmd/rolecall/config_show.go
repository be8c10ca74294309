package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/lint/report"
	"github.com/rolecall/rolecall/lint/rules"
)

// shownSetting is one line of what config show prints.
type shownSetting struct {
	Key    string `json:"key"`
	Value  any    `json:"value"`
	Origin string `json:"origin"` // "flag --x", "env ROLECALL_X", file:line or "default"
}

// show prints the settings in force.
func (in *configFlags) show(w *world, cmd *cobra.Command, dir string) error {
	root, _, err := w.findRoot(dir)
	if err != nil {
		return err
	}
	c, err := w.readConfig(root)
	if err != nil {
		return err
	}
	settings, err := in.settings(w, cmd, root, c)
	if err != nil {
		return err
	}
	if in.format == "json" {
		return printJSON(w.stdout, struct {
			Format   string         `json:"format"`
			File     string         `json:"file"` // empty without one
			Settings []shownSetting `json:"settings"`
		}{"rolecall.config/v1", c.file, settings})
	}
	return printSettings(w, settings)
}

// settings lists what holds, in the order of the pages: what stands for itself,
// limits, variables, rules, paths.
func (in *configFlags) settings(w *world, cmd *cobra.Command, root string, c config) ([]shownSetting, error) {
	if _, err := in.level(w, cmd, c); err != nil {
		return nil, err
	}
	level, origin := w.settingFrom(cmd, "fail-level", c.FailLevel, c.at("fail_level"))
	list := []shownSetting{
		{"required_version", c.RequiredVersion, c.origin("required_version")},
		{"fail_level", level, origin},
		w.shownFormat(c),
		w.shownBaseline(cmd, root, c),
	}
	for _, l := range c.Limits.list() {
		if l.value == 0 {
			l.value = l.most
		}
		list = append(list, shownSetting{"limits." + l.name, l.value, c.origin("limits", l.name)})
	}
	list = append(list, w.shownKeys(c),
		w.shownGates(c), w.shownAccept(c))
	vars, err := in.shownVars(w, c)
	if err != nil {
		return nil, err
	}
	shown, err := in.shownRules(w, c)
	if err != nil {
		return nil, err
	}
	list = append(append(list, vars...), shown...)
	for i, p := range c.Paths {
		table := element("paths", i)
		list = append(list, shownSetting{table, map[string]any{"glob": p.Glob, "rules": p.Rules}, c.at(table)})
	}
	return list, nil
}

// origin is the place of a key, or "default" where it is not there.
func (c *config) origin(key ...string) string {
	if c.lines[tomlKey(key...)] > 0 {
		return c.at(key...)
	}
	return "default"
}

func (w *world) shownFormat(c config) shownSetting {
	if env := words(w.env(envName("format"))); len(env) > 0 {
		return shownSetting{"format", env, "env " + envName("format")}
	}
	if len(c.Format) > 0 {
		return shownSetting{"format", []string(c.Format), c.at("format")}
	}
	return shownSetting{"format", []string{"text"}, "default"}
}

func (w *world) shownBaseline(cmd *cobra.Command, root string, c config) shownSetting {
	p := &policy{root: root, config: c}
	name, origin := p.baselineName(w, cmd)
	if origin == c.at("baseline") {
		name = c.Baseline
	}
	return shownSetting{"baseline", name, origin}
}

// shownGates are the gates of the environment and of the project, which count together.
func (w *world) shownGates(c config) shownSetting {
	origin := c.origin("diff", "fail_on")
	env := words(w.env(envName("fail-on")))
	if len(env) > 0 {
		origin = strings.TrimSuffix("env "+envName("fail-on")+", "+origin, ", default")
	}
	return shownSetting{"diff.fail_on", append(append([]string{}, env...), c.Diff.FailOn...), origin}
}

func (w *world) shownAccept(c config) shownSetting {
	if file := w.env(envName("accept")); file != "" {
		return shownSetting{"diff.accept", file, "env " + envName("accept")}
	}
	return shownSetting{"diff.accept", c.Diff.Accept, c.origin("diff", "accept")}
}

func (w *world) shownKeys(c config) shownSetting {
	if keys := w.env("ROLECALL_BUNDLE_KEYS"); keys != "" {
		return shownSetting{"bundle.keys", keys, "env ROLECALL_BUNDLE_KEYS"}
	}
	return shownSetting{"bundle.keys", c.Bundle.Keys, c.origin("bundle", "keys")}
}

// shownVars lists the variables that are given values.
func (in *configFlags) shownVars(w *world, c config) ([]shownSetting, error) {
	options, err := in.options(w, c.Vars, c.Limits)
	if err != nil {
		return nil, err
	}
	values := maps.Clone(options.Values)
	for name, text := range options.Vars {
		values[name] = text
	}
	var list []shownSetting
	for _, name := range sortedNames(values) {
		origin := c.at("vars", name)
		text, typed := options.Vars[name]
		switch {
		case slices.Contains(in.vars, name+"="+text):
			origin = "flag --var"
		case typed:
			origin = "env ROLECALL_VAR_" + name
		case c.Vars[name] == nil || fmt.Sprint(plainValue(c.Vars[name])) != fmt.Sprint(values[name]):
			origin = "flag --var-file"
		}
		list = append(list, shownSetting{"vars." + bareKey(name), values[name], origin})
	}
	return list, nil
}

// shownRules lists the level of every rule and the last word on it.
func (in *configFlags) shownRules(w *world, c config) ([]shownSetting, error) {
	typed, err := switches("the command line", in.enable, in.disable)
	if err != nil {
		return nil, err
	}
	levels, err := w.levels(c)
	if err != nil {
		return nil, err
	}
	env := levels[len(levels)-1]
	named := map[string]string{}
	for name := range c.Rules {
		named[rules.Find(name).ID] = name
	}
	layers := lint.Levels{levels[0], env, typed}
	origins := []func(id string) string{
		func(id string) string { return c.at("rules", named[id]) },
		func(id string) string {
			return "env " + switchName(env.Rules[id], "ROLECALL_ENABLE", "ROLECALL_DISABLE")
		},
		func(id string) string { return "flag " + switchName(typed.Rules[id], "--enable", "--disable") },
	}
	var list []shownSetting
	for _, r := range rules.All {
		s, off := layers.In(r.ID, "")
		level, origin := r.Severity.String(), "default"
		if s != 0 {
			level = s.String()
		}
		if off {
			level = "off"
		}
		for i, l := range layers {
			if l.Rules[r.ID] != lint.AsIs {
				origin = origins[i](r.ID)
			}
		}
		list = append(list, shownSetting{"rules." + r.ID, level, origin})
	}
	return list, nil
}

func switchName(l lint.Level, on, off string) string {
	if l == lint.Off {
		return off
	}
	return on
}

// printSettings writes settings as a rolecall.toml with their origins as comments.
func printSettings(w *world, settings []shownSetting) error {
	lines := make([]string, len(settings))
	width := 0
	for i, s := range settings {
		lines[i] = s.Key + " = " + tomlValue(s.Value)
		if p, ok := s.Value.(map[string]any); ok && strings.HasPrefix(s.Key, "paths[") {
			lines[i] = "[[paths]]\nglob = " + tomlValue(p["glob"]) + "\nrules = " + tomlValue(p["rules"])
		} else if len(lines[i]) <= 60 {
			width = max(width, len(lines[i]))
		}
	}
	var b bytes.Buffer
	for i, s := range settings {
		if first, rest, table := strings.Cut(lines[i], "\n"); table {
			fmt.Fprintf(&b, "\n%s # %s\n%s\n", first, report.Escape(s.Origin), rest)
			continue
		}
		fmt.Fprintf(&b, "%-*s # %s\n", width, report.Escape(lines[i]), report.Escape(s.Origin))
	}
	_, err := w.stdout.Write(b.Bytes())
	return err
}

// tomlValue writes a value as TOML; text is written as JSON does, which TOML reads.
func tomlValue(v any) string {
	switch v := v.(type) {
	case []any:
		parts := make([]string, len(v))
		for i := range v {
			parts[i] = tomlValue(v[i])
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case map[string]any:
		return tomlTable(v)
	case map[string]string:
		return tomlTable(v)
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return fmt.Sprintf("%q", fmt.Sprint(v))
	}
	return strings.TrimSpace(b.String())
}

func tomlTable[V any](m map[string]V) string {
	var parts []string
	for _, name := range sortedNames(m) {
		parts = append(parts, bareKey(name)+" = "+tomlValue(m[name]))
	}
	return "{ " + strings.Join(parts, ", ") + " }"
}

var bare = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z0-9_-]+$`) })

// bareKey is a key as TOML wants it written.
func bareKey(name string) string {
	if bare().MatchString(name) {
		return name
	}
	return tomlValue(name)
}

func sortedNames[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
