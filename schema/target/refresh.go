package target

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/schema"
)

// RefreshFormat marks a comparison of a catalog with a server.
const RefreshFormat = "rolecall.refresh/v1"

// Known is what a server says it knows. A list that is nil it does not tell of.
type Known struct {
	Privileges []string            `json:"privileges,omitzero"`
	Groups     []schema.StateGroup `json:"privilege_groups,omitzero"` // the vendor's
}

// Refresh is where a catalog and a server differ. Lists are sorted and never nil.
type Refresh struct {
	Format   string   `json:"format"`
	Kind     string   `json:"kind"`
	Version  string   `json:"version"`  // of the catalog
	Compared []string `json:"compared"` // the lists that the server tells of: privileges, privilege_groups
	// New are privileges that the server has and the catalog has not; Gone those
	// that the catalog has and the server has not.
	New    []string       `json:"new"`
	Gone   []string       `json:"gone"`
	Groups []RefreshGroup `json:"privilege_groups"`
}

// RefreshGroup is a group of the vendor that holds other privileges than the
// catalog says, or that only one of the two has.
type RefreshGroup struct {
	Name string   `json:"name"`
	Only string   `json:"only,omitempty"` // "server" or "catalog", where the other has no such group
	New  []string `json:"new"`
	Gone []string `json:"gone"`
}

// Compare compares a catalog with what a server says it knows. Privileges that
// are granted at no level are names of documentation, of which no server tells; and
// a group that the server has under no name of the catalog's is its vendor's only
// where the server says so.
func Compare(c *schema.Catalog, k *Known) *Refresh {
	r := &Refresh{Format: RefreshFormat, Kind: c.Kind, Version: c.Exact(), Compared: []string{}, New: []string{}, Gone: []string{}, Groups: []RefreshGroup{}}
	if k.Privileges != nil {
		r.Compared = append(r.Compared, "privileges")
		var ours []string
		for i := range c.Privileges {
			if c.Privileges[i].Level != "" {
				ours = append(ours, c.Privileges[i].Name)
			}
		}
		r.New, r.Gone = apart(k.Privileges, ours)
	}
	if k.Groups != nil {
		r.Compared = append(r.Compared, schema.CoversGroups)
		r.groups(c, k.Groups)
	}
	return r
}

func (r *Refresh) groups(c *schema.Catalog, theirs []schema.StateGroup) {
	seen := map[string]bool{}
	for _, g := range theirs {
		known := c.Group(g.Name)
		switch {
		case known == nil && g.BuiltIn:
			added, _ := apart(g.Privileges, nil)
			r.Groups = append(r.Groups, RefreshGroup{Name: g.Name, Only: "server", New: added, Gone: []string{}})
		case known != nil:
			seen[known.Name] = true
			if added, gone := apart(g.Privileges, known.Privileges); len(added)+len(gone) > 0 {
				r.Groups = append(r.Groups, RefreshGroup{Name: known.Name, New: added, Gone: gone})
			}
		}
	}
	for i := range c.Groups {
		if g := &c.Groups[i]; !seen[g.Name] && !g.Legacy {
			_, gone := apart(nil, g.Privileges)
			r.Groups = append(r.Groups, RefreshGroup{Name: g.Name, Only: "catalog", New: []string{}, Gone: gone})
		}
	}
	slices.SortFunc(r.Groups, func(a, b RefreshGroup) int { return strings.Compare(a.Name, b.Name) })
}

// apart gives what is in the first list alone and what in the second, sorted.
func apart(a, b []string) (onlyA, onlyB []string) {
	only := func(a, b []string) []string {
		out := slices.Sorted(slices.Values(slices.DeleteFunc(slices.Clone(a), func(s string) bool { return slices.Contains(b, s) })))
		return append([]string{}, slices.Compact(out)...)
	}
	return only(a, b), only(b, a)
}

// Same reports whether nothing differs of what was compared.
func (r *Refresh) Same() bool { return len(r.New)+len(r.Gone)+len(r.Groups) == 0 }

// Write tells of it in lines.
func (r *Refresh) Write(w io.Writer) error {
	var b strings.Builder
	title := r.Kind + " " + r.Version
	if len(r.Compared) == 0 {
		fmt.Fprintf(&b, "The server tells of nothing that the catalog %s could be compared with.\n", title)
	} else if r.Same() {
		fmt.Fprintf(&b, "The catalog %s and the server agree on %s.\n", title, words(r.Compared))
	}
	tell := func(format string, names []string) {
		if len(names) > 0 {
			fmt.Fprintf(&b, format+": %s\n", strings.Join(quoted(names), ", "))
		}
	}
	tell("Privileges of the server that the catalog "+title+" does not have", r.New)
	tell("Privileges of the catalog "+title+" that the server does not have", r.Gone)
	for _, g := range r.Groups {
		switch g.Only {
		case "server":
			fmt.Fprintf(&b, "Group %q is the server's alone\n", g.Name)
		case "catalog":
			fmt.Fprintf(&b, "Group %q is the catalog's alone\n", g.Name)
		default:
			tell(fmt.Sprintf("Group %q has on the server besides", g.Name), g.New)
			tell(fmt.Sprintf("Group %q does not have on the server", g.Name), g.Gone)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func words(lists []string) string {
	return strings.ReplaceAll(strings.Join(lists, " and "), "_", " ")
}

func quoted(names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = fmt.Sprintf("%q", n)
	}
	return out
}
