package main

import (
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rolecall/rolecall/diff/plan"
	fakemilvus "github.com/rolecall/rolecall/internal/fakevendor/milvus"
	"github.com/rolecall/rolecall/schema/target/milvus"
)

// What goes wrong with single calls is either seen through or ends the apply with
// something to go on from; the end is the same.
func TestFaults(t *testing.T) {
	v := vendors[0]
	p := v.rehearse(t)
	for _, c := range []struct {
		name  string
		fault fakemilvus.Fault
		stops bool
	}{
		{"the connection drops before a write", fakemilvus.Fault{Method: "OperatePrivilegeV2", After: 2, Times: 1, How: fakemilvus.DropBefore}, false},
		{"and after it", fakemilvus.Fault{Method: "OperatePrivilegeV2", After: 2, Times: 1, How: fakemilvus.DropAfter}, false},
		{"and after a call that cannot be made twice", fakemilvus.Fault{Method: "CreateRole", Times: 1, How: fakemilvus.DropAfter}, false},
		{"and after one that cannot be taken back", fakemilvus.Fault{Method: "DropRole", After: 1, Times: 1, How: fakemilvus.DropAfter}, false},
		{"something between loses the answer", fakemilvus.Fault{Method: "OperateUserRole", After: 1, Times: 1, How: fakemilvus.Gateway}, false},
		{"it is slow", fakemilvus.Fault{Method: "OperatePrivilegeV2", After: 1, Times: 1, Delay: 300 * time.Millisecond}, false},
		{"every call meets its limit once", fakemilvus.Fault{Method: "OperatePrivilegeV2", After: 1, Times: 1, How: fakemilvus.TooMany}, false},
		{"reads are unavailable for a moment", fakemilvus.Fault{Method: "SelectGrant", Times: 2, How: fakemilvus.Unavailable}, false},
		{"a write is refused for good", fakemilvus.Fault{Method: "OperatePrivilegeV2", After: 3, How: fakemilvus.TooMany}, true},
		{"no answer to a write ever comes", fakemilvus.Fault{Method: "OperatePrivilegeV2", After: 3, How: fakemilvus.DropAfter}, false},
		{"no write gets there any more", fakemilvus.Fault{Method: "OperatePrivilegeV2", After: 3, How: fakemilvus.DropBefore}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, server := v.startMilvus(t)
			s := newSession(t)
			write(t, filepath.Join(s.dir, "plan.json"), string(p.data))
			r.Fail(c.fault)
			out, code := s.run("apply", "plan.json", "--address", server.url, "--yes")
			if (code != 0) != c.stops {
				t.Fatalf("exit code %d\n%s", code, out)
			}
			r.Fail()
			if c.stops {
				if !strings.Contains(out, "'rolecall apply plan.json --resume' goes on from there") || strings.Count(out, "step 6, ") != 1 {
					t.Errorf("it does not say how to go on:\n%s", out)
				}
				s.does("apply", "plan.json", "--address", server.url, "--yes", "--resume")
			}
			if got := text(server.state()); got != p.after {
				t.Errorf("in the end there is\n%s\nnot\n%s", got, p.after)
			}
		})
	}
}

// startMilvus serves the example company with its faults at hand.
func (v *vendor) startMilvus(t testing.TB) (*fakemilvus.Running, *served) {
	t.Helper()
	state := decode(t, filepath.Join(policies(t, v.dir), v.state))
	r, server := startMilvus(t, fakemilvus.Options{Target: milvus.Target, Version: state.Target.Version, State: state, Limits: v.limits(t), Keys: []string{secret}})
	server.url = "milvus://" + r.GRPCAddr
	return r, server
}

// Somebody who changes the server while a plan is carried out stops it, and so
// does one who does before it goes on.
func TestSomebodyElse(t *testing.T) {
	v := vendors[0]
	r, server := v.startMilvus(t)
	s := newSession(t)
	s.does("plan", policies(t, v.dir), "--target", v.target, "--state", server.url, "-o", "plan.json")
	mallory := func(name string) func(*fakemilvus.Server) {
		return func(f *fakemilvus.Server) {
			if err := f.Do(plan.Operation{Name: plan.CreateUser, Args: plan.Args{User: name}}); err != nil {
				t.Error(err)
			}
		}
	}
	r.Fail(fakemilvus.Fault{Method: "CreateRole", Times: 1, Change: mallory("mallory")})
	out, code := s.run("apply", "plan.json", "--address", server.url, "--yes")
	if code != 1 || !strings.Contains(out, `somebody else changed the server in the meantime: user "mallory" is new; plan again from what is there now`) {
		t.Errorf("exit code %d\n%s", code, out)
	}
	if strings.Contains(out, "30/30") {
		t.Errorf("it was not noticed before the end:\n%s", out)
	}
	if out, code = s.run("apply", "plan.json", "--address", server.url, "--yes", "--resume"); code != 1 || !strings.Contains(out, "mallory") {
		t.Errorf("resumed: exit code %d\n%s", code, out)
	}

	// What was made stays, and another plan goes on from it.
	if err := os.Remove(filepath.Join(s.dir, "plan.json.journal")); err != nil {
		t.Fatal(err)
	}
	s.does("plan", policies(t, v.dir), "--target", v.target, "--state", server.url, "-o", "plan.json")
	mallory("trudy")(r.Server)
	if out, code = s.run("apply", "plan.json", "--address", server.url, "--yes"); code != 1 || !strings.Contains(out, "the server is not as it was when this was planned") {
		t.Errorf("another state: exit code %d\n%s", code, out)
	}
	s.does("plan", policies(t, v.dir), "--target", v.target, "--state", server.url, "-o", "plan.json")
	s.does("apply", "plan.json", "--address", server.url, "--yes")
}

// A server that goes away between two steps is waited for by nobody; when it is
// there again, the apply goes on.
func TestServerDies(t *testing.T) {
	v := vendors[0]
	p := v.rehearse(t)
	r, server := v.startMilvus(t)
	s := newSession(t)
	write(t, filepath.Join(s.dir, "plan.json"), string(p.data))
	cmd := s.command("apply", "plan.json", "--address", server.url, "--yes")
	r.Fail(fakemilvus.Fault{Method: "OperatePrivilegeV2", After: 5, Times: 1, How: fakemilvus.DropAfter, Change: func(*fakemilvus.Server) { go r.Stop() }})
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "--resume' goes on from there") {
		t.Fatalf("%v\n%s", err, out)
	}
	again := fakemilvus.Options{Target: milvus.Target, Version: "2.6.11", State: r.State(), Limits: v.limits(t), Keys: []string{secret}}
	host, port, err := net.SplitHostPort(r.GRPCAddr)
	if err != nil {
		t.Fatal(err)
	}
	back, err := fakemilvus.Start(again, net.JoinHostPort(host, port), "")
	if err != nil {
		t.Fatal(err)
	}
	defer back.Stop()
	s.does("apply", "plan.json", "--address", server.url, "--yes", "--resume")
	if got := text(back.State()); got != p.after {
		t.Errorf("in the end there is\n%s\nnot\n%s", got, p.after)
	}
}

// One apply at a time to a target; a lock that is left behind by a dead one does not stop the next.
func TestLock(t *testing.T) {
	v := vendors[0]
	p := v.rehearse(t)
	r, server := v.startMilvus(t)
	s := newSession(t)
	write(t, filepath.Join(s.dir, "plan.json"), string(p.data))
	held, released := make(chan struct{}), make(chan struct{})
	r.Fail(fakemilvus.Fault{Method: "CreateRole", Times: 1, Change: func(*fakemilvus.Server) { close(held); <-released }})
	first := s.command("apply", "plan.json", "--address", server.url, "--yes")
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	<-held
	for _, resume := range []string{"--resume", "--resume=true"} {
		if out, code := s.run("apply", "plan.json", "--address", server.url, "--yes", resume); code != 1 || !strings.Contains(out, `another apply to "search.prod" is running (process `) {
			t.Errorf("beside another: exit code %d\n%s", code, out)
		}
	}
	close(released)
	if err := first.Wait(); err != nil {
		t.Fatal(err)
	}
	locks, err := filepath.Glob(filepath.Join(s.dir, ".rolecall*"))
	if err != nil || len(locks) > 0 {
		t.Errorf("left behind: %v (%v)", locks, err)
	}
	write(t, filepath.Join(s.dir, ".rolecall.search.prod.lock"), `{"host":"elsewhere","pids":[1]}`)
	if out, code := s.run("apply", "plan.json", "--address", server.url, "--yes", "--resume"); code != 1 || !strings.Contains(out, "runs on elsewhere (process 1): wait for it, or remove") {
		t.Errorf("held elsewhere: exit code %d\n%s", code, out)
	}
	if files, _ := os.ReadDir(s.dir); !slices.ContainsFunc(files, func(d os.DirEntry) bool { return d.Name() == ".rolecall.search.prod.lock" }) {
		t.Error("the lock of another machine was taken away")
	}
}
