package citest

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// What GitHub needs of an action, and what keeps inputs out of scripts.
func TestActionFile(t *testing.T) {
	a := readAction(t)
	if a.Name == "" || a.Description == "" || a.Author == "" || a.Branding["icon"] == "" || a.Branding["color"] == "" || a.Runs.Using != "composite" {
		t.Errorf("something is missing: %+v", a)
	}
	used := map[string]bool{}
	for _, s := range a.Runs.Steps {
		if (s.Run == "") == (s.Uses == "") || (s.Run == "") != (s.Shell == "") {
			t.Errorf("step %q must either run in a shell or use an action", s.Name)
		}
		if strings.Contains(s.Run, "${{") {
			t.Errorf("step %q: what is put into a script is run: pass it in env", s.Name)
		}
		for _, text := range append(slices.Collect(values(s.Env, s.With)), s.If) {
			for _, m := range regexp.MustCompile(`inputs\.([a-z-]+)`).FindAllStringSubmatch(text, -1) {
				used[m[1]] = true
				if a.Inputs[m[1]].Description == "" {
					t.Errorf("step %q asks for input %q, which is not described", s.Name, m[1])
				}
			}
		}
		if s.Run != "" {
			checkEnv(t, s)
		}
	}
	for name := range a.Inputs {
		if !used[name] {
			t.Errorf("input %q is not used", name)
		}
	}
	for name, o := range a.Outputs {
		if o.Description == "" || o.Value != "${{ steps.check.outputs."+name+" }}" {
			t.Errorf("output %q: %+v", name, o)
		}
	}
}

func values(ms ...map[string]string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for _, m := range ms {
			for _, v := range m {
				if !yield(v) {
					return
				}
			}
		}
	}
}

// checkEnv holds the variables that a step's script reads to those that it is given.
func checkEnv(t *testing.T, s step) {
	t.Helper()
	script := s.Run
	if m := regexp.MustCompile(`^"\$GITHUB_ACTION_PATH/(action/[a-z]+\.sh)"$`).FindStringSubmatch(s.Run); m != nil {
		path := filepath.Join(root, m[1])
		script = read(t, path)
		if info, err := os.Stat(path); err != nil || info.Mode()&0o111 == 0 {
			t.Errorf("%s is not executable", m[1])
		}
	}
	checkShell(t, s.Run, "#!/bin/bash\n"+script)
	read := regexp.MustCompile(`\b(INPUT_[A-Z_]*[A-Z]|REPORTS|ACTION_REF|EXIT_CODES|VERDICT)\b`)
	for _, name := range read.FindAllString(regexp.MustCompile(`(?m)^#.*`).ReplaceAllString(script, ""), -1) {
		if _, ok := s.Env[name]; !ok {
			t.Errorf("step %q: its script reads %s, which it is not given", s.Name, name)
		}
	}
	for name := range s.Env {
		if !slices.Contains(read.FindAllString(script, -1), name) {
			t.Errorf("step %q: its script does not read %s", s.Name, name)
		}
	}
}

// The Go that the action installs builds what is here.
func TestActionGo(t *testing.T) {
	m := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(read(t, root+"/go.mod"))
	for _, s := range readAction(t).Runs.Steps {
		if strings.HasPrefix(s.Uses, "actions/setup-go@") && s.With["go-version"] != m[1] {
			t.Errorf("go %s is installed, go.mod asks for %s", s.With["go-version"], m[1])
		}
	}
}
