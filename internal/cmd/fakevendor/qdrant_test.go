package main

import (
	"bytes"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/diff/live/qdrant"
	"github.com/rolecall/rolecall/diff/plan"
	"github.com/rolecall/rolecall/schema"
	target "github.com/rolecall/rolecall/schema/target/qdrant"
)

// An account begins with a state, is where it says, and saves what became of it.
func TestQdrant(t *testing.T) {
	saved := filepath.Join(t.TempDir(), "saved.json")
	text, stop := serving(t, "qdrant", "--listen", "127.0.0.1:0", "--page-size", "3", "--state", "../../../policies/qdrant/state.json", "--save", saved)
	at := regexp.MustCompile(`qdrant://\S+:[0-9]+`).FindString(text)
	c := connect(t, qdrant.Dial, at, "try-me")
	if err := c.Do(t.Context(), plan.Operation{Name: plan.CreateRole, Args: plan.Args{Role: "tried", Privileges: []string{"read:roles"}}}, nil); err != nil {
		t.Fatal(err)
	}
	pulled, err := c.Pull(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	stop()
	s, err := readState(saved)
	if err != nil {
		t.Fatal(err)
	}
	catalog, _ := target.Target.Catalog("")
	pulled.Target, pulled.Covers = s.Target, s.Covers
	if d := cmp.Diff(pulled.Normalized(catalog), s.Normalized(catalog)); d != "" {
		t.Errorf("(-pulled +saved)\n%s", d)
	}
	if !hasRole(s, "tried") || len(s.Members) < 5 {
		t.Errorf("%+v", s)
	}
}

func hasRole(s *schema.State, name string) bool {
	for _, r := range s.Roles {
		if r.Name == name {
			return true
		}
	}
	return false
}

func TestQdrantRefuses(t *testing.T) {
	err := run(t.Context(), strings.Fields("qdrant --state ../../../policies/milvus/state.prod.json"), &bytes.Buffer{})
	if err == nil || !strings.Contains(err.Error(), `the state is one of target "milvus", not "qdrant"`) {
		t.Error(err)
	}
}
