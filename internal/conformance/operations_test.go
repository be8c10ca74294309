package conformance

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/milvus-io/milvus-proto/go-api/v2/commonpb"
	"github.com/milvus-io/milvus-proto/go-api/v2/milvuspb"
	"github.com/milvus-io/milvus/pkg/v2/util"
	"github.com/milvus-io/milvus/pkg/v2/util/funcutil"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
)

// call is a call of the server's interface.
type call struct {
	name      string                       // as our catalogs have it
	privilege string                       // that guards it; empty for none
	object    string                       // the type of object that it asks for the privilege on
	field     protoreflect.FieldDescriptor // which names the object; nil where it is every object
	message   protoreflect.MessageType
}

// calls are those of milvus-proto v2.6.19: every method of the service, and
// the annotated messages that stand for calls which REST alone has.
var calls = sync.OnceValue(func() []*call {
	var all []*call
	seen := map[protoreflect.FullName]bool{}
	methods := milvuspb.File_milvus_proto.Services().ByName("MilvusService").Methods()
	for i := range methods.Len() {
		m := methods.Get(i)
		seen[m.Input().FullName()] = true
		all = append(all, newCall(m.Name(), m.Input().FullName()))
	}
	messages := milvuspb.File_milvus_proto.Messages()
	for i := range messages.Len() {
		m := messages.Get(i)
		if c := newCall(m.Name(), m.FullName()); c.privilege != "" && !seen[m.FullName()] {
			all = append(all, c)
		}
	}
	return all
})

func newCall(name protoreflect.Name, message protoreflect.FullName) *call {
	known, err := protoregistry.GlobalTypes.FindMessageByName(message)
	if err != nil {
		panic(err)
	}
	c := &call{name: string(name), message: known}
	guard, err := funcutil.GetPrivilegeExtObj(known.New().Interface())
	if err != nil {
		return c // not annotated
	}
	c.privilege, c.object = util.MetaStore2API(guard.ObjectPrivilege.String()), guard.ObjectType.String()
	if n := max(guard.ObjectNameIndex, guard.ObjectNameIndexs); n > 0 {
		c.field = known.Descriptor().Fields().ByNumber(protoreflect.FieldNumber(n))
	}
	return c
}

// request makes the call's message about an object of a database; to is the
// database that a rename is into, empty for the same.
func (c *call) request(database, object, to string) proto.Message {
	m := c.message.New()
	if f := m.Descriptor().Fields().ByName("db_name"); f != nil {
		m.Set(f, protoreflect.ValueOfString(database))
	}
	switch f := c.field; {
	case f == nil:
	case f.IsList():
		m.Mutable(f).List().Append(protoreflect.ValueOfString(object))
	case f.Message() != nil: // a user
		user := m.Mutable(f).Message()
		user.Set(user.Descriptor().Fields().ByNumber(1), protoreflect.ValueOfString(object))
	default:
		m.Set(f, protoreflect.ValueOfString(object))
	}
	request := m.Interface()
	if rename, ok := request.(*milvuspb.RenameCollectionRequest); ok {
		rename.NewDBName = cmp.Or(to, database)
	}
	return request
}

// namesDatabase reports whether the request says which database it is about.
func (c *call) namesDatabase() bool {
	return c.message == nil || c.message.Descriptor().Fields().ByName("db_name") != nil
}

// otherwise is where a line has the annotation of a call otherwise than
// milvus-proto v2.6.19: the privilege that guards it there, or none.
var otherwise = map[string]map[string]string{
	"2.5": {
		"GetImportProgressAuthPlaceholder": "Import",
		"ListImportsAuthPlaceholder":       "Import",
	},
	// Guarded on branches 2.6 and 3.0 of milvus-proto from 2026-08-06 on, which no server of 2.6 that is out has yet.
	"2.6": {"GetPartitionStatistics": "GetStatistics"},
	"3.0": {"GetPartitionStatistics": "GetStatistics"},
}

// later are the calls that milvus-proto v2.6.19 has and a line does not yet.
var later = map[string]string{
	"2.5": `AddCollectionField AddCollectionFunction AddFileResource AddUserTags AlterCollectionFunction AlterRole
		BatchDescribeCollection CreateReplicateStream CreateRowPolicy DeleteUserTags DropCollectionFunction DropRowPolicy
		DumpMessages GetReplicateConfiguration GetReplicateInfo GetUserTags ListFileResources ListRowPolicies ListUsersWithTag
		RemoveFileResource TruncateCollection UpdateReplicateConfiguration`,
	"2.6": "",
	"3.0": "",
}

// newer are the calls that a line has and milvus-proto v2.6.19 does not yet.
var newer = map[string]string{
	"2.5": "",
	"2.6": "",
	"3.0": `AddCollectionStructField AlterCollectionSchema BatchUpdateManifest ClientHeartbeat ComputePhraseMatchSlop
		CreateNamespace CreateSnapshot DeleteClientCommand DescribeNamespace DescribePrewarmTask DescribeSnapshot DropNamespace
		DropSnapshot ExportSnapshot Expr GetClientTelemetry GetNamespaceStats GetRefreshExternalCollectionProgress
		GetRestoreSnapshotState HasNamespace ListNamespaces ListRefreshExternalCollectionJobs ListRestoreSnapshotJobs
		ListSnapshots PinSnapshotData Prewarm PushClientCommand RefreshExternalCollection RestoreExternalSnapshot
		RestoreSnapshot UnpinSnapshotData`,
}

// Every call is guarded by the privilege that its message is annotated with,
// and by no other; it is out of reach where it asks for the privilege on
// another type of object than grants of it are for.
func TestOperations(t *testing.T) {
	each(t, func(t *testing.T, l *line) {
		ours := map[string]string{}
		unreachable := map[string]bool{}
		for i := range l.catalog.Privileges {
			p := &l.catalog.Privileges[i]
			for _, o := range p.Operations {
				ours[o.Name], unreachable[o.Name] = p.Name, o.Unreachable
			}
		}
		for _, name := range l.catalog.Unguarded {
			ours[name] = ""
		}
		var missing []string
		for _, c := range calls() {
			want := c.privilege
			if other, ok := otherwise[l.version][c.name]; ok {
				want = other
			}
			got, known := ours[c.name]
			delete(ours, c.name)
			switch {
			case !known:
				missing = append(missing, c.name)
			case got != want:
				t.Errorf("%s is guarded by %q, want %q", c.name, got, want)
			case want == c.privilege && want != "" && unreachable[c.name] != (l.object(want) != c.object):
				t.Errorf("%s asks for %s on a %s, which is for a %s: unreachable is %v", c.name, want, c.object, l.object(want), unreachable[c.name])
			}
		}
		if !equal(missing, strings.Fields(later[l.version])) {
			t.Errorf("the catalog lacks %q", missing)
		}
		more := slices.Sorted(maps.Keys(ours))
		if !equal(more, strings.Fields(newer[l.version])) {
			t.Errorf("the catalog alone has %q", more)
		}
	})
}

// Requests for Global privileges are about every object, those for others name
// one, so that the collection of a legacy grant cannot tell two Global requests apart.
func TestGlobalRequestsNameNothing(t *testing.T) {
	for _, c := range calls() {
		if c.object == commonpb.ObjectType_Global.String() && c.field != nil {
			t.Errorf("%s names %s", c.name, c.field.Name())
		}
	}
}
