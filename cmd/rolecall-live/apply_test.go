package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rolecall/rolecall/diff"
	"github.com/rolecall/rolecall/internal/gaps"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
	"github.com/rolecall/rolecall/schema/target/all"
)

var now = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// model is the policy of the example company.
func (v *vendor) model(t testing.TB) *schema.Model {
	t.Helper()
	var files []parse.File
	root := policies(t, v.dir)
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".hcl") || strings.HasSuffix(path, "_test.hcl") {
			return err
		}
		data, err := os.ReadFile(path)
		files = append(files, parse.File{Path: path, Data: data})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	project, _ := parse.Project(files, parse.Options{})
	for _, doc := range project.Documents {
		if doc.Target.ID() == v.target {
			m, _ := all.Resolve(doc, project.Broken)
			return m
		}
	}
	t.Fatalf("%s has no target %s", root, v.target)
	return nil
}

// From the state that each example company has deployed, pull, plan and apply lead
// to its policy; whenever the server is asked anything, everybody has what they
// have before and after.
func TestPullPlanApply(t *testing.T) {
	for _, v := range vendors {
		t.Run(v.name, func(t *testing.T) {
			server, s := v.start(t), newSession(t)
			s.does("pull", server.url, "-o", "state.json", "--target", v.target)
			deployed := decode(t, filepath.Join(s.dir, "state.json"))
			out := s.does("plan", policies(t, v.dir), "--target", v.target, "--state", "state.json", "-o", "plan.json")
			if strings.Contains(out, ": 0 steps") {
				t.Fatalf("nothing is planned:\n%s", out)
			}

			m := v.model(t)
			watch := gaps.Between(m, diff.Compare(diff.Input{Model: m, Deployed: deployed, Now: now}))
			calls, gap := 0, ""
			server.calls(func() {
				if calls++; gap == "" {
					gap = watch.Gap(server.state().Normalized(m.Catalog))
				}
			}, 0, nil, false)
			out = s.does("apply", "plan.json", "--address", server.url, "--yes")
			server.calls(nil, 0, nil, false)
			if gap != "" {
				t.Errorf("on the way %s", gap)
			}
			if calls < 10 {
				t.Errorf("the server was asked %d times", calls)
			}
			if !strings.Contains(out, "done: ") {
				t.Errorf("apply says\n%s", out)
			}
			after := s.does("plan", policies(t, v.dir), "--target", v.target, "--state", server.url)
			if !strings.Contains(after, ": 0 steps") {
				t.Errorf("there is more to do:\n%s", after)
			}
		})
	}
}

func decode(t testing.TB, file string) *schema.State {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s, err := schema.DecodeState(data)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
