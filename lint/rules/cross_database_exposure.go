package rules

import (
	"slices"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// CrossDatabaseExposure reports, once a target, that roles limited to a
// database are not: the server authorises requests against the database of the
// connection, whatever database they then act on.
var CrossDatabaseExposure = &lint.Rule{ID: "RC407", Name: "cross-database-exposure", Severity: schema.Info, Check: checkCrossDatabaseExposure}

func checkCrossDatabaseExposure(p *lint.Pass) {
	m := p.Model
	if m.Catalog.Behaviour.RequestDatabase != "connection" || !m.Target.Setting("authorization", true) || oneDatabase(p) {
		return
	}
	var limited []string
	for _, r := range m.Roles {
		if limitedToDatabase(m.Rows(r)) {
			limited = append(limited, r.Name)
		}
	}
	if len(limited) == 0 {
		return
	}
	p.Reportf(m.Target.Range, "target."+m.Target.ID(),
		"the server checks the database that a client connected to, not the one that a request names: whoever may use a collection in one database may use one of the same name in any other; "+
			"give collections that must be kept apart different names, or keep them on different servers",
		"roles limited to one database reach equal collection names in others: %s", naming(limited))
}

// limitedToDatabase reports whether rows give something in named databases
// only. There are mostly few rows to look at: the first such ends the search.
func limitedToDatabase(rows []schema.Row) bool {
	for _, r := range rows {
		if r.Database != "*" && !slices.ContainsFunc(rows, func(o schema.Row) bool { return o.Database == "*" && covers(o, r) }) {
			return true
		}
	}
	return false
}

// oneDatabase reports whether an inventory, or the deployed state, says that there is but one database.
func oneDatabase(p *lint.Pass) bool {
	names := map[string]bool{}
	for _, d := range p.Model.Target.Databases {
		names[d.Name.Value] = true
	}
	if p.State != nil {
		for _, d := range p.State.Databases {
			names[d.Name] = true
		}
	}
	return len(names) == 1
}
