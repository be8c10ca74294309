package authzen

import (
	"cmp"
	"maps"
	"slices"
	"sync"

	"github.com/rolecall/rolecall/bundle"
)

// known is what a bundle names, which is what searches look among. Sorted.
type known struct {
	principals []string
	privileges []string
	resources  []Resource // collections and databases
}

// knownOnce keeps the names of the bundle that was asked about last.
type knownOnce struct {
	mu  sync.Mutex
	of  *bundle.Bundle
	all *known
}

func (k *knownOnce) get(b *bundle.Bundle) *known {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.of != b {
		k.of, k.all = b, namesOf(b)
	}
	return k.all
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
	all := &known{principals: slices.Sorted(maps.Keys(principals)), privileges: slices.Sorted(maps.Keys(privileges))}
	for r := range resources {
		all.resources = append(all.resources, Resource{Type: r[0], ID: r[1]})
	}
	slices.SortFunc(all.resources, func(a, b Resource) int { return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.ID, b.ID)) })
	return all
}
