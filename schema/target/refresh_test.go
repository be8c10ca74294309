package target_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/target"
	"github.com/rolecall/rolecall/schema/target/all"
)

// known is what a server would say that is as the catalog has it.
func known(c *schema.Catalog) *target.Known {
	k := &target.Known{Privileges: []string{}, Groups: []schema.StateGroup{}}
	for _, p := range c.Privileges {
		if p.Level != "" {
			k.Privileges = append(k.Privileges, p.Name)
		}
	}
	for _, g := range c.Groups {
		if !g.Legacy {
			k.Groups = append(k.Groups, schema.StateGroup{Name: g.Name, Privileges: g.Privileges})
		}
	}
	return k
}

func TestCompareWithItself(t *testing.T) {
	for _, v := range all.Targets {
		for _, version := range v.Versions {
			c, _ := v.Catalog(version)
			if r := target.Compare(c, known(c)); !r.Same() || len(r.Compared) != 2 {
				t.Errorf("%s %s: %+v", v.Kind, version, r)
			}
		}
	}
}

func TestCompare(t *testing.T) {
	v, _ := all.Find("milvus")
	c, _ := v.Catalog("2.6")
	k := known(c)
	k.Privileges = append(k.Privileges[1:], "Zeal", "Fly", "Fly")
	dropped := c.Privileges[0].Name
	for i := range k.Groups {
		switch g := &k.Groups[i]; g.Name {
		case "ClusterReadOnly":
			g.Privileges = append([]string{"Fly"}, g.Privileges[1:]...)
		case "DatabaseAdmin":
			g.Name, g.BuiltIn = "DatabaseOwner", true
		}
	}
	k.Groups = append(k.Groups, schema.StateGroup{Name: "own", Privileges: []string{"Search"}})
	r := target.Compare(c, k)
	if d := cmp.Diff([]string{"Fly", "Zeal"}, r.New); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{dropped}, r.Gone); d != "" {
		t.Error(d)
	}
	var b strings.Builder
	if err := r.Write(&b); err != nil {
		t.Fatal(err)
	}
	want := `Privileges of the server that the catalog milvus 2.6 does not have: "Fly", "Zeal"
Privileges of the catalog milvus 2.6 that the server does not have: "` + dropped + `"
Group "ClusterReadOnly" has on the server besides: "Fly"
Group "ClusterReadOnly" does not have on the server: "` + c.Group("ClusterReadOnly").Privileges[0] + `"
Group "DatabaseAdmin" is the catalog's alone
Group "DatabaseOwner" is the server's alone
`
	if d := cmp.Diff(want, b.String()); d != "" {
		t.Error(d)
	}
}

// A server that tells nothing differs in nothing, and agrees on nothing either.
func TestCompareWithNothing(t *testing.T) {
	c, _ := all.Targets[0].Catalog("")
	r := target.Compare(c, &target.Known{})
	var b strings.Builder
	if err := r.Write(&b); err != nil || !r.Same() || !strings.HasPrefix(b.String(), "The server tells of nothing") {
		t.Error(b.String(), err)
	}
}
