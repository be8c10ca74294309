package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// IncompleteOperation reports holders that can start what takes several
// privileges and lack some of them, all their roles taken together. Where what
// is lacking would let them raise themselves it is info: it may well be meant.
var IncompleteOperation = &lint.Rule{ID: "RC108", Name: "incomplete-operation", Severity: schema.Warning, Check: checkIncompleteOperation}

func checkIncompleteOperation(p *lint.Pass) {
	if p.Broken || len(p.Model.Catalog.Composites) == 0 || !p.Model.Target.Setting("authorization", true) {
		return
	}
	who := newSubjects(p)
	told := map[string]bool{}
	for g := range grants(p.Model) {
		if p.Model.Catalog.Role(g.Role.Name) != nil {
			continue // what is added to a vendor's role is judged with its holders' own
		}
		for _, it := range g.Items {
			for i := range p.Model.Catalog.Composites {
				if c := &p.Model.Catalog.Composites[i]; starts(p.Model.Catalog, it, c) {
					judgeOperation(p, who, g, it, c, told)
				}
			}
		}
	}
}

// starts reports whether an item has a privilege with which the operation begins.
func starts(cat *schema.Catalog, it schema.Item, c *schema.Composite) bool {
	return slices.ContainsFunc(privilegesOf(cat, it), func(pr *schema.Privilege) bool { return slices.Contains(c.Starts, pr.Name) })
}

func judgeOperation(p *lint.Pass, who *subjects, g *schema.Grant, it schema.Item, c *schema.Composite, told map[string]bool) {
	databases := texts(g.Decl.Databases)
	if !p.Model.Catalog.Behaviour.Scoped {
		databases = anywhere
	}
	lacking := map[string][]string{} // subjects by what they lack
	var order []string
	for _, s := range who.of(g.Role) {
		for _, d := range databases {
			missing := missingOf(p, who, s, it, c, d)
			key := strings.Join(missing, ", ")
			if key == "" || told[s.name+"\x00"+c.Name+"\x00"+d] {
				continue
			}
			told[s.name+"\x00"+c.Name+"\x00"+d] = true
			if lacking[key] == nil {
				order = append(order, key)
			}
			if !slices.Contains(lacking[key], s.name) {
				lacking[key] = append(lacking[key], s.name)
			}
		}
	}
	for _, missing := range order {
		reportIncomplete(p, g, it, c, strings.Split(missing, ", "), lacking[missing])
	}
}

var anywhere = []string{"*"}

// missingOf lists what a subject lacks in a database; nothing where it has
// nothing at all below a group's level, of which non-cascading-scope tells.
func missingOf(p *lint.Pass, who *subjects, s subject, it schema.Item, c *schema.Composite, database string) []string {
	here := func(r schema.Row) bool {
		return database == "*" || r.Database == "*" || r.Database == database
	}
	below := p.Model.Catalog.Below(it.Level())
	if it.IsGroup() && len(below) > 0 && !who.has(s, func(r schema.Row) bool { return here(r) && slices.Contains(below, r.Privilege.Level) }) {
		return nil
	}
	if !who.can(s, func(r schema.Row) bool { return here(r) && slices.Contains(c.Starts, r.Privilege.Name) }) {
		return nil // it cannot even start: something else is wrong with the grant
	}
	var missing []string
	for _, need := range c.Needs {
		// Operations are what a vendor's own roles have; which privileges they come to is not known.
		if !who.can(s, func(r schema.Row) bool {
			return here(r) && r.Privilege.Name == need || r.Privilege.Level == schema.LevelOperation
		}) {
			missing = append(missing, need)
		}
	}
	return missing
}

func reportIncomplete(p *lint.Pass, g *schema.Grant, it schema.Item, c *schema.Composite, missing, who []string) {
	f := schema.Finding{
		Range: it.Name.Range, Subject: g.Role.Address,
		Message: fmt.Sprintf("%s can start to %s, but %s %s", several(who), c.Name, lacks(len(who)), firstOf(missing, shown)),
		Help: fmt.Sprintf("the call goes through several checks and stops at the first that fails, with part of it done: grant %s as well, in this role or another that %s; "+
			"where no more is meant than what %s allows by itself, suppress this and say so", firstOf(missing, shown), hold(len(who)), named(it)),
	}
	if raising(p.Model.Catalog, it, missing) {
		f.Severity = schema.Info
		f.Help = fmt.Sprintf("%s would let them raise themselves, so leave it out where no more is meant than what %s allows by itself", firstOf(missing, shown), named(it))
	}
	p.Report(f)
}

// raising reports whether somebody with an item could raise itself by what is missing.
func raising(cat *schema.Catalog, it schema.Item, missing []string) bool {
	for _, name := range missing {
		if pr := cat.Privilege(name); pr != nil && pr.Escalation != "" {
			return true
		}
		for _, own := range privilegesOf(cat, it) {
			if pairOperation(cat, own.Name, name) != "" {
				return true
			}
		}
	}
	return false
}

func lacks(n int) string {
	if n == 1 {
		return "lacks"
	}
	return "lack"
}

func hold(n int) string {
	if n == 1 {
		return "is held beside it"
	}
	return "they hold"
}
