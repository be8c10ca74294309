package conformance

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/milvus-io/milvus-proto/go-api/v2/commonpb"
	"github.com/milvus-io/milvus/pkg/v2/util"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/target/milvus"
)

// line is one line of Milvus: our catalog of it, and the tables its servers
// decide with, in the names that grants use.
type line struct {
	version    string
	catalog    *schema.Catalog
	privileges []string            // sorted
	objects    map[string]string   // privilege or group → object type; what is not here is Global
	groups     map[string][]string // the nine built-in groups
	legacy     map[string][]string // ReadOnly, ReadWrite, Admin
	stores     map[string][]string // what is granted along with a privilege
}

// change is what a line has otherwise than milvus/pkg v2.6.11.
type change struct {
	name   string
	gone   bool     // the line does not have it
	object string   // its object type, for a name that milvus/pkg does not have
	from   string   // the narrowest built-in group that has it; the wider ones of that level have it too
	legacy []string // the legacy groups that have it; nil: as in milvus/pkg
}

// changes by line: pkg/util/constant.go of branch 2.5 at c8e90858, branch 2.6
// at 5b99e980 and master at 954c4e7b, beside that of v2.6.11.
var changes = map[string][]change{
	"2.5": {
		{name: "AddCollectionField", gone: true},
		{name: "AddFileResource", gone: true},
		{name: "GetImportProgress", gone: true},
		{name: "GetReplicateConfiguration", gone: true},
		{name: "ListFileResources", gone: true},
		{name: "ListImport", gone: true},
		{name: "RemoveFileResource", gone: true},
		{name: "UpdateReplicateConfiguration", gone: true},
	},
	"2.6": {
		// In no group and at no level in v2.6.11; the later patches made good for it.
		{name: "GetReplicateConfiguration", from: "ClusterReadOnly"},
	},
	"3.0": {
		{name: "AddFileResource", from: "ClusterReadWrite"},
		{name: "AlterCollectionSchema", object: "Collection", from: "CollectionReadWrite"},
		{name: "CreateSnapshot", object: "Collection", from: "CollectionReadWrite", legacy: []string{"ReadWrite", "Admin"}},
		{name: "DescribeSnapshot", object: "Collection", from: "CollectionReadOnly", legacy: []string{"ReadOnly", "ReadWrite", "Admin"}},
		{name: "DropSnapshot", object: "Collection", from: "CollectionReadWrite", legacy: []string{"ReadWrite", "Admin"}},
		{name: "ExportSnapshot", object: "Global", from: "ClusterAdmin", legacy: []string{"Admin"}},
		{name: "Expr", object: "Global", from: "ClusterAdmin"},
		{name: "GetReplicateConfiguration", from: "ClusterReadOnly"},
		{name: "ListFileResources", from: "ClusterReadOnly"},
		{name: "ListSnapshots", object: "Collection", from: "CollectionReadOnly", legacy: []string{"ReadOnly", "ReadWrite", "Admin"}},
		{name: "PinSnapshotData", object: "Global", from: "ClusterReadWrite", legacy: []string{"Admin"}},
		{name: "RefreshExternalCollection", object: "Collection", from: "CollectionReadWrite", legacy: []string{"ReadWrite", "Admin"}},
		{name: "RemoveFileResource", from: "ClusterReadWrite"},
		{name: "RenameCollection", from: "DatabaseAdmin", legacy: []string{"Admin"}},
		{name: "RestoreExternalSnapshot", object: "Global", from: "ClusterAdmin", legacy: []string{"Admin"}},
		{name: "RestoreSnapshot", object: "Collection", from: "CollectionAdmin", legacy: []string{"Admin"}},
		{name: "UnpinSnapshotData", object: "Global", from: "ClusterReadWrite", legacy: []string{"Admin"}},
	},
}

// nested lists the built-in groups of each level, narrowest first.
var nested = [][]string{
	{"ClusterReadOnly", "ClusterReadWrite", "ClusterAdmin"},
	{"DatabaseReadOnly", "DatabaseReadWrite", "DatabaseAdmin"},
	{"CollectionReadOnly", "CollectionReadWrite", "CollectionAdmin"},
}

// versions are the lines, each with its tables made once.
var versions = []string{"2.5", "2.6", "3.0"}

var lines = sync.OnceValue(func() map[string]*line {
	all := map[string]*line{}
	for _, version := range versions {
		l := published()
		l.version = version
		l.catalog, _ = milvus.Target.Catalog(version)
		for _, c := range changes[version] {
			l.apply(c)
		}
		slices.Sort(l.privileges)
		all[version] = l
	}
	return all
})

// each runs f for each line, at the same time.
func each(t *testing.T, f func(t *testing.T, l *line)) {
	for _, version := range versions {
		l := lines()[version]
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			f(t, l)
		})
	}
}

// published is milvus/pkg v2.6.11 as it is.
func published() *line {
	l := &line{
		objects: map[string]string{},
		groups: map[string][]string{
			"ClusterReadOnly":     util.ClusterReadOnlyPrivileges,
			"ClusterReadWrite":    util.ClusterReadWritePrivileges,
			"ClusterAdmin":        util.ClusterAdminPrivileges,
			"DatabaseReadOnly":    util.DatabaseReadOnlyPrivileges,
			"DatabaseReadWrite":   util.DatabaseReadWritePrivileges,
			"DatabaseAdmin":       util.DatabaseAdminPrivileges,
			"CollectionReadOnly":  util.CollectionReadOnlyPrivileges,
			"CollectionReadWrite": util.CollectionReadWritePrivileges,
			"CollectionAdmin":     util.CollectionAdminPrivileges,
		},
		legacy: map[string][]string{
			"ReadOnly":  apiNames(util.ReadOnlyPrivilegeGroup),
			"ReadWrite": apiNames(util.ReadWritePrivilegeGroup),
			"Admin":     apiNames(util.AdminPrivilegeGroup),
		},
		stores: map[string][]string{},
	}
	for name := range commonpb.ObjectPrivilege_value {
		api := util.MetaStore2API(name)
		l.objects[api] = util.GetObjectType(api)
		if !strings.HasPrefix(name, util.PrivilegeGroupWord) && api != "All" {
			l.privileges = append(l.privileges, api)
		}
	}
	for name, along := range util.RelatedPrivileges {
		l.stores[util.MetaStore2API(name)] = apiNames(along)
	}
	return l
}

func apiNames(stored []string) []string {
	names := util.ConvertPrivileges(stored)
	slices.Sort(names)
	return slices.Compact(names)
}

func (l *line) apply(c change) {
	if c.gone || c.from != "" {
		l.groups = without(l.groups, c.name)
	}
	if c.gone || c.legacy != nil {
		l.legacy = without(l.legacy, c.name)
	}
	if c.gone {
		l.privileges = slices.DeleteFunc(l.privileges, func(s string) bool { return s == c.name })
		delete(l.objects, c.name)
		return
	}
	if c.object != "" {
		l.privileges = append(l.privileges, c.name)
		l.objects[c.name] = c.object
	}
	for _, groups := range nested {
		if i := slices.Index(groups, c.from); i >= 0 {
			for _, group := range groups[i:] {
				l.groups[group] = append(l.groups[group], c.name)
			}
		}
	}
	for _, group := range c.legacy {
		l.legacy[group] = append(l.legacy[group], c.name)
	}
}

// without is groups with a name taken out of each; milvus/pkg's own lists stay as they are.
func without(groups map[string][]string, name string) map[string][]string {
	groups = maps.Clone(groups)
	for group, members := range groups {
		groups[group] = slices.DeleteFunc(slices.Clone(members), func(s string) bool { return s == name })
	}
	return groups
}

// level is that of the admin group which has the name, as the server finds it.
func (l *line) level(name string) schema.Level {
	for i, level := range []schema.Level{schema.LevelCluster, schema.LevelDatabase, schema.LevelCollection} {
		if admin := nested[i][2]; slices.Contains(l.groups[admin], name) {
			return level
		}
	}
	return ""
}

// object is the type under which the server files a name.
func (l *line) object(name string) string {
	if object, ok := l.objects[name]; ok {
		return object
	}
	return util.GetObjectType(name)
}

// grantable lists every name a role can be granted: privileges, groups, legacy names and the wildcard.
func (l *line) grantable() []string {
	names := slices.Clone(l.privileges)
	for _, groups := range nested {
		names = append(names, groups...)
	}
	return append(names, "All", "ReadOnly", "ReadWrite", "Admin", "*")
}
