package bundle_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/bundle"
)

// workload is a policy of a size and questions about it, the same in each run:
// roles with grants on everything, on databases and on collections, of single
// privileges and of groups, 5 % of them under a condition; users with one to five roles.
type workload struct {
	table    bundle.Table
	cel      bundle.CEL
	requests []bundle.Request
}

// size is how much of everything there is.
type size struct {
	name                                       string
	users, roles, databases, collections, rows int
}

var sizes = []size{
	{"S", 100, 20, 2, 10, 973},
	{"M", 10_000, 500, 20, 1_000, 47_034},
	{"L", 100_000, 5_000, 100, 10_000, 568_087},
}

// privileges of the three levels.
var (
	onEverything  = numbered("Cluster", 24)
	onDatabases   = numbered("Database", 5)
	onCollections = numbered("Collection", 27)
)

func numbered(prefix string, n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprintf("%sPrivilege%02d", prefix, i)
	}
	return names
}

func newWorkload(s size, requests int) *workload {
	r := rand.New(rand.NewPCG(1, uint64(s.rows)))
	w := &workload{table: bundle.Table{Target: bundle.Target{Kind: "k", Name: s.name}}, cel: bundle.CEL{Conditions: map[string]bundle.CELCondition{}}}
	w.cel.Target = w.table.Target
	for i := range 8 {
		w.cel.Conditions[fmt.Sprintf("condition_%d", i)] = bundle.CELCondition{Expression: fmt.Sprintf("principal.tenant == 't%d'", i), Source: "c.hcl:1:1"}
	}
	w.cel.Variables = map[string]string{"principal.tenant": "string"}
	scopes := make([][2]string, s.collections)
	for i := range scopes {
		scopes[i] = [2]string{fmt.Sprintf("db_%03d", r.IntN(s.databases)), fmt.Sprintf("embeddings_%05d", i)}
	}
	w.grants(r, s, scopes)
	var all []held
	for i := range s.users {
		user := fmt.Sprintf("svc-user-%06d", i)
		roles := r.Perm(s.roles)[:1+r.IntN(5)]
		for _, role := range roles {
			w.table.Members = append(w.table.Members, bundle.Member{Principal: user, Role: roleName(role), Source: "b.hcl:1:1"})
		}
		all = append(all, held{user, roles})
	}
	w.table.Normalize()
	w.ask(r, all, scopes, requests)
	return w
}

func roleName(i int) string { return fmt.Sprintf("role_%04d", i) }

type held struct {
	user  string
	roles []int
}

// grants gives the roles grants in turn until there are as many rows as the size has.
func (w *workload) grants(r *rand.Rand, s size, scopes [][2]string) {
	seen := map[[5]string]bool{}
	for n := 0; len(w.table.Grants) < s.rows; n++ {
		privileges, database, collection := drawGrant(r, scopes)
		condition := ""
		if r.IntN(100) < 5 {
			condition = fmt.Sprintf("condition_%d", r.IntN(8))
		}
		for _, p := range privileges {
			row := bundle.Grant{Role: roleName(n % s.roles), Privilege: p, Level: "collection", Database: database, Collection: collection,
				Condition: condition, EnforcedBy: bundle.EnforcedByService}
			if key := [5]string{row.Role, p, database, collection, condition}; !seen[key] && len(w.table.Grants) < s.rows {
				seen[key] = true
				row.Source = fmt.Sprintf("teams/t%02d.hcl:%d:3", n%s.roles%50, n/s.roles+1)
				w.table.Grants = append(w.table.Grants, row)
			}
		}
	}
}

func drawGrant(r *rand.Rand, scopes [][2]string) (privileges []string, database, collection string) {
	some := func(of []string) []string {
		if r.IntN(2) == 0 {
			i := r.IntN(len(of))
			return of[i : i+1]
		}
		return of[:min(len(of), []int{3, 10, 12, len(of)}[r.IntN(4)])]
	}
	scope := scopes[r.IntN(len(scopes))]
	switch x := r.IntN(100); {
	case x < 8:
		return some(onEverything), bundle.Any, bundle.Any
	case x < 20:
		return some(onDatabases), scope[0], bundle.Any
	case x < 22:
		return some(onCollections), bundle.Any, bundle.Any
	case x < 40:
		return some(onCollections), scope[0], bundle.Any
	}
	return some(onCollections), scope[0], scope[1]
}

// ask makes requests, every second one allowed. What denies is another user, another
// privilege, another collection, or a user that nobody knows.
func (w *workload) ask(r *rand.Rand, users []held, scopes [][2]string, n int) {
	rows := map[string][]bundle.Grant{} // of each role
	for i, g := range w.table.Grants {
		if i == 0 || w.table.Grants[i-1].Role != g.Role {
			rows[g.Role] = w.table.Grants[i:i]
		}
		rows[g.Role] = rows[g.Role][:len(rows[g.Role])+1]
	}
	inside := map[string][]string{}
	for _, s := range scopes {
		inside[s[0]] = append(inside[s[0]], s[1])
	}
	oracle := newFlat(&w.table)
	for len(w.requests) < n {
		want := len(w.requests)%2 == 0
		u := users[r.IntN(len(users))]
		of := rows[roleName(u.roles[r.IntN(len(u.roles))])]
		g := of[r.IntN(len(of))]
		req := bundle.Request{Principal: u.user, Privilege: g.Privilege, Database: g.Database, Collection: g.Collection}
		if !want {
			switch x := r.IntN(100); {
			case x < 20:
				req.Principal = users[r.IntN(len(users))].user
			case x < 60:
				level := [][]string{onEverything, onDatabases, onCollections}[slices.Index([]string{"Cl", "Da", "Co"}, g.Privilege[:2])]
				req.Privilege = level[r.IntN(len(level))]
			case x < 97:
				req.Privilege = onCollections[r.IntN(len(onCollections))]
				req.Database, req.Collection = bundle.Any, bundle.Any
			default:
				req.Principal = fmt.Sprintf("ghost-%05d", r.IntN(99999))
			}
		}
		if slices.Contains(onCollections, req.Privilege) && req.Collection == bundle.Any { // a request names its object
			scope := scopes[r.IntN(len(scopes))]
			if in := inside[req.Database]; len(in) > 0 {
				scope = [2]string{req.Database, in[r.IntN(len(in))]}
			}
			req.Database, req.Collection = scope[0], scope[1]
		}
		if oracle.decide(&req) == want {
			w.requests = append(w.requests, req)
		}
	}
	r.Shuffle(n, func(i, j int) { w.requests[i], w.requests[j] = w.requests[j], w.requests[i] })
	w.together()
}

// together puts the strings of each request side by side, as if it had just been read.
func (w *workload) together() {
	var all strings.Builder
	for i := range w.requests {
		q := &w.requests[i]
		for _, s := range []string{q.Principal, q.Privilege, q.Database, q.Collection} {
			all.WriteString(s)
		}
	}
	rest := all.String()
	for i := range w.requests {
		q := &w.requests[i]
		for _, s := range []*string{&q.Principal, &q.Privilege, &q.Database, &q.Collection} {
			*s, rest = rest[:len(*s)], rest[len(*s):]
		}
	}
}
