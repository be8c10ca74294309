package conformance

import (
	"slices"
	"testing"

	"github.com/rolecall/rolecall/schema"
)

// oracle holds what the servers' own code once answered for a grant: the calls
// that it allows. Package schema's oracle_test.go has the same with our answers
// alone; here the server's tables say which calls a row means.
var oracle = []struct {
	grant                string
	database, collection string
	allows               func(l *line, c *call, database, collection string) bool
}{
	{"ClusterAdmin", "*", "*", func(l *line, c *call, _, _ string) bool { return ofLevel(l, c, schema.LevelCluster) }},
	{"DatabaseAdmin", "db1", "*", func(l *line, c *call, database, _ string) bool {
		return ofLevel(l, c, schema.LevelDatabase) && database == "db1"
	}},
	{"CollectionAdmin", "db1", "c1", func(l *line, c *call, database, collection string) bool {
		return ofLevel(l, c, schema.LevelCollection) && database == "db1" && (global(c) || collection == "c1")
	}},
	{"CollectionAdmin", "*", "*", func(l *line, c *call, _, _ string) bool { return ofLevel(l, c, schema.LevelCollection) }},
	{"DropCollection", "db1", "c1", func(_ *line, c *call, database, _ string) bool {
		return c.privilege == "DropCollection" && database == "db1"
	}},
	{"CreateDatabase", "db1", "*", func(l *line, c *call, database, _ string) bool {
		return c.privilege == "CreateDatabase" && database == "db1" && l.version != "3.0"
	}},
	{"Insert", "*", "c1", func(_ *line, c *call, _, collection string) bool {
		return c.privilege == "Insert" && collection == "c1"
	}},
	{"*", "*", "*", func(_ *line, c *call, _, _ string) bool { return global(c) }},
	{"All", "*", "*", func(l *line, c *call, _, _ string) bool {
		return l.version == "3.0" && l.level(c.privilege) == schema.LevelCluster
	}},
	{"Admin", "*", "*", func(l *line, c *call, _, _ string) bool {
		return l.version == "3.0" && l.level(c.privilege) == schema.LevelCluster && slices.Contains(l.legacy["Admin"], c.privilege)
	}},
	{"All", "db1", "*", func(l *line, c *call, database, _ string) bool {
		return database == "db1" && (l.version != "3.0" || l.level(c.privilege) != schema.LevelCluster)
	}},
	{"ListImport", "db1", "c1", nothing},
	{"GetLoadingProgress", "db1", "c1", nothing},
}

func nothing(*line, *call, string, string) bool { return false }

func global(c *call) bool { return c.object == "Global" }

// ofLevel reports whether the group of all privileges of a level opens the
// call: its privilege is one of them, and asked for on the type of object that
// grants of it are for.
func ofLevel(l *line, c *call, level schema.Level) bool {
	return l.level(c.privilege) == level && l.object(c.privilege) == c.object
}

func TestOracle(t *testing.T) {
	each(t, func(t *testing.T, l *line) {
		for _, o := range oracle {
			if !slices.Contains(l.grantable(), o.grant) {
				continue // ListImport came with 2.6
			}
			stored := schema.StateGrant{Role: "r", Privilege: o.grant, Database: o.database, Collection: o.collection}
			policy := map[string][]written{"r": {{[]string{o.grant}, []string{o.database}, []string{o.collection}}}}
			for _, s := range []*sides{
				compareState(t, l, nil, []schema.StateGrant{stored}),
				comparePolicy(t, l, nil, policy, hcl(l, nil, policy)),
			} {
				for _, c := range guarded(l) {
					for _, at := range [][2]string{{"db1", "c1"}, {"db1", "c2"}, {"db2", "c1"}} {
						a := l.ask("r", c, at[0], at[1])
						if got, want := s.check(t, a), o.allows(l, c, at[0], at[1]); got != want {
							t.Errorf("%s on %s.%s: %s on %s.%s is %v, want %v", o.grant, o.database, o.collection, c, at[0], at[1], got, want)
						}
					}
				}
			}
		}
	})
}
