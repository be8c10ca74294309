package usage

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/schema"
)

// Demand is what was needed of a target, by grants and members: what is left when
// all goes that, with some confidence, nobody used.
type Demand struct {
	// Rows are the rows of the table with what was needed of each, in its order.
	Rows []RowDemand
	// Members are the members of the table, in its order.
	Members []MemberDemand
	// Days is how many days had requests.
	Days int
}

// RowDemand is what was needed of a row: all of it where Whole says why, else Needs,
// which may be nothing.
type RowDemand struct {
	Row   *bundle.Grant
	Whole string
	Needs []Need
}

// Need is a scope on which a row was needed.
type Need struct {
	Database, Collection string
	Uses                 int
}

// MemberDemand is whether a member was needed. Keep says why it stays; empty: it goes.
type MemberDemand struct {
	Member *bundle.Member
	Keep   string
	Uses   int
}

// Why something stays as it is, besides having been used.
const (
	keptConditional = "under a condition"
	keptUntraced    = "leaves no trace"
	keptPossible    = "may have been used"
	keptUnsure      = "too little is known"
	keptWide        = "used on many scopes"
	keptImplicit    = "everyone holds it"
	keptVendor      = "the vendor's own"
	keptProtected   = "protected"
	keptNothing     = "gives nothing that can be told"
	keptUsed        = "used"
)

// Demand says what is left where everything goes of which the confidence that it was not
// used is at least so many percent. Protected roles, what is under a condition, what
// everyone holds and what leaves no trace stay.
func (t *Tally) Demand(lines *Lines, percent int) *Demand {
	t.ofRoles = map[string]roleFacts{}
	d := &Demand{Days: len(t.all.days)}
	protected := map[string]bool{}
	if m := t.x.g.Model; m != nil {
		for _, r := range m.Roles {
			protected[r.Name] = r.Decl.Protected
		}
	}
	for i := range t.x.table.Grants {
		d.Rows = append(d.Rows, t.rowDemand(lines, int32(i), percent, protected))
	}
	for i := range t.x.table.Members {
		d.Members = append(d.Members, t.memberDemand(lines, i, percent, protected))
	}
	return d
}

func (t *Tally) rowDemand(lines *Lines, i int32, percent int, protected map[string]bool) RowDemand {
	row, u := &t.x.table.Grants[i], &t.rows[i]
	d := RowDemand{Row: row}
	switch {
	case t.x.grantOf[i] < 0:
		d.Whole = keptVendor
	case protected[row.Role]:
		d.Whole = keptProtected
	case t.x.roles[row.Role].implicit:
		d.Whole = keptImplicit
	case row.Condition != "":
		d.Whole = keptConditional
	case !t.traced(row):
		d.Whole = keptUntraced
	case u.Possible > 0:
		d.Whole = keptPossible
	case u.wide:
		d.Whole = keptWide
	case t.confidence(lines, []string{row.Privilege}, t.facts(t.x.roles[row.Role]).requests).Percent < percent:
		d.Whole = keptUnsure
	}
	for s, n := range u.enough {
		if d.Whole == "" && !t.writable(s, row) {
			d.Whole = keptUsed
		}
		d.Needs = append(d.Needs, Need{s.database, s.collection, *n})
	}
	slices.SortFunc(d.Needs, func(a, b Need) int {
		return cmp.Or(strings.Compare(a.Database, b.Database), strings.Compare(a.Collection, b.Collection))
	})
	return d
}

// writable reports whether a policy can name a scope in place of that of a row: its
// inventory knows it, and it is a name.
func (t *Tally) writable(s scope, row *bundle.Grant) bool {
	names := t.x.g.Catalog
	return (s.database == row.Database || fitsRule(names.NameRule("database"), s.database)) &&
		(s.collection == row.Collection || fitsRule(names.NameRule("collection"), s.collection)) && t.x.inInventory(s)
}

// fitsRule reports whether a server has names like this one.
func fitsRule(rule *schema.NameRule, name string) bool {
	if rule == nil {
		return false
	}
	ok, err := regexp.MatchString(rule.Pattern, name)
	return ok && err == nil && utf8.RuneCountInString(name) <= rule.Max
}

// inInventory reports whether a policy that lists databases, or the collections of
// one, lists this one.
func (x *index) inInventory(s scope) bool {
	m := x.g.Model
	if m == nil || len(m.Target.Databases) == 0 || s.database == bundle.Any {
		return true
	}
	for _, d := range m.Target.Databases {
		if d.Name.Value != s.database {
			continue
		}
		return s.collection == bundle.Any || len(d.Collections) == 0 || slices.ContainsFunc(d.Collections, func(c schema.Text) bool { return c.Value == s.collection })
	}
	return false
}

func (t *Tally) memberDemand(lines *Lines, i int, percent int, protected map[string]bool) MemberDemand {
	m := &t.x.table.Members[i]
	r := t.x.roles[m.Role]
	d := MemberDemand{Member: m, Uses: t.members[i].Uses}
	facts := t.facts(r)
	switch {
	case strings.HasPrefix(m.Source, "catalog:"):
		d.Keep = keptVendor
	case protected[m.Role]:
		d.Keep = keptProtected
	case t.required[i] > 0:
		d.Keep = keptUsed
	case len(r.all) == 0:
		d.Keep = keptNothing
	case t.members[i].Possible+t.roles[m.Role].someone > 0:
		d.Keep = keptPossible
	case facts.conditional:
		d.Keep = keptConditional
	case facts.untraced:
		d.Keep = keptUntraced
	case t.confidenceOver(lines, facts.days, t.principals[m.Principal]).Percent < percent:
		d.Keep = keptUnsure
	}
	return d
}
