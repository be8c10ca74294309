package usage

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/compiler/query"
	"github.com/rolecall/rolecall/schema"
)

// index finds the rows that a request may have needed, and says of which grant of
// the policy each is.
type index struct {
	g        *query.Ground
	table    *bundle.Table
	roles    map[string]*role
	names    []string // of roles, sorted
	members  map[string][]member
	implicit []string
	sources  map[string]string // of the roles of a policy
	grantOf  []int32           // by row: which grant, -1 for what the vendor gives
	grants   int
	deployed map[string]bool // by source: whether a server has a grant that has a condition; nil where no policy says
}

type role struct {
	name     string
	rows     map[string][]int32 // by privilege
	all      []int32
	holders  []string // each once
	implicit bool
}

type member struct {
	index   int32 // in the table
	role    *role
	expires time.Time // zero is never
	project string
}

func newIndex(g *query.Ground) *index {
	x := &index{g: g, table: &g.Bundle.Table, roles: map[string]*role{}, members: map[string][]member{}, implicit: g.Bundle.Table.Implicit, sources: map[string]string{}}
	if g.Model != nil {
		for _, r := range g.Model.Roles {
			x.sources[r.Name] = r.Decl.Range.String()
		}
	}
	x.deployed = deployed(g.Model)
	known := map[string]int32{}
	for i := range x.table.Grants {
		row := &x.table.Grants[i]
		r := x.role(row.Role)
		r.all = append(r.all, int32(i))
		r.rows[row.Privilege] = append(r.rows[row.Privilege], int32(i))
		k, own := x.grantKey(row)
		if !own {
			x.grantOf = append(x.grantOf, -1)
			continue
		}
		id, seen := known[k]
		if !seen {
			id = int32(len(known))
			known[k] = id
		}
		x.grantOf = append(x.grantOf, id)
	}
	x.grants = len(known)
	for i := range x.table.Members {
		m := &x.table.Members[i]
		at := time.Time{}
		if m.Expires != "" {
			at, _ = time.Parse(time.RFC3339, m.Expires) // a table's members were read: it parses
		}
		r := x.role(m.Role)
		r.holders = append(r.holders, m.Principal)
		x.members[m.Principal] = append(x.members[m.Principal], member{int32(i), r, at, m.Project})
	}
	for _, name := range x.implicit {
		x.role(name).implicit = true
	}
	for name := range g.Bundle.CEL.Roles { // those that give nothing too: a request may name them
		x.role(name)
	}
	for name := range x.roles {
		x.names = append(x.names, name)
		r := x.roles[name]
		slices.Sort(r.holders)
		r.holders = slices.Compact(r.holders)
	}
	slices.Sort(x.names)
	return x
}

// deployed says of the conditional grants of a policy whether servers have them too.
func deployed(m *schema.Model) map[string]bool {
	if m == nil {
		return nil
	}
	out := map[string]bool{}
	for _, r := range m.Roles {
		for _, g := range r.Grants {
			if g.Condition != nil {
				out[g.Decl.Range.String()] = g.Deployable()
			}
		}
	}
	return out
}

// onServer says whether a server gives a row to whoever holds its role.
func (x *index) onServer(row *bundle.Grant) answer {
	if row.Condition == "" {
		return yes
	}
	has, told := x.deployed[row.Source]
	switch {
	case has:
		return yes
	case told:
		return no
	}
	return perhaps
}

func (x *index) role(name string) *role {
	r := x.roles[name]
	if r == nil {
		r = &role{name: name, rows: map[string][]int32{}}
		x.roles[name] = r
	}
	return r
}

// grantKey says which grant a row comes from: the block of a policy, or what a state
// stores. own is false for what the vendor gives by itself.
func (x *index) grantKey(row *bundle.Grant) (key string, own bool) {
	if strings.HasPrefix(row.Source, "catalog:") {
		return "", false
	}
	if x.g.State == nil {
		return row.Source, true
	}
	return strings.Join([]string{row.Role, storedName(row), row.Database, row.Collection}, "\x00"), true
}

// storedName is what a row of a state was granted as: its group or itself.
func storedName(row *bundle.Grant) string {
	if len(row.Via) > 0 {
		return row.Via[0]
	}
	return row.Privilege
}

// held is a role as a request has it, and the member that gives it: -1 for what
// everyone holds or the request says itself, -2 where it is not known who asks.
type held struct {
	role   *role
	member int32
	maybe  bool // it depends on what the line does not tell
}

// heldBy gives the roles of a request. exact is false where another moment or
// other attributes could have given others.
func (x *index) heldBy(e *Event, buf []held) (roles []held, exact bool) {
	exact = true
	if e.Principal == "" && e.Missing&NoPrincipal == 0 {
		return buf, true // nobody is denied
	}
	for _, name := range x.table.ImplicitOf(e.Principal) {
		buf = append(buf, held{role: x.roles[name], member: -1})
	}
	switch {
	case e.Roles != nil:
		for _, name := range e.Roles {
			r := x.roles[name]
			if r == nil {
				return buf[:0], true // a role that is not known denies
			}
			buf = append(buf, held{role: r, member: -1})
		}
	case e.Missing&NoPrincipal != 0:
		return x.heldByNobody(e, buf), true
	default:
		for _, m := range x.members[e.Principal] {
			if !m.expires.IsZero() || m.project != "" {
				exact = false
			}
			if !m.expires.IsZero() && !e.At.Before(m.expires) {
				continue
			}
			in, told := e.Attributes.Resource["project"]
			if maybe := m.project != "" && !told && e.Missing&NoAttributes != 0; maybe || m.project == "" || in == m.project {
				buf = append(buf, held{role: m.role, member: m.index, maybe: maybe})
			}
		}
	}
	return buf, exact
}

// heldByNobody gives the roles that somebody may have had who is not known: any, and
// surely the one that the line names.
func (x *index) heldByNobody(e *Event, buf []held) []held {
	for _, name := range x.names {
		if r := x.roles[name]; !r.implicit {
			buf = append(buf, held{role: r, member: -2, maybe: !e.Allowed || name != e.Role})
		}
	}
	return buf
}

// narrower orders rows by how little they give: roles that everyone holds first,
// since those stay, then what has no condition, what names its scope, and roles of few rows.
func (x *index) narrower(a, b int32) int {
	ra, rb := &x.table.Grants[a], &x.table.Grants[b]
	oa, ob := x.roles[ra.Role], x.roles[rb.Role]
	return cmp.Or(
		cmp.Compare(bit(!oa.implicit), bit(!ob.implicit)), cmp.Compare(bit(ra.Condition != ""), bit(rb.Condition != "")),
		cmp.Compare(bit(ra.Database == bundle.Any), bit(rb.Database == bundle.Any)), cmp.Compare(bit(ra.Collection == bundle.Any), bit(rb.Collection == bundle.Any)),
		cmp.Compare(len(oa.all), len(ob.all)), strings.Compare(ra.Role, rb.Role), cmp.Compare(a, b))
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// appendKey writes what an event asks for, apart from when and with which attributes.
func appendKey(buf []byte, e *Event) []byte {
	for _, s := range []string{e.Principal, e.Database, e.Collection, e.Role, e.Condition} {
		buf = append(strconv.AppendInt(buf, int64(len(s)), 10), ':')
		buf = append(buf, s...)
	}
	buf = append(buf, byte('a'+e.Missing), byte('0'+bit(e.Server)+2*bit(e.Roles != nil)+4*bit(e.Allowed)))
	for _, list := range append(e.Needs, e.Roles) {
		for _, s := range list {
			buf = append(append(buf, s...), 0)
		}
		buf = append(buf, 1)
	}
	return buf
}
