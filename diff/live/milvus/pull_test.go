package milvus_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	fake "github.com/rolecall/rolecall/internal/fakevendor/milvus"
	"github.com/rolecall/rolecall/schema"
)

// what is the part of a state that every way must tell alike: all but the version,
// which REST does not, written in the one way in which states are compared.
func what(s *schema.State) *schema.State {
	c := catalog(s.Target.Version)
	n := s.Normalized(c)
	n.Target.Version = ""
	return n
}

func catalog(version string) *schema.Catalog {
	c, _ := fakeTarget.Catalog(version)
	return c
}

// Each way reads all that the server holds, whatever it holds.
func TestPullAgrees(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		state := randomState(rt)
		agree(t, rt, state, rapid.SampledFrom([]string{"2.5", "2.5.27", "2.6", "2.6.11", "2.6.19", "3.0"}).Draw(rt, "version"))
	})
}

func TestPullExamples(t *testing.T) {
	agree(t, t, example(t, "milvus/state.prod.json"), "2.6.11")
	agree(t, t, example(t, "milvus/state.prod.json"), "3.0")
}

func agree(outer *testing.T, t failer, state *schema.State, version string) {
	t.Helper()
	r := serve(t, fake.Options{State: state, Version: version})
	without := serve(t, fake.Options{State: state, Version: version, Missing: []string{"BackupRBAC"}})
	want := what(r.State())
	if version == "" {
		outer.Fatal("a version is needed")
	}
	for _, one := range []struct {
		r   *fake.Running
		way string
	}{{r, "gRPC"}, {without, "gRPC"}, {r, "REST"}} {
		got := pull(t, connect(t, one.r, one.way, root))
		if one.way == "gRPC" && got.Target.Version != version {
			t.Fatalf("version %q, want %q", got.Target.Version, version)
		}
		if one.way == "REST" {
			dropUntold(want, version)
		}
		if d := cmp.Diff(want, what(got)); d != "" {
			t.Fatalf("%s (-server +pulled)\n%s", one.way, d)
		}
	}
	if r.Calls("BackupRBAC") != 1 || r.Calls("ListCredUsers") == 0 || without.Calls("SelectGrant") < len(want.Roles) {
		t.Fatalf("the calls are not those meant")
	}
}

// dropUntold takes away what REST of a version does not tell: descriptions of
// roles before 2.6.19.
func dropUntold(s *schema.State, version string) {
	c := catalog(version)
	if c.Has(c.Behaviour.DescriptionsSince) {
		return
	}
	for i := range s.Roles {
		s.Roles[i].Description = ""
	}
}

// A pull is sorted and marks what is the vendor's.
func TestPullMarks(t *testing.T) {
	r := serve(t, fake.Options{State: example(t, "milvus/state.prod.json"), Version: "2.6.19"})
	each(t, func(t *testing.T, way string) {
		s := pull(t, connect(t, r, way, root))
		again := *s
		again.Sort()
		if d := cmp.Diff(&again, s); d != "" {
			t.Error("it is not sorted:", d)
		}
		for _, g := range s.Groups {
			if g.BuiltIn != (catalog("2.6").Group(g.Name) != nil) {
				t.Errorf("group %q is marked built_in %v", g.Name, g.BuiltIn)
			}
		}
		for _, role := range s.Roles {
			if role.BuiltIn != slices.Contains([]string{"admin", "public"}, role.Name) {
				t.Errorf("role %q is marked built_in %v", role.Name, role.BuiltIn)
			}
		}
	})
}
