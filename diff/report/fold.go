package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/diff"
)

// place is a scope; the zero place is all there is, where targets have no scopes.
type place struct{ database, collection string }

func placeOf(r *diff.Result, database, collection string) place {
	if !r.Scoped {
		return place{}
	}
	return place{database, collection}
}

// compare puts any collection behind those named: it is what is left.
func (p place) compare(o place) int {
	left := func(name string) int {
		if name == "*" {
			return 1
		}
		return 0
	}
	return cmp.Or(left(p.database)-left(o.database), strings.Compare(p.database, o.database),
		left(p.collection)-left(o.collection), strings.Compare(p.collection, o.collection))
}

// pair is a privilege in a scope.
type pair struct {
	privilege, risk string
	place           place
}

// folded says of several privileges that they hold in several scopes.
type folded struct {
	privileges []string
	places     []place
	risk       string // the highest
}

// fold says the same as the pairs in few lines: privileges of one scope stand
// together, the riskiest first, and so do scopes that have the same privileges.
func fold(pairs []pair) []folded {
	slices.SortFunc(pairs, func(a, b pair) int {
		return cmp.Or(a.place.compare(b.place), compareRisk(a.risk, b.risk), strings.Compare(a.privilege, b.privilege))
	})
	index := map[string]int{}
	var out []folded
	for i := 0; i < len(pairs); {
		from := i
		f := folded{risk: pairs[i].risk}
		for ; i < len(pairs) && pairs[i].place == pairs[from].place; i++ {
			f.privileges = append(f.privileges, pairs[i].privilege)
		}
		key := strings.Join(f.privileges, "\x00")
		at, ok := index[key]
		if !ok {
			at = len(out)
			index[key] = at
			out = append(out, f)
		}
		out[at].places = append(out[at].places, pairs[from].place)
	}
	return out
}

// key is the same for what says the same.
func (f *folded) key() string {
	var b strings.Builder
	for _, p := range f.privileges {
		b.WriteString(p + "\x00")
	}
	for _, p := range f.places {
		b.WriteString("\x01" + p.database + "\x00" + p.collection)
	}
	return b.String()
}

// what is the privileges and where they hold.
func (f *folded) what() []span {
	out := list(f.privileges, mostPrivileges)
	if f.places[0] == (place{}) {
		return out
	}
	others := map[string]bool{}
	for _, p := range f.places {
		others[p.database] = others[p.database] || p.collection != "*"
	}
	out = append(out, say(" on "))
	return append(out, enumerate(f.places, mostScopes, func(p place) []span {
		if p.collection == "*" && others[p.database] && p.database != "*" {
			return []span{say("any other of "), {name, p.database}}
		}
		return []span{{scope, p.database + "\x00" + p.collection}}
	})...)
}

// risks are the risks of privileges, highest first.
var risks = []string{"admin", "destructive", "write", "read"}

func compareRisk(a, b string) int { return cmp.Compare(rankRisk(a), rankRisk(b)) }

func rankRisk(r string) int {
	if i := slices.Index(risks, r); i >= 0 {
		return i
	}
	return len(risks)
}
