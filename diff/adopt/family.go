package adopt

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// family is a role, or roles that are the same but for one name in their own
// name, in their scopes and in what describes them. There the hole stands.
type family struct {
	name, description string
	blocks            []block
	members           []member
}

// member is one of them and the name that is its own.
type member struct {
	role
	key string
}

// hole stands for the key of an instance. No name of a state has it.
const hole = "\x00"

// fewest is how many roles are worth a for_each.
const fewest = 3

func (f family) repeats() bool { return f.members[0].key != "" }

// label is what the roles' label is made of: what their names have in common.
func (f family) label() string { return strings.Trim(strings.ReplaceAll(f.name, hole, ""), "_-.$ ") }

// span names the roles, the first and the last of many.
func (f family) span() string {
	quoted := func(m member) string { return plain(strconv.Quote(m.Name)) }
	return fmt.Sprintf("roles %s to %s", quoted(f.members[0]), quoted(f.members[len(f.members)-1]))
}

// families puts together the roles that repeat each other, in the order of their
// names. A role that could be of several is of the largest.
func (w *writer) families(roles []role) []family {
	shapes := map[string][]int{} // of names, to look closer only where there are others
	keys := make([][]string, len(roles))
	for i, r := range roles {
		if r.public || r.BuiltIn || strings.Contains(r.Description, hole) {
			continue
		}
		keys[i] = keysIn(r.Name)
		for _, k := range keys[i] {
			s := punch(r.Name, k)
			shapes[s] = append(shapes[s], i)
		}
	}
	alike := map[string][]member{}
	for i, r := range roles {
		for _, k := range keys[i] {
			if len(shapes[punch(r.Name, k)]) >= fewest {
				s := shape(r, k)
				alike[s] = append(alike[s], member{r, k})
			}
		}
	}
	order := slices.SortedFunc(maps.Keys(alike), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(alike[b]), len(alike[a])), strings.Compare(a, b))
	})
	taken := map[string]bool{}
	var out []family
	for _, s := range order {
		if f, ok := familyOf(alike[s], taken); ok {
			out = append(out, f)
		}
	}
	for _, r := range roles {
		if !taken[r.Name] {
			out = append(out, family{name: r.Name, description: r.Description, blocks: fold(r.grants), members: []member{{role: r}}})
		}
	}
	slices.SortFunc(out, func(a, b family) int { return strings.Compare(a.members[0].Name, b.members[0].Name) })
	return out
}

// familyOf makes a family of those that are in none yet, if they are enough and each has a key of its own.
func familyOf(alike []member, taken map[string]bool) (family, bool) {
	var members []member
	seen := map[string]bool{}
	for _, m := range alike {
		if !taken[m.Name] && !seen[m.key] {
			seen[m.key] = true
			members = append(members, m)
		}
	}
	if len(members) < fewest {
		return family{}, false
	}
	for _, m := range members {
		taken[m.Name] = true
	}
	slices.SortFunc(members, func(a, b member) int { return strings.Compare(a.key, b.key) })
	one := members[0]
	return family{
		name: punch(one.Name, one.key), description: punch(one.Description, one.key), members: members,
		blocks: fold(punched(one.grants, one.key)),
	}, true
}

// shape is what two roles share that differ by their keys alone.
func shape(r role, key string) string {
	var lines []string
	for _, g := range punched(r.grants, key) {
		lines = append(lines, fmt.Sprintf("%s\x01%v\x01%s\x01%s\x01%s\x01%s", g.level, g.verbatim, g.object, g.privilege, g.database, g.collection))
	}
	slices.Sort(lines)
	return punch(r.Name, key) + "\x02" + punch(r.Description, key) + "\x02" + strings.Join(lines, "\x02")
}

func punched(grants []written, key string) []written {
	out := slices.Clone(grants)
	for i := range out {
		out[i].database, out[i].collection = punch(out[i].database, key), punch(out[i].collection, key)
	}
	return out
}
