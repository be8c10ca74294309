package conformance

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/milvus-io/milvus-proto/go-api/v2/commonpb"
	"github.com/milvus-io/milvus/pkg/v2/util"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/schema"
)

// sides are a server and our rows, made of the same grants.
type sides struct {
	*server
	rows     *bundle.Bundle
	excepted map[string]int // by exception, how often it was one
}

// row is a row of ours as far as it decides.
type row struct {
	role, privilege      string
	database, collection string
}

// compareState makes the sides of a deployed state: what our expansion gives
// for its grants against the server that stores them.
func compareState(t testing.TB, l *line, groups map[string][]string, grants []schema.StateGrant) *sides {
	t.Helper()
	s := newServer(t, l)
	for name, members := range groups {
		s.groups[name] = members
	}
	expander := &schema.Expander{Catalog: l.catalog, Groups: groups}
	var rows []row
	for _, g := range grants {
		s.grant(t, g)
		expander.Expand(g, func(p *schema.Privilege, database, collection, _ string) {
			rows = append(rows, row{g.Role, p.Name, database, collection})
		})
	}
	return newSides(t, s, rows)
}

// newSides adds to both sides what every server has: what public is given at
// each start, and admin.
func newSides(t testing.TB, s *server, rows []row) *sides {
	t.Helper()
	for _, name := range []string{"DescribeCollection", "ListAliases", "IndexDetail"} {
		s.grant(t, schema.StateGrant{Role: util.RolePublic, Privilege: name, Database: "*", Collection: "*"})
	}
	always := func(string, bool) bool { return true }
	for i := range s.catalog.Roles {
		role := &s.catalog.Roles[i]
		(&schema.Expander{Catalog: s.catalog}).BuiltinRows(role, always, func(p *schema.Privilege, database, collection, _ string) {
			rows = append(rows, row{role.Name, p.Name, database, collection})
		})
	}
	table := bundle.Table{}
	for _, r := range rows {
		table.Grants = append(table.Grants, bundle.Grant{
			Role: r.role, Privilege: r.privilege, Database: r.database, Collection: r.collection,
			EnforcedBy: bundle.EnforcedByServer, Source: "test",
		})
	}
	b, err := bundle.New(table, bundle.CEL{})
	if err != nil {
		t.Fatal(err)
	}
	return &sides{server: s, rows: b, excepted: map[string]int{}}
}

// ask is one question to both sides.
type ask struct {
	role       string
	call       *call
	connection string // the database of the connection
	database   string // the database that the request names, if it can
	object     string // the collection or the user that it is about
	to         string // of a rename into another database: that one
}

// check fails where the sides differ and no exception says why. It reports what the server says.
func (s *sides) check(t testing.TB, a ask) bool {
	t.Helper()
	want, got := s.asked(t, a), s.decided(t, a)
	if want == got {
		return want
	}
	if why := s.exception(a); want && why != "" {
		s.excepted[why]++
		return want
	}
	t.Errorf("%s: %s by role %s, connected to %q, on %q of database %q: the server says %v, we say %v\nthe server's policies: %v",
		s.version, a.call, a.role, a.connection, a.object, a.database, want, got, s.policies(a.role))
	return want
}

func (s *sides) policies(role string) [][]string {
	return s.enforcer.GetFilteredPolicy(0, role)
}

// asked is the server's answer. For a call whose message milvus-proto v2.6.19
// does not have, the policies are asked as the interceptor would.
func (s *sides) asked(t testing.TB, a ask) bool {
	t.Helper()
	if a.call.message != nil {
		return s.allows(t, a.role, a.connection, a.call.request(a.database, a.object, a.to))
	}
	database, object := a.database, a.object
	if s.level(a.call.privilege) == schema.LevelCluster {
		database = util.AnyWord
	}
	if !a.call.namesObject() {
		object = util.AnyWord
	}
	return s.enforce(t, a.role, database, a.call.object, object, s.stored(t, a.call.privilege))
}

// decided is our answer to whoever asks for the call's privilege on the
// database that the catalog says the server authorises. For what belongs to the
// cluster the answer is the same whatever database is asked for.
func (s *sides) decided(t testing.TB, a ask) bool {
	t.Helper()
	guard := guards(s.line)[a.call.name]
	if guard.operation.Unreachable {
		return false // no row of its privilege opens it
	}
	request := bundle.Request{
		Principal: "someone", Roles: []string{a.role},
		Privilege: guard.privilege.Name, Database: a.connection, Collection: a.object,
	}
	if a.call.object == commonpb.ObjectType_User.String() && !a.call.namesObject() {
		request.Collection = util.AnyWord // it is about every user
	}
	b := &s.catalog.Behaviour
	if b.RequestDatabase == "request" && a.database != "" && a.call.namesDatabase() {
		request.Database = a.database
	}
	if b.ClusterDatabase == "" || a.to == "" && guard.privilege.Level != schema.LevelCluster {
		return s.rows.Decide(&request, time.Time{}, nil).Allowed
	}
	onOne := s.rows.Decide(&request, time.Time{}, nil).Allowed
	request.Database = b.ClusterDatabase
	allowed := s.rows.Decide(&request, time.Time{}, nil).Allowed
	if a.to == "" && onOne != allowed {
		t.Errorf("%s: %s by role %s is %v on %q, and %v on %q", s.version, a.call, a.role, onOne, a.database, allowed, request.Database)
	}
	return allowed
}

// guard is what our catalog says of a call.
type guard struct {
	privilege *schema.Privilege
	operation schema.Operation
}

var guards = memo(func(l *line) map[string]guard {
	by := map[string]guard{}
	for i := range l.catalog.Privileges {
		p := &l.catalog.Privileges[i]
		for _, o := range p.Operations {
			by[o.Name] = guard{p, o}
		}
	}
	return by
})

// guarded are the calls of a line to ask for: those of milvus-proto v2.6.19
// that are guarded there as they are on the line, and each privilege that came
// later as one call of its own.
var guarded = memo(func(l *line) []*call {
	var some []*call
	for _, c := range calls() {
		_, differs := otherwise[l.version][c.name]
		if c.privilege != "" && !differs && !slices.Contains(strings.Fields(later[l.version]), c.name) {
			some = append(some, c)
		}
	}
	for _, c := range changes[l.version] {
		if c.object != "" { // a name that milvus/pkg does not have
			some = append(some, &call{name: c.name, privilege: c.name, object: c.object})
		}
	}
	return some
})

// memo is f with its result kept for each line.
func memo[T any](f func(*line) T) func(*line) T {
	var kept sync.Map
	return func(l *line) T {
		if got, ok := kept.Load(l); ok {
			return got.(T)
		}
		got, _ := kept.LoadOrStore(l, f(l))
		return got.(T)
	}
}

func (c *call) String() string { return c.name + " (" + c.privilege + ")" }

// namesObject reports whether the request is about one object.
func (c *call) namesObject() bool {
	if c.message == nil {
		return c.object != commonpb.ObjectType_Global.String()
	}
	return c.field != nil
}
