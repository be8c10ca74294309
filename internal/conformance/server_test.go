package conformance

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/casbin/casbin/v2"
	"github.com/casbin/casbin/v2/model"
	"github.com/milvus-io/milvus-proto/go-api/v2/commonpb"
	"github.com/milvus-io/milvus-proto/go-api/v2/milvuspb"
	"github.com/milvus-io/milvus/pkg/v2/util"
	"github.com/milvus-io/milvus/pkg/v2/util/funcutil"
	"google.golang.org/protobuf/proto"

	"github.com/rolecall/rolecall/schema"
)

// rules is the server's access model: admin may do anything; another role
// what a policy of its own covers, either by patterns or as a legacy group.
const rules = `
[request_definition]
r = role, object, privilege
[policy_definition]
p = role, object, privilege
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.role == "admin" || r.role == p.role && (globMatch(r.object, p.object) && globMatch(r.privilege, p.privilege) || legacy(r.object, r.privilege, p.object, p.privilege))
`

// server decides as a server of its line does.
type server struct {
	*line
	enforcer *casbin.Enforcer
	groups   map[string][]string // built-in and own groups
	answers  map[string]bool     // kept from one question to the next, as the server keeps them
}

func newServer(t testing.TB, l *line) *server {
	t.Helper()
	m, err := model.NewModelFromString(rules)
	if err != nil {
		t.Fatal(err)
	}
	s := &server{line: l, groups: map[string][]string{}, answers: map[string]bool{}}
	if s.enforcer, err = casbin.NewEnforcer(m); err != nil {
		t.Fatal(err)
	}
	s.enforcer.AddFunction("legacy", s.legacyMatch)
	for name, members := range l.groups {
		s.groups[name] = members
	}
	return s
}

// grant takes a stored grant into the policies: a group becomes its members,
// one level deep, and each name is filed under its own object type, where
// Global stands for every collection.
func (s *server) grant(t testing.TB, g schema.StateGrant) {
	t.Helper()
	names, isGroup := s.groups[g.Privilege]
	if !isGroup {
		names = []string{g.Privilege}
	}
	for _, name := range names {
		object, collection := s.object(name), g.Collection
		if object == commonpb.ObjectType_Global.String() {
			collection = util.AnyWord
		}
		line := funcutil.PolicyForPrivilege(g.Role, object, collection, s.stored(t, name), g.Database)
		var policy struct{ PType, V0, V1, V2 string }
		if err := json.Unmarshal([]byte(line), &policy); err != nil {
			t.Fatal(err)
		}
		if _, err := s.enforcer.AddNamedPolicy(policy.PType, policy.V0, policy.V1, policy.V2); err != nil {
			t.Fatal(err)
		}
	}
}

// stored is the name under which the server stores a name that it is granted.
func (s *server) stored(t testing.TB, name string) string {
	t.Helper()
	switch known := util.PrivilegeNameForMetastore(name); {
	case util.IsAnyWord(name):
		return name
	case known != "":
		return known
	case slices.Contains(s.privileges, name): // one that this line has and milvus/pkg has not
		return util.PrivilegeWord + name
	case s.groups[name] != nil:
		return util.PrivilegeGroupNameForMetastore(name)
	}
	t.Fatalf("the server has no privilege %q to grant", name)
	return ""
}

// legacyMatch is how policies of legacy groups cover a request: on exactly
// their database, and for those of object type Collection on theirs alone,
// unless either side means any.
func (s *server) legacyMatch(args ...any) (any, error) {
	object, privilege, policyObject, policy := args[0].(string), args[1].(string), args[2].(string), args[3].(string)
	database, collection := place(object)
	policyDatabase, policyCollection := place(policyObject)
	if database != policyDatabase {
		return false, nil
	}
	switch policy {
	case commonpb.ObjectPrivilege_PrivilegeAll.String():
		return true, nil
	case commonpb.ObjectPrivilege_PrivilegeGroupAdmin.String():
	case commonpb.ObjectPrivilege_PrivilegeGroupReadOnly.String(), commonpb.ObjectPrivilege_PrivilegeGroupReadWrite.String():
		if !util.IsAnyWord(collection) && !util.IsAnyWord(policyCollection) && collection != policyCollection {
			return false, nil
		}
	default:
		return false, nil
	}
	return slices.Contains(s.legacy[util.MetaStore2API(policy)], util.MetaStore2API(privilege)), nil
}

// place is the database and the collection of a policy's object.
func place(object string) (database, collection string) {
	_, name, _ := strings.Cut(object, "-")
	return funcutil.SplitObjectName(name)
}

// allows reports whether the server lets a role of a user who is connected to a
// database make the request, as its interceptor finds out. Left out is what does
// not ask the policies: root, one's own password and user, grants of one's own roles.
func (s *server) allows(t testing.TB, role, connection string, request proto.Message) bool {
	t.Helper()
	guard, err := funcutil.GetPrivilegeExtObj(request)
	if err != nil {
		return true // not annotated: open to all
	}
	privilege := guard.ObjectPrivilege.String()
	database := s.database(connection, request, util.MetaStore2API(privilege))
	names := []string{funcutil.GetObjectName(request, guard.ObjectNameIndex)}
	if guard.ObjectNameIndexs != 0 {
		names = funcutil.GetObjectNames(request, guard.ObjectNameIndexs)
	}
	for _, name := range names {
		if !s.enforce(t, role, database, guard.ObjectType.String(), name, privilege) {
			return false
		}
	}
	return len(names) > 0
}

func (s *server) enforce(t testing.TB, role, database, object, name, privilege string) bool {
	t.Helper()
	resource := funcutil.PolicyForResource(database, object, name)
	key := role + " " + resource + " " + privilege
	ok, known := s.answers[key]
	if known {
		return ok
	}
	ok, err := s.enforcer.Enforce(role, resource, privilege)
	if err != nil {
		t.Fatalf("ask for %s on %s: %v", privilege, resource, err)
	}
	s.answers[key] = ok
	return ok
}

// database is the one the server authorises: up to 2.6 that of the connection,
// on 3.0 the one the request names, and * for privileges of the cluster and for
// a rename into another database.
func (s *server) database(connection string, request proto.Message, privilege string) string {
	if s.version != "3.0" {
		return connection
	}
	if s.level(privilege) == schema.LevelCluster {
		return util.AnyWord
	}
	if rename, ok := request.(*milvuspb.RenameCollectionRequest); ok && rename.GetDbName() != rename.GetNewDBName() {
		return util.AnyWord
	}
	if named, ok := request.(interface{ GetDbName() string }); ok && named.GetDbName() != "" {
		return named.GetDbName()
	}
	return connection
}
