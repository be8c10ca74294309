package apply_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rolecall/rolecall/diff/apply"
	"github.com/rolecall/rolecall/diff/live"
	"github.com/rolecall/rolecall/diff/plan"
	"github.com/rolecall/rolecall/internal/modelserver"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
	"github.com/rolecall/rolecall/schema/target/all"
)

var now = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// example is a policy with what is deployed, and the plan from one to the other.
type example struct {
	name  string
	model *schema.Model
	state *schema.State
	plan  *plan.Plan
}

// examples are the companies of policies/ that come with a deployed state.
func examples(t testing.TB) []example {
	t.Helper()
	found, err := filepath.Glob("../../policies/*/state*.json")
	if err != nil || len(found) < 3 {
		t.Fatalf("states %v (%v)", found, err)
	}
	var out []example
	for _, file := range found {
		e := example{name: filepath.Base(filepath.Dir(file)), state: decode(t, file)}
		e.model = modelOf(t, filepath.Dir(file), e.state)
		e.state = e.server().model.State() // as the server itself tells it
		vendor, _ := all.Find(e.model.Target.Kind)
		e.plan = plan.New(plan.Input{Model: e.model, Deployed: e.state, Calls: vendor.Calls(), Now: now})
		if len(e.plan.Steps) == 0 {
			t.Fatalf("%s: nothing is planned", e.name)
		}
		out = append(out, e)
	}
	return out
}

func decode(t testing.TB, file string) *schema.State {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, vendor := range all.Targets {
		if s, ok, err := vendor.ReadDump(data); ok && err == nil {
			return s
		}
	}
	s, err := schema.DecodeState(data)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// modelOf is the policy that a state is of.
func modelOf(t testing.TB, dir string, s *schema.State) *schema.Model {
	t.Helper()
	var files []parse.File
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
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
		if doc.Target.Kind == s.Target.Kind && (s.Target.Name == "" || s.Target.Name == doc.Target.ID()) {
			m, _ := all.Resolve(doc, project.Broken)
			return m
		}
	}
	t.Fatalf("%s has no target %+v", dir, s.Target)
	return nil
}

// server is a client of a server in memory. hook is called before and after
// whatever it does, and decides what the caller sees.
type server struct {
	model   *modelserver.Server
	catalog *schema.Catalog
	made    []string // operations that the server carried out
	hook    func(moment string, op plan.Operation) error
}

func (e *example) server() *server {
	limits := map[string]int{}
	for name, l := range e.model.Target.Limits {
		limits[name] = l.Value
	}
	return &server{model: modelserver.New(e.model.Catalog, e.state, limits), catalog: e.model.Catalog, hook: func(string, plan.Operation) error { return nil }}
}

func (s *server) Server(context.Context) (schema.StateTarget, error) {
	return schema.StateTarget{Kind: s.catalog.Kind}, nil
}

func (s *server) Close() error { return nil }

func (s *server) Pull(context.Context, func(live.Progress)) (*schema.State, error) {
	if err := s.hook("pull", plan.Operation{}); err != nil {
		return nil, err
	}
	return s.model.State(), nil
}

func (s *server) Do(ctx context.Context, op plan.Operation, password live.Password) error {
	if err := s.hook("before", op); err != nil {
		return err
	}
	if op.Name == plan.CreateUser {
		if _, err := password(ctx, op.Args.User); err != nil {
			return err
		}
	}
	if err := s.model.Do(op); err != nil {
		return &live.Refusal{Call: op.Name, Text: err.Error()}
	}
	s.made = append(s.made, op.Line())
	return s.hook("after", op)
}

func (s *server) Done(_ context.Context, op plan.Operation) (bool, error) {
	if err := s.hook("done", op); err != nil {
		return false, err
	}
	e := apply.Expect(s.catalog, s.model.State())
	e.Do(op) // what stands already, it changes nothing of
	if op.Name == plan.AlterRole {
		for _, r := range s.model.State().Roles {
			if r.Name == op.Args.Role {
				return r.Description == *op.Args.Description, nil
			}
		}
	}
	return len(e.Differences(s.model.State())) == 0, nil
}

// journal is a journal in memory.
type journal struct {
	bytes.Buffer
	hook func(written bool) error
}

func (j *journal) Append(e apply.Entry) error {
	line, err := json.Marshal(e)
	if err != nil {
		return err
	}
	if err := j.hook(false); err != nil {
		j.Write(line[:len(line)/2]) // torn
		return err
	}
	j.Write(append(line, '\n'))
	return j.hook(true)
}

// apply runs a plan as the command does, from what the journal says on.
func (e *example) apply(s *server, j *journal) error {
	ctx := context.Background()
	log, err := apply.ReadJournal(j.Bytes())
	if err != nil {
		return fmt.Errorf("read journal: %w", err)
	}
	j.Truncate(int(log.Size))
	r := &apply.Run{
		Plan: e.plan, Catalog: e.model.Catalog, Client: s, Journal: j,
		Password: func(context.Context, string) (string, error) { return "secret", nil },
		Pause:    func(context.Context, int) error { return nil },
	}
	if !log.Empty() {
		if err := r.Resume(ctx, log); err != nil {
			return err
		}
		return r.From(ctx, log)
	}
	state, err := s.Pull(ctx, nil)
	if err != nil {
		return err
	}
	if err := apply.Check(e.model.Catalog, e.plan, state); err != nil {
		return err
	}
	log.Start = apply.Entry{Format: apply.JournalFormat, Plan: "sha256:x", Target: &e.plan.Target, State: state}
	if err := j.Append(log.Start); err != nil {
		return err
	}
	return r.From(ctx, log)
}

type ctx = context.Context

// deaf takes everything and does nothing.
type deaf struct{ *server }

func (d *deaf) Do(context.Context, plan.Operation, live.Password) error { return nil }

func (d *deaf) Done(context.Context, plan.Operation) (bool, error) { return false, nil }
