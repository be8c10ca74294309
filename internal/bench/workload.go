package bench

import (
	"fmt"
	"math/rand/v2"

	"github.com/rolecall/rolecall/bundle"
)

// size is how much of everything a policy has.
type size struct {
	name                                          string
	users, roles, databases, collections, perRole int
}

var sizes = []size{
	{"S", 100, 20, 2, 10, 49},
	{"M", 10_000, 500, 20, 1_000, 94},
	{"L", 100_000, 5_000, 100, 10_000, 114},
}

const tenants = 8

// workload is a policy and questions about it. A condition asks for the tenant of the
// principal; 5 % of the rows have one.
type workload struct {
	table    bundle.Table
	cel      bundle.CEL
	roles    map[string][]string // of each user
	rows     map[string][]bundle.Grant
	requests []*bundle.Request
	tenant   []string
}

func newWorkload(s size, requests int) *workload {
	r := rand.New(rand.NewPCG(1, 2))
	w := &workload{roles: map[string][]string{}, rows: map[string][]bundle.Grant{},
		cel: bundle.CEL{Variables: map[string]string{"principal.tenant": "string"}, Conditions: map[string]bundle.CELCondition{}}}
	for i := range tenants {
		w.cel.Conditions[tenant(i)] = bundle.CELCondition{Expression: fmt.Sprintf("principal.tenant == %q", tenant(i))}
	}
	collections := make([][2]string, s.collections)
	for i := range collections {
		collections[i] = [2]string{fmt.Sprintf("db_%03d", r.IntN(s.databases)), fmt.Sprintf("embeddings_%05d", i)}
	}
	for i := range s.roles {
		w.grants(r, fmt.Sprintf("role_%04d", i), s.perRole, collections)
	}
	for i := range s.users {
		user := fmt.Sprintf("svc-user-%06d", i)
		for _, role := range r.Perm(s.roles)[:1+r.IntN(5)] {
			name := fmt.Sprintf("role_%04d", role)
			w.roles[user] = append(w.roles[user], name)
			w.table.Members = append(w.table.Members, bundle.Member{Principal: user, Role: name, Source: "b.hcl:1:1"})
		}
	}
	w.table.Normalize()
	for _, g := range w.table.Grants {
		w.rows[g.Role] = append(w.rows[g.Role], g)
	}
	w.ask(r, s, collections, requests)
	return w
}

func tenant(i int) string { return fmt.Sprintf("tenant_%d", i) }

func privilege(i int) string { return fmt.Sprintf("CollectionPrivilege%02d", i) }

const privileges = 27

func (w *workload) grants(r *rand.Rand, role string, rows int, collections [][2]string) {
	for rows > 0 {
		scope := collections[r.IntN(len(collections))]
		switch x := r.IntN(100); {
		case x < 5:
			scope = [2]string{bundle.Any, bundle.Any}
		case x < 30:
			scope[1] = bundle.Any
		}
		condition := ""
		if r.IntN(100) < 5 {
			condition = tenant(r.IntN(tenants))
		}
		for _, p := range r.Perm(privileges)[:min(rows, 1+r.IntN(8))] {
			w.table.Grants = append(w.table.Grants, bundle.Grant{Role: role, Privilege: privilege(p), Level: "collection", Database: scope[0],
				Collection: scope[1], Condition: condition, EnforcedBy: bundle.EnforcedByService, Source: "a.hcl:1:1"})
			rows--
		}
	}
}

// ask makes requests, every second one of which is allowed.
func (w *workload) ask(r *rand.Rand, s size, collections [][2]string, n int) {
	for len(w.requests) < n {
		user := fmt.Sprintf("svc-user-%06d", r.IntN(s.users))
		mine := w.roles[user]
		rows := w.rows[mine[r.IntN(len(mine))]]
		g := rows[r.IntN(len(rows))]
		scope := collections[r.IntN(len(collections))]
		for g.Database != bundle.Any && scope[0] != g.Database {
			scope = collections[r.IntN(len(collections))]
		}
		if g.Collection != bundle.Any {
			scope[1] = g.Collection
		}
		req := &bundle.Request{Principal: user, Privilege: g.Privilege, Database: scope[0], Collection: scope[1]}
		want := len(w.requests)%2 == 0
		if !want {
			switch r.IntN(3) {
			case 0:
				req.Privilege = privilege(r.IntN(privileges))
			case 1:
				req.Database, req.Collection = scope[0], fmt.Sprintf("embeddings_%05d", r.IntN(s.collections))
			case 2:
				req.Principal = fmt.Sprintf("svc-user-%06d", r.IntN(s.users))
			}
		}
		of := tenant(r.IntN(tenants))
		req.Attributes.Principal = map[string]any{"tenant": of}
		if w.scan(req, of) == want {
			w.requests = append(w.requests, req)
			w.tenant = append(w.tenant, of)
		}
	}
}

// scan is what every engine must agree with.
func (w *workload) scan(req *bundle.Request, of string) bool {
	for _, role := range w.roles[req.Principal] {
		for i := range w.rows[role] {
			g := &w.rows[role][i]
			if g.Privilege == req.Privilege && (g.Database == bundle.Any || g.Database == req.Database) &&
				(g.Collection == bundle.Any || g.Collection == req.Collection) && (g.Condition == "" || g.Condition == of) {
				return true
			}
		}
	}
	return false
}
