package conformance

import (
	"testing"

	"github.com/rolecall/rolecall/schema"
)

var (
	grantDatabases   = []string{"db1", "*"}
	grantCollections = []string{"c1", "*"}
	databases        = []string{"db1", "db2"}
	collections      = []string{"c1", "c2"}
)

// Every name that can be granted, granted alone, on every kind of scope,
// against every call on every kind of place.
func TestSweep(t *testing.T) {
	each(t, func(t *testing.T, l *line) {
		total := map[string]int{}
		asked, allowed := 0, 0
		for _, name := range l.grantable() {
			for _, database := range grantDatabases {
				for _, collection := range grantCollections {
					grant := schema.StateGrant{Role: "r", Privilege: name, Database: database, Collection: collection}
					s := compareState(t, l, nil, []schema.StateGrant{grant})
					for a := range questions(l, "r") {
						asked++
						if s.check(t, a) {
							allowed++
						}
					}
					for why, n := range s.excepted {
						total[why] += n
					}
					if t.Failed() {
						t.Fatalf("granted %+v", grant)
					}
				}
			}
		}
		t.Logf("%d questions, %d allowed; exceptions: %v", asked, allowed, total)
		live(t, l, total)
	})
}

// questions calls yield for each guarded call on each place, and for renames across databases.
func questions(l *line, role string) func(yield func(ask) bool) {
	return func(yield func(ask) bool) {
		for _, c := range guarded(l) {
			for _, database := range databases {
				for _, collection := range collections {
					a := l.ask(role, c, database, collection)
					if !yield(a) {
						return
					}
					if c.name != "RenameCollection" {
						continue
					}
					a.to = "db3"
					if !yield(a) {
						return
					}
				}
			}
		}
	}
}

// ask is a question about a place; whichever of connection and request the
// server does not go by is another database, so that going by it shows.
func (l *line) ask(role string, c *call, database, object string) ask {
	a := ask{role: role, call: c, connection: database, database: database, object: object}
	switch {
	case l.version != "3.0":
		a.database = "elsewhere"
	case c.namesDatabase() && database != "":
		a.connection = "elsewhere"
	}
	return a
}

// live fails for an exception of the line that did not happen: it is none any more.
func live(t *testing.T, l *line, excepted map[string]int) {
	t.Helper()
	for why, since := range map[string]string{unreachable: "2.6", renameAcross: "3.0"} {
		if l.version >= since && excepted[why] == 0 {
			t.Errorf("never seen: %s", why)
		}
	}
}
