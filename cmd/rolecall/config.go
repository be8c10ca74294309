package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/lint/report"
	"github.com/rolecall/rolecall/lint/rules"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
)

// configName marks the root of a project and holds its settings.
const configName = "rolecall.toml"

// config is a rolecall.toml. It says nothing of credentials: those are for the
// user's own configuration, and a project comes from anywhere.
type config struct {
	RequiredVersion string            `toml:"required_version"`
	FailLevel       string            `toml:"fail_level"`
	Format          oneOrMore         `toml:"format"`
	Baseline        string            `toml:"baseline"`
	Rules           map[string]string `toml:"rules"`
	Paths           []configPath      `toml:"paths"`
	Limits          configLimits      `toml:"limits"`
	Bundle          configBundle      `toml:"bundle"`
	Diff            configDiff        `toml:"diff"`
	Vars            map[string]any    `toml:"vars"`

	file  string // as messages name it; empty where there is none
	lines keyLines
}

// configPath gives rules levels in the files that match a glob.
type configPath struct {
	Glob  string            `toml:"glob"`
	Rules map[string]string `toml:"rules"`
}

// configLimits lower what a policy may take; 0 leaves a limit as it is.
type configLimits struct {
	FileBytes    int `toml:"file_bytes"`
	ProjectBytes int `toml:"project_bytes"`
	Nesting      int `toml:"nesting"`
	Instances    int `toml:"instances"`
}

// configDiff says what changes must pass.
type configDiff struct {
	FailOn []string `toml:"fail_on"`
	Accept string   `toml:"accept"`
}

// configBundle says what bundles are accepted.
type configBundle struct {
	Keys string `toml:"keys"`
}

// oneOrMore is a string or a list of them.
type oneOrMore []string

var errNoStrings = errors.New("want a string or a list of strings")

// UnmarshalTOML reads either.
func (o *oneOrMore) UnmarshalTOML(v any) error {
	list, isList := v.([]any)
	if !isList {
		list = []any{v}
	}
	for _, e := range list {
		s, ok := e.(string)
		if !ok {
			return errNoStrings
		}
		*o = append(*o, s)
	}
	return nil
}

// readConfig reads the rolecall.toml of a project; without one the config is empty.
func (w *world) readConfig(root string) (config, error) {
	c, problems, err := w.verifyConfig(root)
	if errors.Is(err, fs.ErrNotExist) {
		return config{}, nil
	}
	return c, errors.Join(append(problems, err)...)
}

// verifyConfig reads the rolecall.toml of a project and tells what is wrong with it.
func (w *world) verifyConfig(root string) (c config, problems []error, err error) {
	file := filepath.Join(root, configName)
	dir, err := os.OpenRoot(root)
	if err != nil {
		return c, nil, fmt.Errorf("read %q: %w", file, cause(err))
	}
	defer dir.Close()
	data, err := readRegular(dir, configName)
	if err != nil {
		return c, nil, fmt.Errorf("read %q: %w", file, cause(err))
	}
	c, problems = decodeConfig(file, data)
	return c, problems, nil
}

// decodeConfig reads a rolecall.toml and tells everything that is wrong with it.
func decodeConfig(file string, data []byte) (c config, problems []error) {
	meta, read, wrongTypes, err := decodeTyped(file, data, &c)
	c.file, c.lines = file, linesOf(read)
	if wrong := checkVersion(c.RequiredVersion); wrong != nil {
		// Another version may well know more keys; all else follows from this.
		return c, []error{fmt.Errorf("%s: %w", c.at("required_version"), wrong)}
	}
	if err != nil {
		return c, append(wrongTypes, tomlError(file, err))
	}
	problems = wrongTypes
	told := map[string]bool{}
	for _, key := range meta.Undecoded() {
		name := key.String()
		if told[name] || len(key) > 1 && told[key[:len(key)-1].String()] { // what stands in an unknown table is not news
			told[name] = true
			continue
		}
		told[name] = true
		problems = append(problems, fmt.Errorf("%s: unknown key %q%s", c.at(key...), key, keyHint(key)))
	}
	return c, append(problems, c.check()...)
}

// keyHint says what an unknown key was meant to be.
func keyHint(key toml.Key) string {
	switch key.String() {
	case "enable", "disable":
		return `: give rules a level, as in [rules] RC206 = "off"`
	}
	if slices.Contains(userOnly, key[0]) {
		return ": it belongs in your own configuration, " + userConfigName + ": a project names no programs to run, and says nothing of where secrets are or which server they go to"
	}
	known := configKeys()
	if hint := didYouMean(key.String(), known); hint != "" {
		return hint
	}
	last := key[len(key)-1]
	for _, k := range known {
		if k == last || strings.HasSuffix(k, "."+last) {
			return fmt.Sprintf(" (did you mean %q?)", k)
		}
	}
	return ""
}

// configKeys lists the keys of a config as they are written, those of tables with the table's.
func configKeys() []string {
	return []string{
		"required_version", "fail_level", "format", "baseline", "rules", "paths", "paths.glob", "paths.rules", "limits",
		"limits.file_bytes", "limits.project_bytes", "limits.nesting", "limits.instances", "bundle", "bundle.keys", "diff", "diff.fail_on", "diff.accept", "vars",
	}
}

// at is file:line of a key; in an array of tables whose element is not said, of the first such key.
func (c *config) at(key ...string) string {
	if line := c.lines[tomlKey(key...)]; line > 0 {
		return fmt.Sprintf("%s:%d", c.file, line)
	}
	if len(key) > 1 && key[0] == "paths" {
		for i := range c.Paths {
			if line := c.lines[append(toml.Key{element("paths", i)}, key[1:]...).String()]; line > 0 {
				return fmt.Sprintf("%s:%d", c.file, line)
			}
		}
	}
	return c.file
}

// tomlKey is a key as lines name it.
func tomlKey(key ...string) string { return toml.Key(key).String() }

// element names one table of an array.
func element(array string, i int) string { return fmt.Sprintf("%s[%d]", array, i) }

// checker looks at values. What a project cannot say is said here and nowhere else.
type checker struct {
	*config
	problems []error
}

func (x *checker) add(at string, err error) {
	if err != nil {
		x.problems = append(x.problems, fmt.Errorf("%s: %v", at, err)) // no mistake on the command line
	}
}

// check tells which values cannot be.
func (c *config) check() []error {
	x := checker{config: c}
	if c.FailLevel != "" {
		x.add(c.at("fail_level"), oneOf("fail_level", c.FailLevel, failLevels))
	}
	for _, f := range c.Format {
		if _, file, ok := strings.Cut(f, "="); ok {
			x.add(c.at("format"), fmt.Errorf("format %q names the file %q: a project does not say where to write; give it with --format", f, file))
			continue
		}
		x.add(c.at("format"), oneOf("format", f, report.Names()))
	}
	if c.Baseline != "" && !filepath.IsLocal(filepath.FromSlash(c.Baseline)) {
		x.add(c.at("baseline"), fmt.Errorf("baseline %q lies outside the project", c.Baseline))
	}
	if keys := c.Bundle.Keys; keys != "" && !filepath.IsLocal(filepath.FromSlash(keys)) {
		x.add(c.at("bundle", "keys"), fmt.Errorf("keys %q lies outside the project", keys))
	}
	for _, name := range c.Diff.FailOn {
		x.add(c.at("diff", "fail_on"), checkGate(name))
	}
	if c.Diff.Accept != "" && !filepath.IsLocal(filepath.FromSlash(c.Diff.Accept)) {
		x.add(c.at("diff", "accept"), fmt.Errorf("accept %q lies outside the project", c.Diff.Accept))
	}
	x.tables()
	x.levels(c.Rules, "rules")
	for i := range c.Paths {
		x.path(i)
	}
	x.limits()
	return x.problems
}

// tables refuses values where tables are wanted: the TOML reader takes anything for a map.
func (x *checker) tables() {
	for _, name := range []string{"rules", "vars"} {
		if missing := name == "rules" && x.Rules == nil || name == "vars" && x.Vars == nil; missing && x.lines[name] > 0 {
			x.add(x.at(name), fmt.Errorf("%s is no table, as in [%s]", name, name))
		}
	}
}

// levels looks at a table of levels.
func (x *checker) levels(levels map[string]string, table ...string) {
	first := map[*lint.Rule]string{}
	for _, name := range sortedNames(levels) {
		at := x.at(append(slices.Clip(table), name)...)
		x.add(at, checkLevel(name, levels[name]))
		r := rules.Find(name)
		if before := first[r]; before != "" && r != nil {
			x.add(at, fmt.Errorf("%s and %s are the same rule", before, name))
		}
		first[r] = name
	}
}

// path looks at one of the paths.
func (x *checker) path(i int) {
	p, table := x.Paths[i], element("paths", i)
	if p.Glob == "" {
		x.add(x.at(table), errors.New(`paths needs a glob, as in glob = "legacy/**"`))
	} else {
		x.add(x.at(table, "glob"), checkGlob(p.Glob))
	}
	if p.Rules == nil {
		x.add(x.at(table), errors.New(`paths needs rules, as in rules = { RC106 = "info" }`))
	}
	x.levels(p.Rules, table, "rules")
}

func (x *checker) limits() {
	for _, l := range x.Limits.list() {
		if l.value < 0 || l.value > l.most || l.value == 0 && x.lines[tomlKey("limits", l.name)] > 0 {
			x.add(x.at("limits", l.name), fmt.Errorf("%s is %d: a project can lower the limit, to between 1 and %d", l.name, l.value, l.most))
		}
	}
}

func checkGlob(glob string) error {
	if _, err := path.Match(glob, ""); err != nil {
		return fmt.Errorf("glob %q cannot be read: %w", glob, err)
	}
	if path.IsAbs(glob) || slices.Contains(strings.Split(glob, "/"), "..") {
		return fmt.Errorf("glob %q matches nothing: it is compared with paths relative to the project", glob)
	}
	return nil
}

// checkLevel looks at the level of one rule.
func checkLevel(name, level string) error {
	r, err := findRule(name)
	if err != nil {
		return err
	}
	l, ok := lint.ParseLevel(level)
	switch {
	case !ok:
		return oneOf("level of "+name, level, lint.LevelNames)
	case fixed(r) && l.Severity() != r.Severity:
		return fmt.Errorf("%s %s is always an %s: it tells what could not be read", r.ID, r.Name, r.Severity)
	case l == lint.Off && !canDisable(r):
		return fmt.Errorf("%s %s cannot be off: it tells what could not be read", r.ID, r.Name)
	}
	return nil
}

// fixed reports whether a rule's severity is not for a project to choose.
func fixed(r *lint.Rule) bool { return r == rules.SyntaxError || r == rules.InputTooLarge }

// canDisable reports whether a rule can be switched off.
func canDisable(r *lint.Rule) bool { return r.Check != nil || r == rules.SuppressionProblem }

type limit struct {
	name        string
	value, most int
}

func (l configLimits) list() []limit {
	return []limit{
		{"file_bytes", l.FileBytes, parse.DefaultFileBytes},
		{"project_bytes", l.ProjectBytes, parse.DefaultProjectBytes},
		{"nesting", l.Nesting, parse.DefaultNesting},
		{"instances", l.Instances, parse.DefaultInstances},
	}
}

// layers is what the config says of rules.
func (c *config) layers() lint.Levels {
	layer := func(glob string, levels map[string]string) lint.Layer {
		l := lint.Layer{Glob: glob, Rules: map[string]lint.Level{}}
		for name, level := range levels {
			if r := rules.Find(name); r != nil {
				l.Rules[r.ID], _ = lint.ParseLevel(level)
			}
		}
		return l
	}
	ls := lint.Levels{layer("", c.Rules)}
	for _, p := range c.Paths {
		ls = append(ls, layer(p.Glob, p.Rules))
	}
	return ls
}

var failLevels = []string{schema.Error.String(), schema.Warning.String(), schema.Info.String()}
