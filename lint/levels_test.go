package lint

import (
	"testing"

	"github.com/rolecall/rolecall/schema"
)

func TestLevels(t *testing.T) {
	rule := func(l Level) map[string]Level { return map[string]Level{"RC901": l, "RC001": l} }
	for _, c := range []struct {
		name   string
		levels Levels
		file   string
		want   schema.Severity
		off    bool
		silent bool
	}{
		{name: "nothing said"},
		{name: "a severity", levels: Levels{{Rules: rule(AtInfo)}}, want: schema.Info},
		{name: "off", levels: Levels{{Rules: rule(Off)}}, off: true, silent: true},
		{name: "on again at the severity given before", levels: Levels{{Rules: rule(AtError)}, {Rules: rule(Off)}, {Rules: rule(On)}}, want: schema.Error},
		{name: "later beats earlier", levels: Levels{{Rules: rule(AtError)}, {Rules: rule(AtInfo)}}, want: schema.Info},
		{name: "another rule", levels: Levels{{Rules: map[string]Level{"RC902": Off}}}},
		{name: "in a path", levels: Levels{{Glob: "legacy/**", Rules: rule(Off)}}, file: "legacy/a/b.hcl", off: true},
		{name: "in another path", levels: Levels{{Glob: "legacy/**", Rules: rule(Off)}}, file: "new/b.hcl"},
		{name: "in no path", levels: Levels{{Glob: "**", Rules: rule(AtInfo)}}, file: "a.hcl", want: schema.Info},
		{name: "off but in a path", levels: Levels{{Rules: rule(Off)}, {Glob: "new/**", Rules: rule(AtWarning)}}, file: "new/b.hcl", want: schema.Warning},
		{name: "off but in another path", levels: Levels{{Rules: rule(Off)}, {Glob: "new/**", Rules: rule(AtWarning)}}, file: "b.hcl", off: true},
		{name: "off after all", levels: Levels{{Glob: "new/**", Rules: rule(AtWarning)}, {Rules: rule(Off)}}, file: "new/b.hcl", want: schema.Warning, off: true, silent: true},
	} {
		s, off := c.levels.In("RC901", c.file)
		if s != c.want || off != c.off || c.levels.silent("RC901") != c.silent {
			t.Errorf("%s: severity %v, off %v, silent %v", c.name, s, off, c.levels.silent("RC901"))
		}
		if s, off := c.levels.In("RC001", c.file); s != 0 || off || c.levels.silent("RC001") {
			t.Errorf("%s: RC001 is changed", c.name)
		}
	}
}

func TestParseLevel(t *testing.T) {
	for i, name := range LevelNames {
		l, ok := ParseLevel(name)
		if s := l.Severity(); !ok || int(s) != i {
			t.Errorf("%q is %v, severity %v, %v", name, l, s, ok)
		}
	}
	if _, ok := ParseLevel("on"); ok {
		t.Error(`"on" is a level of a configuration`)
	}
}

// A comment is of use in a file where its rule is off: it will count again.
func TestSuppressOffInPath(t *testing.T) {
	src := "one\n"
	c := schema.Comment{Rules: []schema.Text{{Value: "RC902"}}, Reason: schema.Text{Value: "why"}, Range: at(src, "one"), Scope: at(src, "one")}
	in := Input{Project: project(src, c), Models: models("a")}
	for glob, want := range map[string]int{"*.hcl": 0, "b/**": 1} {
		in.Config.Levels = Levels{{Glob: glob, Rules: map[string]Level{"RC902": Off}}}
		if fs, _ := Run([]*Rule{says("RC902", "b")}, in, nil); len(fs) != want {
			t.Errorf("%s: %v", glob, fs)
		}
	}
}

// A rule that would find more with a state does not prove a comment useless without one.
func TestSuppressGains(t *testing.T) {
	src := "one\n"
	c := schema.Comment{Rules: []schema.Text{{Value: "RC902"}}, Reason: schema.Text{Value: "why"}, Range: at(src, "one"), Scope: at(src, "one")}
	in := Input{Project: project(src, c), Models: models("a")}
	rule := says("RC902", "b")
	rule.Gains = []Needs{NeedsState}
	if fs, _ := Run([]*Rule{rule}, in, nil); len(fs) != 0 {
		t.Errorf("without a state: %v", fs)
	}
	in.State = map[string]*schema.State{"a": {}}
	if fs, _ := Run([]*Rule{rule}, in, nil); len(fs) != 1 {
		t.Errorf("with a state: %v", fs)
	}
}
