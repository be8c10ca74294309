package propose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/compiler/usage"
	"github.com/rolecall/rolecall/diff/adopt"
	"github.com/rolecall/rolecall/schema"
)

// few is how many names a comment writes out.
const few = 6

// names writes some names and how many more there are.
func names(list []string) string {
	if len(list) <= few {
		return strings.Join(list, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(list[:few], ", "), len(list)-few)
}

func privilegesOf(rows []usage.RowDemand) []string {
	var out []string
	for _, d := range rows {
		out = append(out, d.Row.Privilege)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// unneeded are the privileges of which nothing is left.
func unneeded(rows []usage.RowDemand) []string {
	all := privilegesOf(rows)
	return slices.DeleteFunc(all, func(name string) bool {
		return slices.ContainsFunc(rows, func(d usage.RowDemand) bool {
			return d.Row.Privilege == name && (d.Whole != "" || len(d.Needs) > 0)
		})
	})
}

func without(rows []usage.RowDemand) string {
	if list := unneeded(rows); len(list) > 0 {
		return "without " + names(list)
	}
	return "on fewer databases or collections"
}

// evidence is the comment above a grant that became smaller: what was used how
// often, what was not, and what stays though nobody knows.
func (w *writer) evidence(rows []usage.RowDemand) string {
	uses, whys := map[string]int{}, map[string][]string{}
	for _, d := range rows {
		for _, n := range d.Needs {
			uses[d.Row.Privilege] += n.Uses
		}
		if d.Whole != "" && len(d.Needs) == 0 {
			whys[d.Whole] = append(whys[d.Whole], d.Row.Privilege)
		}
	}
	var used []string
	for _, name := range privilegesOf(rows) {
		if n := uses[name]; n > 0 {
			used = append(used, fmt.Sprintf("%s %d×", name, n))
		}
	}
	var b strings.Builder
	if len(used) > 0 {
		fmt.Fprintf(&b, "# used on %s: %s\n", w.days(), names(used))
	}
	if list := unneeded(rows); len(list) > 0 {
		fmt.Fprintf(&b, "# not used: %s\n", names(list))
	}
	for _, why := range sortedKeys(whys) {
		list := whys[why]
		slices.Sort(list)
		fmt.Fprintf(&b, "# kept, %s: %s\n", why, names(slices.Compact(list)))
	}
	return b.String()
}

func sortedKeys(m map[string][]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// list plans shorter lists of privileges for a block that stands for several
// declarations of this target. It gives none where nothing of an item can go, or all would.
func (w *writer) list(g *schema.Grant, rows []usage.RowDemand) *edit {
	n := 0
	for _, r := range w.model.Roles {
		for _, other := range r.Grants {
			if blockKey(other.Decl.Body) != blockKey(g.Decl.Body) {
				continue
			}
			n++
			if other.Decl.List != g.Decl.List || len(other.Items) != len(g.Items) {
				return nil
			}
		}
	}
	if n != w.shared[blockKey(g.Decl.Body)] || strings.HasSuffix(g.Decl.Body.File, ".json") || w.commented(g.Decl.Body) || g.Decl.List.IsZero() {
		return nil
	}
	gone := unneeded(rows)
	var items []string
	for _, it := range g.Items {
		if it.Kind == schema.ItemPrivilege {
			if !slices.Contains(gone, it.Privilege.Name) {
				items = append(items, adopt.Quote(it.Name.Value))
			}
			continue
		}
		live := w.live(it)
		some := slices.DeleteFunc(slices.Clone(live), func(p *schema.Privilege) bool { return slices.Contains(gone, p.Name) })
		switch {
		case len(some) == len(live):
			items = append(items, written(it))
		case slices.ContainsFunc(some, func(p *schema.Privilege) bool { return p.Level != it.Level() }):
			return nil
		default:
			for _, p := range some {
				items = append(items, adopt.Quote(p.Name))
			}
		}
	}
	slices.Sort(items)
	items = slices.Compact(items)
	if len(items) == 0 || len(gone) == 0 {
		return nil
	}
	return &edit{at: g.Decl.List, text: "[" + strings.Join(items, ", ") + "] # not used: " + names(gone)}
}
