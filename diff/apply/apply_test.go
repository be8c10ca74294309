package apply_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/diff"
	"github.com/rolecall/rolecall/diff/apply"
	"github.com/rolecall/rolecall/diff/live"
	"github.com/rolecall/rolecall/diff/plan"
	"github.com/rolecall/rolecall/schema"
)

func quiet(bool) error { return nil }

// lines are the steps of a plan as a server notes them.
func (e *example) lines() []string {
	var out []string
	for i := range e.plan.Steps {
		out = append(out, e.plan.Steps[i].Line())
	}
	return out
}

// check sees that every step was made once, in order, and that the server has
// what the policy wants.
func (e *example) check(t interface{ Fatalf(string, ...any) }, s *server, j *journal) {
	if !slices.Equal(s.made, e.lines()) {
		t.Fatalf("%s: made\n%s\nnot\n%s", e.name, strings.Join(s.made, "\n"), strings.Join(e.lines(), "\n"))
	}
	log, err := apply.ReadJournal(j.Bytes())
	if err != nil || !log.Finished || log.Done != len(e.plan.Steps) {
		t.Fatalf("%s: the journal says %+v (%v)", e.name, log, err)
	}
	after := diff.Compare(diff.Input{Model: e.model, Deployed: s.model.State(), Now: now})
	if len(e.plan.Unreachable) == 0 && len(after.Changes) > 0 {
		t.Fatalf("%s: there still is %+v", e.name, after.Changes)
	}
}

func TestApply(t *testing.T) {
	for _, e := range examples(t) {
		s, j := e.server(), &journal{hook: quiet}
		if err := e.apply(s, j); err != nil {
			t.Fatalf("%s: %v", e.name, err)
		}
		e.check(t, s, j)
	}
}

// killed is what the process dies of.
type killed struct{}

// mortal makes everything that is done a moment at which the process may be
// killed; it is at those of which kill says so, counting from 1.
func mortal(s *server, j *journal, kill func(n int) bool) (count *int) {
	count = new(int)
	die := func() {
		if *count++; kill(*count) {
			panic(killed{})
		}
	}
	s.hook = func(string, plan.Operation) error { die(); return nil }
	j.hook = func(written bool) (err error) {
		defer func() {
			if v := recover(); v != nil {
				if !written { // it dies while it writes
					half := []byte(`{"event":"be`)
					j.Write(half)
				}
				panic(v)
			}
		}()
		die()
		return nil
	}
	return count
}

// survive applies until nobody kills it any more, and counts how often it was begun.
func (e *example) survive(s *server, j *journal) (lives int, err error) {
	for {
		lives++
		dead := func() (dead bool) {
			defer func() {
				if v := recover(); v != nil {
					if _, ok := v.(killed); !ok {
						panic(v)
					}
					dead = true
				}
			}()
			err = e.apply(s, j)
			return false
		}()
		if !dead {
			return lives, err
		}
	}
}

// Killed at any moment, an apply goes on from its journal to the same end, with
// no step made twice and none left out.
func TestKilledAtEachMoment(t *testing.T) {
	for _, e := range examples(t) {
		s, j := e.server(), &journal{}
		moments := mortal(s, j, func(int) bool { return false })
		if _, err := e.survive(s, j); err != nil || *moments < 5*len(e.plan.Steps) {
			t.Fatalf("%s: %d moments for %d steps (%v)", e.name, *moments, len(e.plan.Steps), err)
		}
		for at := 1; at <= *moments; at++ {
			s, j := e.server(), &journal{}
			mortal(s, j, func(n int) bool { return n == at })
			lives, err := e.survive(s, j)
			if err != nil || lives != 2 {
				t.Fatalf("%s, killed at moment %d: %d lives, %v\n%s", e.name, at, lives, err, tail(j))
			}
			e.check(t, s, j)
		}
	}
}

func tail(j *journal) string {
	lines := strings.Split(j.String(), "\n")
	return strings.Join(lines[max(1, len(lines)-6):], "\n")
}

// Killed again and again, answers lost on the way: the same.
func TestKilledOften(t *testing.T) {
	list := examples(t)
	rapid.Check(t, func(t *rapid.T) {
		e := list[rapid.IntRange(0, len(list)-1).Draw(t, "example")]
		s, j := e.server(), &journal{}
		kills := rapid.MapOf(rapid.IntRange(1, 400), rapid.Just(true)).Draw(t, "kills")
		lost := rapid.MapOf(rapid.IntRange(1, 400), rapid.Just(true)).Draw(t, "lost")
		n := mortal(s, j, func(n int) bool { return kills[n] })
		die, streak := s.hook, 0
		s.hook = func(moment string, op plan.Operation) error {
			if err := die(moment, op); err != nil {
				return err
			}
			if (moment == "before" || moment == "after") && lost[*n] && streak < 3 {
				streak++ // not so often that it is given up
				return fmt.Errorf("reset: %w", live.ErrUnsure)
			}
			if moment == "after" {
				streak = 0
			}
			return nil
		}
		if _, err := e.survive(s, j); err != nil {
			t.Fatalf("%s: %v", e.name, err)
		}
		e.check(t, s, j)
	})
}

// A server that was changed since is refused before anything is done.
func TestAnotherStateIsRefused(t *testing.T) {
	for _, e := range examples(t) {
		s, j := e.server(), &journal{hook: quiet}
		if err := s.model.Do(e.plan.Steps[0].Operation); err != nil {
			t.Fatal(err)
		}
		var stale *apply.Stale
		if err := e.apply(s, j); !errors.As(err, &stale) {
			t.Errorf("%s: %v", e.name, err)
		}
		if len(s.made) > 0 || j.Len() > 0 {
			t.Errorf("%s: made %v, wrote %q", e.name, s.made, j.String())
		}
	}
}

// Somebody who changes the server on the way is noticed at the end at the latest,
// and before an apply goes on; what they did is said.
func TestChangedMeanwhile(t *testing.T) {
	for _, e := range examples(t) {
		meddle, want := plan.Operation{Name: plan.CreateUser, Args: plan.Args{User: "mallory"}}, `user "mallory" is new`
		if !e.model.Catalog.Behaviour.Scoped { // users of an account are invited
			m := e.state.Members[0]
			meddle, want = plan.Operation{Name: plan.RevokeRole, Args: plan.Args{User: m.Principal, Role: m.Role}}, fmt.Sprintf("role %q of %q is gone", m.Role, m.Principal)
		}
		if slices.Contains(e.lines(), meddle.Line()) {
			t.Fatalf("%s: the plan does %s itself", e.name, meddle.Line())
		}
		s, j := e.server(), &journal{hook: quiet}
		s.hook = func(moment string, op plan.Operation) error {
			if moment == "after" && len(s.made) == 2 {
				return s.model.Do(meddle)
			}
			return nil
		}
		var changed *apply.Changed
		if err := e.apply(s, j); !errors.As(err, &changed) {
			t.Fatalf("%s: %v", e.name, err)
		}
		if !slices.Equal(changed.Differences, []string{want}) || !strings.Contains(changed.Error(), want) {
			t.Errorf("%s: %v", e.name, changed)
		}
		made := len(s.made)
		if err := e.apply(s, j); !errors.As(err, &changed) || len(s.made) != made {
			t.Errorf("%s, again: %v, %d steps more", e.name, err, len(s.made)-made)
		}
	}
}

// On a long way the server is looked at more than once.
func TestChangedOnALongWay(t *testing.T) {
	for _, e := range examples(t) {
		if len(e.plan.Steps) <= 20 {
			continue
		}
		s, j := e.server(), &journal{hook: quiet}
		s.hook = func(moment string, op plan.Operation) error {
			if moment == "after" && len(s.made) == 1 {
				return s.model.Do(plan.Operation{Name: plan.CreateUser, Args: plan.Args{User: "mallory"}})
			}
			return nil
		}
		var changed *apply.Changed
		if err := e.apply(s, j); !errors.As(err, &changed) || len(s.made) != 20 {
			t.Errorf("%s: %v after %d of %d steps", e.name, err, len(s.made), len(e.plan.Steps))
		}
		return
	}
	t.Error("no example has so many steps")
}

// A refusal ends it with the step, the server's words and nothing done behind it;
// once what was in the way is gone it goes on.
func TestRefused(t *testing.T) {
	e := examples(t)[0]
	s, j := e.server(), &journal{hook: quiet}
	no := &live.Refusal{Call: "Service.Call", Code: 9, Text: "the number of roles has reached the limit"}
	s.hook = func(moment string, op plan.Operation) error {
		if moment == "before" && len(s.made) == 3 {
			return no
		}
		return nil
	}
	err := e.apply(s, j)
	want := fmt.Sprintf("step 4, %s: Service.Call is refused: the number of roles has reached the limit (code 9)", e.lines()[3])
	if err == nil || err.Error() != want || len(s.made) != 3 {
		t.Fatalf("%v, %d steps", err, len(s.made))
	}
	s.hook = func(string, plan.Operation) error { return nil }
	if err := e.apply(s, j); err != nil {
		t.Fatal(err)
	}
	e.check(t, s, j)
}

// What is asked and never answered is in doubt, and not made again before the server says that it is not there.
func TestNoAnswer(t *testing.T) {
	e := examples(t)[0]
	s, j := e.server(), &journal{hook: quiet}
	away := errors.New("connection refused")
	s.hook = func(moment string, op plan.Operation) error {
		switch {
		case moment == "after" && len(s.made) == 3:
			return fmt.Errorf("the connection broke: %w", live.ErrUnsure)
		case moment == "done" && len(s.made) == 3:
			return away
		}
		return nil
	}
	if err := e.apply(s, j); !errors.Is(err, live.ErrUnsure) || !errors.Is(err, away) {
		t.Fatal(err)
	}
	if log, err := apply.ReadJournal(j.Bytes()); err != nil || log.Done != 2 || !log.Doubt {
		t.Fatalf("%+v (%v)", log, err)
	}
	if err := e.apply(s, j); !errors.Is(err, away) || len(s.made) != 3 {
		t.Fatalf("while it is away: %v", err)
	}
	s.hook = func(string, plan.Operation) error { return nil }
	if err := e.apply(s, j); err != nil {
		t.Fatal(err)
	}
	e.check(t, s, j)
}

// What the server says it has done and does not show is in doubt too.
func TestDoesNotShow(t *testing.T) {
	e := examples(t)[0]
	s, j := e.server(), &journal{hook: quiet}
	e.plan.Steps = e.plan.Steps[:1]
	err := e.apply(&server{model: s.model, catalog: s.catalog, hook: s.hook}, j)
	if err != nil {
		t.Fatal(err)
	}
	deaf := &deaf{s}
	j = &journal{hook: quiet}
	r := &apply.Run{Plan: e.plan, Catalog: e.model.Catalog, Client: deaf, Journal: j, Pause: func(c ctx, n int) error { return nil }}
	log := &apply.Log{Start: apply.Entry{State: e.state}}
	if err := r.From(t.Context(), log); err == nil || !strings.Contains(err.Error(), "the server took it, and it does not show") {
		t.Fatal(err)
	}
	if !strings.Contains(j.String(), `{"event":"doubt","step":1`) {
		t.Errorf("the journal says %s", j.String())
	}
}

// An apply that is halted stops between two steps, and goes on later.
func TestHalt(t *testing.T) {
	e := examples(t)[0]
	s, j := e.server(), &journal{hook: quiet}
	halt := make(chan struct{})
	log := &apply.Log{Start: apply.Entry{Format: apply.JournalFormat, Plan: "sha256:x", Target: &e.plan.Target, State: s.model.State()}}
	if err := j.Append(log.Start); err != nil {
		t.Fatal(err)
	}
	r := &apply.Run{Plan: e.plan, Catalog: e.model.Catalog, Client: s, Journal: j, Halt: halt}
	r.Told = func(s *plan.Step) {
		if s.N == 5 {
			close(halt)
		}
	}
	if err := r.From(t.Context(), log); !errors.Is(err, apply.ErrHalted) || len(s.made) != 5 {
		t.Fatalf("%v after %d steps", err, len(s.made))
	}
	if err := e.apply(s, j); err != nil {
		t.Fatal(err)
	}
	e.check(t, s, j)
}

// What is expected of an operation is what a server makes of it.
func TestExpected(t *testing.T) {
	for _, e := range examples(t) {
		s := e.server()
		want := apply.Expect(e.model.Catalog, s.model.State())
		for i := range e.plan.Steps {
			step := &e.plan.Steps[i]
			for n, op := range []plan.Operation{step.Operation, step.Inverse.Operation, step.Operation} {
				if err := s.model.Do(op); err != nil {
					if n == 0 {
						t.Fatalf("%s: %s: %v", e.name, op.Line(), err)
					}
					break // there may be no way back
				}
				want.Do(op)
				if d := want.Differences(s.model.State()); len(d) > 0 {
					t.Fatalf("%s: after %s: %v", e.name, op.Line(), d)
				}
			}
		}
		if d := want.Differences(s.model.State()); len(d) > 0 {
			t.Fatalf("%s: in the end: %v", e.name, d)
		}
	}
}

// The same of operations drawn at random, whatever sense they make.
func TestExpectedOfAnything(t *testing.T) {
	list := examples(t)
	rapid.Check(t, func(t *rapid.T) {
		e := list[rapid.IntRange(0, len(list)-1).Draw(t, "example")]
		s := e.server()
		want := apply.Expect(e.model.Catalog, s.model.State())
		for range rapid.IntRange(1, 30).Draw(t, "operations") {
			op := e.operation(t, s.model.State())
			if err := s.model.Do(op); err != nil {
				continue
			}
			want.Do(op)
			if d := want.Differences(s.model.State()); len(d) > 0 {
				t.Fatalf("%s: after %s: %v", e.name, op.Line(), d)
			}
		}
	})
}

// operation draws one about what there is, or about something new.
func (e *example) operation(t *rapid.T, s *schema.State) plan.Operation {
	a := plan.Args{Role: "new", User: "new", Group: "new", Database: rapid.SampledFrom([]string{"*", "kb", "catalog"}).Draw(t, "database"), Collection: rapid.SampledFrom([]string{"*", "products"}).Draw(t, "collection")}
	pick := func(what string, n int, name func(i int) string, into *string) {
		if i := rapid.IntRange(-1, n-1).Draw(t, what); i >= 0 {
			*into = name(i)
		}
	}
	pick("role", len(s.Roles), func(i int) string { return s.Roles[i].Name }, &a.Role)
	pick("user", len(s.Users), func(i int) string { return s.Users[i].Name }, &a.User)
	pick("group", len(s.Groups), func(i int) string { return s.Groups[i].Name }, &a.Group)
	pick("name", len(s.Roles), func(i int) string { return s.Roles[i].Name }, &a.Name)
	privileges := e.model.Catalog.Privileges
	a.Privilege = privileges[rapid.IntRange(0, len(privileges)-1).Draw(t, "privilege")].Name
	a.ObjectType = e.model.Catalog.ObjectOf(a.Privilege)
	a.Privileges = []string{a.Privilege}
	names := []string{plan.DropRole, plan.GrantRole, plan.RevokeRole, plan.UpdateRole}
	if e.model.Catalog.Behaviour.Scoped {
		a.Privileges = nil
		names = []string{
			plan.CreateGroup, plan.DropGroup, plan.CreateUser, plan.DropUser, plan.CreateRole, plan.DropRole, plan.ForceDropRole,
			plan.GrantPrivilege, plan.RevokePrivilege, plan.GrantPrivilegeV1, plan.RevokePrivilegeV1, plan.GrantRole, plan.RevokeRole,
		}
	}
	op := plan.Operation{Name: rapid.SampledFrom(names).Draw(t, "operation"), Args: a}
	if !e.model.Catalog.Behaviour.Scoped && op.Args.Name == "" {
		op.Args.Name = op.Args.Role
	}
	return op
}

// What a state does not cover any more is a difference; what it never covered is none.
func TestCovers(t *testing.T) {
	e := examples(t)[0]
	some := *e.state
	some.Covers = []string{schema.CoversRoles}
	if d := apply.Expect(e.model.Catalog, e.state).Differences(&some); !slices.Contains(d, "grants can no longer be read") {
		t.Errorf("%v", d)
	}
	if d := apply.Expect(e.model.Catalog, &some).Differences(e.state); len(d) > 0 {
		t.Errorf("%v", d)
	}
}
