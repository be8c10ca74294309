package milvus_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/diff/live"
	"github.com/rolecall/rolecall/diff/plan"
	fake "github.com/rolecall/rolecall/internal/fakevendor/milvus"
	"github.com/rolecall/rolecall/schema"
)

// reads are the calls that a pull makes.
var reads = []string{
	"ListCredUsers", "BackupRBAC", "ListPrivilegeGroups", "SelectRole", "SelectGrant", "SelectUser", "ListDatabases", "ShowCollections", "ListAliases",
}

// A pull outlasts a server that is not there for a while, drops connections or asks for patience.
func TestReadsAgain(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, way string) {
		t.Parallel()
		for name, how := range map[string]fake.How{
			"not there": fake.Unavailable, "later": fake.TooMany, "before": fake.DropBefore, "after": fake.DropAfter, "gateway": fake.Gateway, "rate limit": fake.Says,
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				r := serve(t, fake.Options{State: example(t, "milvus/state.prod.json"), Version: "2.6.19"})
				want := pull(t, connect(t, r, way, root))
				var list []fake.Fault
				for _, method := range reads {
					list = append(list, fake.Fault{Method: method, Times: 1, How: how, Code: 8})
				}
				r.Fail(list...)
				if d := cmp.Diff(want, pull(t, connect(t, r, way, root))); d != "" {
					t.Error(d)
				}
			})
		}
	})
}

// A server that stays away is an error in the end, and a context that ends is one at once.
func TestReadsGiveUp(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, way string) {
		t.Parallel()
		r := serve(t, fake.Options{})
		c := connect(t, r, way, root)
		r.Fail(fake.Fault{How: fake.Unavailable})
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		defer cancel()
		if _, err := c.Pull(ctx, nil); err == nil || errors.Is(err, live.ErrUnsure) {
			t.Error(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		r.Fail(fake.Fault{Change: func(*fake.Server) { stop() }, Delay: time.Nanosecond, How: fake.Unavailable})
		if _, err := c.Pull(ctx, nil); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}

// What becomes of a change that something befalls: whether the client may say that
// it was not made, whether it was, and how often it was sent.
func TestWritesOnce(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name         string
		fault        fake.Fault
		unsure, done bool
		calls        int
	}{
		{"dropped before", fake.Fault{Times: 1, How: fake.DropBefore}, true, false, 1},
		{"dropped after", fake.Fault{Times: 1, How: fake.DropAfter}, true, true, 1},
		{"not there", fake.Fault{Times: 1, How: fake.Unavailable}, true, false, 1},
		{"no answer from behind a gateway", fake.Fault{Times: 1, How: fake.Gateway}, true, true, 1},
		{"come again later", fake.Fault{Times: 1, How: fake.TooMany}, false, true, 2},
		{"rate limit", fake.Fault{Times: 1, How: fake.Says, Code: 8}, false, true, 2},
		{"queue is full", fake.Fault{Times: 1, How: fake.Says, Code: 4}, false, true, 2},
		{"not ready", fake.Fault{Times: 1, How: fake.Says, Code: 1}, true, false, 1},
		{"broke", fake.Fault{Times: 1, How: fake.Says, Code: 5}, true, false, 1},
		{"took too long", fake.Fault{Times: 1, How: fake.Says, Code: 10001}, true, false, 1},
	}
	ops := map[string]string{
		plan.CreateGroup: "CreatePrivilegeGroup", plan.AddPrivileges: "OperatePrivilegeGroup", plan.CreateRole: "CreateRole", plan.CreateUser: "CreateCredential",
		plan.GrantPrivilege: "OperatePrivilegeV2", plan.GrantRole: "OperateUserRole", plan.RevokeRole: "OperateUserRole", plan.DropRole: "DropRole", plan.DropUser: "DeleteCredential",
	}
	each(t, func(t *testing.T, way string) {
		t.Parallel()
		for _, one := range cases {
			t.Run(one.name, func(t *testing.T) {
				t.Parallel()
				r := serve(t, fake.Options{Version: "2.6.19"})
				c := connect(t, r, way, root)
				for _, op := range every {
					method := ops[op.Name]
					if method == "" {
						if err := c.Do(t.Context(), op, password); err != nil {
							t.Fatal(err)
						}
						continue
					}
					calls := r.Calls(method)
					one.fault.Method = method
					r.Fail(one.fault)
					err := c.Do(t.Context(), op, password)
					if errors.Is(err, live.ErrUnsure) != one.unsure || (err != nil) != one.unsure {
						t.Errorf("%s: %v", op.Name, err)
					}
					if n := r.Calls(method) - calls; n != one.calls {
						t.Errorf("%s: sent %d times", op.Name, n)
					}
					check(t, c, op, one.done)
					if !one.done { // so it is made now, and it is the first time
						if err := c.Do(t.Context(), op, password); err != nil {
							t.Errorf("%s, again: %v", op.Name, err)
						}
					}
				}
			})
		}
	})
}

// An answer that does not come in time leaves things open.
func TestSlowAnswer(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, way string) {
		t.Parallel()
		r := serve(t, fake.Options{})
		r.Fail(fake.Fault{Method: "CreateRole", Delay: time.Minute})
		dial, address := ways[way](r)
		c := dialed(t, dial, address+"?timeout=50ms", live.Credentials{Token: root})
		if err := c.Do(t.Context(), plan.Operation{Name: plan.CreateRole, Args: plan.Args{Role: "r"}}, nil); !errors.Is(err, live.ErrUnsure) {
			t.Error(err)
		}
		r.Fail(fake.Fault{Method: "SelectRole", Delay: time.Minute})
		_, err := c.Done(t.Context(), plan.Operation{Name: plan.CreateRole, Args: plan.Args{Role: "r"}})
		if err == nil || errors.Is(err, live.ErrUnsure) || r.Calls("SelectRole") != 1 {
			t.Error(err, r.Calls("SelectRole"))
		}
	})
}

// Of a server that is not there it is certain that nothing was carried out.
func TestNotSent(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, way string) {
		t.Parallel()
		r := serve(t, fake.Options{})
		c := connect(t, r, way, root)
		if err := r.Stop(); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		err := c.Do(ctx, plan.Operation{Name: plan.CreateRole, Args: plan.Args{Role: "r"}}, nil)
		if err == nil || errors.Is(err, live.ErrUnsure) || !strings.Contains(err.Error(), "fails: ") {
			t.Error(err)
		}
	})
}

// A server that went away and came back is found again.
func TestRestart(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, way string) {
		t.Parallel()
		r := serve(t, fake.Options{})
		c := connect(t, r, way, root)
		pull(t, c)
		if err := r.Stop(); err != nil {
			t.Fatal(err)
		}
		again, err := fake.Start(fake.Options{Target: fakeTarget}, r.GRPCAddr, r.RESTAddr)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = again.Stop() })
		op := plan.Operation{Name: plan.CreateRole, Args: plan.Args{Role: "r"}}
		err = c.Do(t.Context(), op, nil)
		if errors.Is(err, live.ErrUnsure) { // it was sent to where nobody listened any more
			check(t, c, op, false)
			err = c.Do(t.Context(), op, nil)
		}
		if err != nil {
			t.Error(err)
		}
		check(t, c, op, true)
	})
}

// A role that somebody drops while it is read is an error that names it.
func TestChangedUnderneath(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, way string) {
		t.Parallel()
		r := serve(t, fake.Options{State: &schema.State{Roles: []schema.StateRole{{Name: "r1"}}}, Missing: []string{"BackupRBAC"}})
		c := connect(t, r, way, root)
		r.Fail(fake.Fault{Method: "SelectGrant", Times: 1, Change: func(s *fake.Server) {
			if err := s.Do(drop("r1")); err != nil {
				t.Error(err)
			}
		}})
		_, err := c.Pull(t.Context(), nil)
		if err != nil && !strings.Contains(err.Error(), `read the grants of role "r1"`) {
			t.Error(err)
		}
		if err == nil && r.Calls("SelectGrant") != 3 {
			t.Error("nothing was changed")
		}
	})
}
