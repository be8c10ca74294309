package main

import (
	"bytes"
	"context"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/diff/live"
	"github.com/rolecall/rolecall/diff/live/milvus"
	"github.com/rolecall/rolecall/diff/live/zilliz"
	"github.com/rolecall/rolecall/diff/plan"
	"github.com/rolecall/rolecall/schema"
)

// printed is what a server prints while it runs.
type printed struct {
	mu   sync.Mutex
	text bytes.Buffer
	told chan struct{}
}

func (p *printed) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	n, err := p.text.Write(b)
	if strings.Contains(p.text.String(), "interrupt to stop") {
		close(p.told)
	}
	return n, err
}

// serving runs the command and gives what it printed; stop interrupts it.
func serving(t *testing.T, args ...string) (text string, stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	out := &printed{told: make(chan struct{})}
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, args, out) }()
	select {
	case <-out.told:
	case err := <-ended:
		t.Fatal(err)
	}
	return out.text.String(), func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

func connect(t *testing.T, dial live.Dialer, address, token string) live.Client {
	t.Helper()
	at, err := live.ParseAddress(address)
	if err != nil {
		t.Fatal(err)
	}
	c, err := dial(t.Context(), at, live.Credentials{Token: token})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// A server begins with a state, is where it says, and saves what became of it.
func TestMilvus(t *testing.T) {
	saved := filepath.Join(t.TempDir(), "saved.json")
	text, stop := serving(t, "milvus", "--listen", "127.0.0.1:0", "--rest", "127.0.0.1:0", "--state", "../../../policies/milvus/state.prod.json", "--save", saved, "--max-roles", "15", "--superusers", "ops,root")
	at := regexp.MustCompile(`milvus://\S+:[0-9]+`).FindString(text)
	c := connect(t, milvus.Dial, at, "root:Milvus")
	if err := c.Do(t.Context(), plan.Operation{Name: plan.CreateRole, Args: plan.Args{Role: "tried"}}, nil); err == nil || !strings.Contains(err.Error(), "limit") {
		t.Errorf("the role cap: %v", err)
	}
	if err := c.Do(t.Context(), plan.Operation{Name: plan.CreateGroup, Args: plan.Args{Group: "tried"}}, nil); err != nil {
		t.Fatal(err)
	}
	pulled, err := c.Pull(t.Context(), nil)
	if err == nil {
		other := slices.IndexFunc(pulled.Users, func(u schema.StateUser) bool { return u.Name != "root" })
		err = c.(live.Rotator).Rotate(t.Context(), pulled.Users[other].Name, func(context.Context, string) (string, error) { return "fresh-one", nil })
	}
	if err != nil || pulled.Target.Version != "2.6.11" {
		t.Fatal(err, pulled.Target)
	}
	stop()
	s, err := readState(saved)
	if err != nil {
		t.Fatal(err)
	}
	pulled.Target, pulled.Covers = s.Target, s.Covers
	if d := cmp.Diff(normalized(pulled), normalized(s)); d != "" {
		t.Errorf("(-pulled +saved)\n%s", d)
	}
}

func normalized(s *schema.State) *schema.State {
	n := *s
	n.Sort()
	for i := range n.Databases {
		if len(n.Databases[i].Aliases) == 0 {
			n.Databases[i].Aliases = nil
		}
	}
	return &n
}

func TestZilliz(t *testing.T) {
	text, stop := serving(t, "zilliz", "--rest", "127.0.0.1:0", "--state", "../../../policies/zilliz/state.json", "--project", "assistant")
	defer stop()
	at := regexp.MustCompile(`pull '(.*)'`).FindStringSubmatch(text)[1]
	s, err := connect(t, zilliz.Dial, at, "try-me").Pull(t.Context(), nil)
	if err != nil || !s.Knows(schema.CoversMembers) || len(s.Members) != 19 {
		t.Errorf("%v, %d members", err, len(s.Members))
	}
}

func TestRefusals(t *testing.T) {
	for args, want := range map[string]string{
		"":                          "name a vendor first",
		"oracle":                    "name a vendor first, one of milvus",
		"milvus more":               `argument "more" is too much`,
		"milvus --version 1.0":      `there is no version "1.0" of Milvus: 3.0, 2.6, 2.5 are known`,
		"milvus --state gone":       "no such file",
		"milvus --state main.go":    "decode state",
		"milvus --listen nowhere:x": "listen tcp",
		"milvus --fly":              "flag provided but not defined",
		"zilliz --state ../../../policies/milvus/state.prod.json": `there is no version "2.6.11" of Zilliz Cloud`,
	} {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if err := run(ctx, strings.Fields(args), &bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", args, err)
		}
	}
}
