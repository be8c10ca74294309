package authzen

import (
	"cmp"
	"maps"
	"slices"
	"sync/atomic"

	"github.com/rolecall/rolecall/bundle"
)

// known is what a bundle names, which is what searches look among. Sorted.
type known struct {
	of         *bundle.Bundle
	principals []string
	privileges []string
	resources  []Resource // collections and databases
}

// knownNames keeps the names of the bundle in use, once they were looked for.
type knownNames struct{ last atomic.Pointer[known] }

func (k *knownNames) get(b *bundle.Bundle) *known {
	if all := k.last.Load(); all != nil && all.of == b {
		return all
	}
	all := namesOf(b) // two searches at once may both look: the names are the same
	k.last.Store(all)
	return all
}

// forget lets a bundle go that is not in use any more.
func (k *knownNames) forget(now *bundle.Bundle) {
	if all := k.last.Load(); all != nil && all.of != now {
		k.last.CompareAndSwap(all, nil)
	}
}

func namesOf(b *bundle.Bundle) *known {
	principals, privileges, resources := map[string]bool{}, map[string]bool{}, map[[2]string]bool{}
	for i := range b.Table.Members {
		principals[b.Table.Members[i].Principal] = true
	}
	for i := range b.Table.Grants {
		g := &b.Table.Grants[i]
		privileges[g.Privilege] = true
		if g.Database != "" && g.Database != bundle.Any {
			resources[[2]string{database, g.Database}] = true
			if g.Collection != "" && g.Collection != bundle.Any {
				resources[[2]string{collection, g.Database + "." + g.Collection}] = true
			}
		}
	}
	all := &known{of: b, principals: slices.Sorted(maps.Keys(principals)), privileges: slices.Sorted(maps.Keys(privileges))}
	for r := range resources {
		all.resources = append(all.resources, Resource{Type: r[0], ID: r[1]})
	}
	slices.SortFunc(all.resources, func(a, b Resource) int { return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.ID, b.ID)) })
	return all
}
