package rules

import (
	"fmt"
	"slices"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// ScopeLevelMismatch reports privileges and groups written at another level's
// scope. Servers check groups only; a single privilege is stored wherever it is
// written, and then gives more or less than it says.
var ScopeLevelMismatch = &lint.Rule{ID: "RC102", Name: "scope-level-mismatch", Severity: schema.Error, Check: checkScopeLevelMismatch}

func checkScopeLevelMismatch(p *lint.Pass) {
	testLevels(p)
	for g := range grants(p.Model) {
		switch {
		case !p.Model.Catalog.Behaviour.Scoped:
			reportUnscoped(p, g)
		case isEmpty(g.Decl.Databases) || isEmpty(g.Decl.Collections):
			// empty-role speaks: such a grant gives nothing
		default:
			reportMismatches(p, g)
		}
	}
}

// reportUnscoped reports a scope on a target whose grants take none.
func reportUnscoped(p *lint.Pass, g *schema.Grant) {
	written, attribute := g.Decl.Databases, "database"
	if len(written) == 0 {
		written, attribute = g.Decl.Collections, "collection"
	}
	if len(written) == 0 {
		return
	}
	p.Reportf(written[0].Range, g.Role.Address,
		"a permission holds for the whole account, whatever is written here: leave database and collection out",
		"%s %q is no scope on %s", attribute, written[0].Value, p.Model.Catalog.Title)
}

// isEmpty reports whether a scope is written as a list of nothing.
func isEmpty(scope []schema.Text) bool { return scope != nil && len(scope) == 0 }

// mismatch is what is wrong with the scope of one item. Items of one level that
// share a scope are wrong together.
type mismatch struct {
	at           schema.Range
	what         string // the scope, as far as it is wrong
	effect, cure string
	lacks        bool // something is not written, rather than too much
	item         schema.Item
}

// reportMismatches makes one finding where all items of the list are of one
// level, since then the scope is what is wrong, and one for each item where they differ.
func reportMismatches(p *lint.Pass, g *schema.Grant) {
	var wrong []mismatch
	levels := map[schema.Level]bool{}
	for _, it := range g.Items {
		if l := it.Level(); l == "" || l == schema.LevelOperation || isMixed(it.Group) {
			continue
		}
		levels[it.Level()] = true
		if w, ok := judgeScope(p, g, it); ok && !(w.lacks && p.Broken) {
			wrong = append(wrong, w)
		}
	}
	if len(wrong) == 0 {
		return
	}
	if len(levels) == 1 {
		for _, alike := range byEffect(wrong) {
			reportMismatch(p, g, alike[0].at, alike)
		}
		return
	}
	for _, w := range wrong {
		reportMismatch(p, g, w.item.Name.Range, []mismatch{w})
	}
}

// byEffect puts together what the server does the same with: it refuses a group
// where it stores a single privilege, each being a call of its own.
func byEffect(wrong []mismatch) [][]mismatch {
	var all [][]mismatch
	for _, w := range wrong {
		i := slices.IndexFunc(all, func(alike []mismatch) bool { return alike[0].effect == w.effect })
		if i < 0 {
			all = append(all, nil)
			i = len(all) - 1
		}
		all[i] = append(all[i], w)
	}
	return all
}

// reportMismatch tells of items that are wrong in the same way.
func reportMismatch(p *lint.Pass, g *schema.Grant, at schema.Range, wrong []mismatch) {
	names := make([]string, len(wrong))
	for i, w := range wrong {
		names[i] = named(w.item)
	}
	speaks := wrong[0]
	p.Reportf(at, g.Role.Address, speaks.cure, "%s-level %s %s: %s",
		speaks.item.Level(), firstOf(names, shown), speaks.what, speaks.effect)
}

func judgeScope(p *lint.Pass, g *schema.Grant, it schema.Item) (mismatch, bool) {
	switch it.Level() {
	case schema.LevelCluster:
		return clusterScope(p, g, it)
	case schema.LevelDatabase:
		return databaseScope(g, it)
	case schema.LevelCollection:
		return collectionScope(g, it)
	}
	return mismatch{}, false
}

// refusal is how a server answers the grant of a group.
func refusal(format, name string) string {
	return fmt.Sprintf("the server answers \""+format+"\"", name)
}

// refuses is what a server does with a group at another level's scope. A verbatim
// grant is there already.
func refuses(g *schema.Grant) string {
	if g.Decl.Verbatim {
		return "the server would refuse it today"
	}
	return "the server refuses the grant"
}

func clusterScope(p *lint.Pass, g *schema.Grant, it schema.Item) (mismatch, bool) {
	databases, collections := namedScopes(g.Decl.Databases), namedScopes(g.Decl.Collections)
	w := mismatch{item: it}
	switch {
	case len(databases) > 0:
		w.at, w.what = databases[0].Range, "on "+scope("database", databases)
	case len(collections) > 0:
		w.at, w.what = collections[0].Range, "on "+scope("collection", collections)
	default:
		return w, false
	}
	behaviour := &p.Model.Catalog.Behaviour
	switch {
	case it.IsGroup():
		w.effect = refuses(g)
		w.cure = refusal("dbName and collectionName should be * for the cluster level privilege: %s", it.Stored()) +
			"; leave database and collection out, and for data grant a database- or collection-level group instead"
		return w, true
	case len(databases) > 0 && behaviour.ClusterDatabase != "":
		w.effect = "stored unchecked, and of no effect"
		w.cure = fmt.Sprintf("requests for it are checked against database %q", behaviour.ClusterDatabase)
	case len(databases) > 0 && behaviour.RequestDatabase == "connection":
		w.effect = "stored unchecked, and good only over connections to that database"
		w.cure = "what it does concerns the whole cluster all the same"
	case behaviour.Objects[objectOf(it)] == "user":
		w.effect = "stored unchecked, and taken for the name of a user"
		w.cure = "the server files this privilege under users"
	default:
		w.effect = "stored unchecked, and ignored"
		w.cure = "the privilege holds for the whole cluster"
	}
	w.cure += "; leave database and collection out"
	return w, true
}

func objectOf(it schema.Item) string {
	if it.Kind != schema.ItemPrivilege {
		return ""
	}
	return it.Privilege.Object
}

func databaseScope(g *schema.Grant, it schema.Item) (mismatch, bool) {
	collections := namedScopes(g.Decl.Collections)
	switch {
	case g.Decl.Databases == nil:
		return missing(g, it, "database"), true
	case len(collections) == 0:
		return mismatch{}, false
	}
	w := mismatch{item: it, at: collections[0].Range, what: "on " + scope("collection", collections)}
	if it.IsGroup() {
		w.effect = refuses(g)
		w.cure = refusal("collectionName should be * for the database level privilege: %s", it.Stored()) +
			"; leave collection out, and for this collection grant a collection-level group instead"
		return w, true
	}
	w.effect = "stored unchecked, and good for the whole database"
	w.cure = fmt.Sprintf("holders may use it on every collection of %s; leave collection out to say so, or take the privilege away", databasesOf(g))
	return w, true
}

func collectionScope(g *schema.Grant, it schema.Item) (mismatch, bool) {
	collections := namedScopes(g.Decl.Collections)
	switch {
	case g.Decl.Databases == nil && g.Decl.Collections == nil:
		return missing(g, it, "database and a collection"), true
	case g.Decl.Databases == nil:
		return missing(g, it, "database"), true
	case g.Decl.Collections == nil:
		return missing(g, it, "collection"), true
	case !it.IsGroup() || len(collections) == 0:
		return mismatch{}, false
	}
	for _, d := range g.Decl.Databases {
		if d.Value == "*" {
			return mismatch{
				item: it, at: d.Range, what: "on " + scope("collection", collections) + " of database \"*\"",
				effect: refuses(g),
				cure: refusal("please specify database name for the collection level privilege: %s", it.Stored()) +
					"; name the databases, or write collection = \"*\" too",
			}, true
		}
	}
	return mismatch{}, false
}

// missing is a scope that the policy leaves open. Nothing is filled in: a server
// takes an empty database for the default one, which few mean.
func missing(g *schema.Grant, it schema.Item, what string) mismatch {
	return mismatch{
		item: it, at: g.Decl.Range, what: "without a " + what, effect: "nothing is granted",
		lacks: true,
		cure:  "nothing is widened silently: name what is meant, or write \"*\" for any",
	}
}

// databasesOf names the databases of a grant.
func databasesOf(g *schema.Grant) string {
	if len(namedScopes(g.Decl.Databases)) < len(g.Decl.Databases) {
		return "every database"
	}
	return scope("database", g.Decl.Databases)
}
