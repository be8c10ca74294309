package query

import (
	"cmp"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/schema"
)

// Suggestion is a change that would make an answer a yes, and what it would open
// besides.
type Suggestion struct {
	Kind    SuggestionKind `json:"kind"`
	Change  string         `json:"change"`  // what to do, in a sentence
	Address string         `json:"address"` // what is changed: as a policy refers to it, or the object of a state
	Source  string         `json:"source"`  // where it stands; empty for what is new
	Write   string         `json:"write"`   // the block to add; empty where one is changed
	Note    string         `json:"note"`    // what else it takes; mostly empty
	Opens   Opened         `json:"opens"`

	// What is changed, for whoever carries it out.
	Binding    *schema.Binding `json:"-"`
	Grant      *schema.Grant   `json:"-"`
	Role       string          `json:"role"`
	Privilege  string          `json:"privilege"`
	Database   string          `json:"database"`
	Collection string          `json:"collection"`

	change change
}

// SuggestionKind says what a suggestion does.
type SuggestionKind string

// The kinds of suggestions. Of those that open as much, the earlier is preferred:
// it changes what is there.
const (
	AddToBinding SuggestionKind = "add_to_binding"
	RenewBinding SuggestionKind = "renew_binding"
	BindRole     SuggestionKind = "bind_role"
	WidenGrant   SuggestionKind = "widen_grant"
	AddPrivilege SuggestionKind = "add_privilege"
	NewGrant     SuggestionKind = "new_grant"
	NewRole      SuggestionKind = "new_role"
)

var suggestionKinds = []SuggestionKind{AddToBinding, RenewBinding, BindRole, WidenGrant, AddPrivilege, NewGrant, NewRole}

const (
	mostSuggestions = 10
	// mostWeighed is how many rows of roles are weighed against what a principal has.
	mostWeighed = 200_000
)

// suggestions lists changes that make it a yes, those first that open least to
// fewest, and counts roles that were not weighed.
func (w *wayfinder) suggestions() ([]Suggestion, int) {
	var all []Suggestion
	roles, left := w.rolesThatGive()
	for _, role := range roles {
		all = append(all, w.bindings(role)...)
	}
	all = append(all, w.renewals()...)
	if w.grantable() {
		all = append(all, w.widened()...)
		all = append(all, w.extended()...)
		all = append(all, w.granted()...)
		all = append(all, w.ownRole())
	}
	all = slices.DeleteFunc(all, func(s Suggestion) bool { return !w.enough(&s.change) })
	for i := range all {
		all[i].Opens = w.opened(&all[i].change)
	}
	slices.SortStableFunc(all, func(a, b Suggestion) int {
		return cmp.Or(cmp.Compare(a.Opens.Rows, b.Opens.Rows), cmp.Compare(a.Opens.Principals, b.Opens.Principals),
			slices.Index(suggestionKinds, a.Kind)-slices.Index(suggestionKinds, b.Kind), strings.Compare(a.Address, b.Address), strings.Compare(a.Source, b.Source))
	})
	return append([]Suggestion{}, all[:min(len(all), mostSuggestions)]...), left
}

// needs lists the privileges that are not given for certain.
func (w *wayfinder) needs() []string {
	var needs []string
	for _, p := range w.asked.Privileges {
		if w.found[p] != Yes {
			needs = append(needs, p)
		}
	}
	return needs
}

// counts reports whether a row gives some of what is asked for, for certain.
func (w *wayfinder) counts(row *bundle.Grant) bool {
	if !slices.Contains(w.asked.Privileges, row.Privilege) || !w.asked.meets(row.Database, row.Collection) {
		return false
	}
	if row.Condition == "" {
		return true
	}
	c := w.condition(&bundle.Access{Privilege: row.Privilege, Database: row.Database, Collection: row.Collection, Condition: row.Condition})
	return c.Holds == Yes
}

// enough reports whether a change makes it a yes.
func (w *wayfinder) enough(c *change) bool {
	l := w.ground.sorted()
	held := l.holdings(w.principal)
	var added []string
	for i := range c.members {
		if m := &c.members[i]; m.Principal == w.principal && l.active(m) && w.inProject(m.Project) {
			added = append(added, m.Role)
		}
	}
	given := map[string]bool{}
	note := func(rows []bundle.Grant, role string) {
		for i := range rows {
			if rows[i].Role == role && w.counts(&rows[i]) {
				given[rows[i].Privilege] = true
			}
		}
	}
	for _, h := range held {
		if w.inProject(h.project) {
			note(c.rows, h.role)
		}
	}
	for _, role := range added {
		note(c.rows, role)
		note(w.ground.rowsOf(role), role)
	}
	return !slices.ContainsFunc(w.needs(), func(p string) bool { return !given[p] })
}

// rolesThatGive lists the roles that give all that is needed and are not held,
// those with few rows first, and counts those beyond what is weighed.
func (w *wayfinder) rolesThatGive() (roles []string, left int) {
	l := w.ground.sorted()
	held := l.holdings(w.principal)
	sizes := map[string]int{}
	consider := func(role string, rows []bundle.Grant) {
		r := w.ground.Catalog.VendorRole(role)
		if w.ground.implicit(role) || bundle.IsToken(role) || slices.Contains(held, holding{role: role}) || r != nil && (r.Of == "project" || r.Implicit) {
			return
		}
		given := map[string]bool{}
		for i := range rows {
			if w.counts(&rows[i]) {
				given[rows[i].Privilege] = true
			}
		}
		if !slices.ContainsFunc(w.needs(), func(p string) bool { return !given[p] }) {
			roles = append(roles, role)
			sizes[role] = len(rows)
		}
	}
	for rest := l.rows; len(rest) > 0; {
		rows := l.rowsOf(rest[0].Role)
		consider(rest[0].Role, rows)
		rest = rest[len(rows):]
	}
	for i := range w.ground.Catalog.Roles {
		if r := &w.ground.Catalog.Roles[i]; r.Unknown == "" && len(l.rowsOf(r.Name)) == 0 {
			consider(r.Name, w.ground.builtinRows(r))
		}
	}
	slices.SortFunc(roles, func(a, b string) int { return cmp.Or(sizes[a]-sizes[b], strings.Compare(a, b)) })
	weighed := 0
	for i, role := range roles {
		if weighed += sizes[role]; weighed > mostWeighed && i > 0 {
			return roles[:i], len(roles) - i
		}
	}
	return roles, 0
}

// grantable reports whether what is asked for can be granted to a role of one's own.
func (w *wayfinder) grantable() bool {
	for _, name := range w.needs() {
		if p := w.ground.Catalog.Privilege(name); p == nil || p.Level == schema.LevelOperation || p.OwnerOnly {
			return false
		}
	}
	if b := w.ground.Catalog.Group(w.asked.stored); w.asked.Group && b != nil && b.Legacy {
		return false
	}
	return true
}
