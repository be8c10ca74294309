package query

import (
	"cmp"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/bundle"
)

// Opened is what a change opens besides what is asked for: every piece of access
// that a known principal would gain by it and is not given already, none twice.
type Opened struct {
	Rows       int    `json:"rows"`       // over all principals
	Principals int    `json:"principals"` // who gain any
	Risk       string `json:"risk"`       // the worst of what is gained; empty for nothing
	// Access lists it, the worst first, then by principal and scope; at most 20 of it.
	Access []OpenedAccess `json:"access"`
}

// OpenedAccess is a piece of access that somebody gains.
type OpenedAccess struct {
	Principal  string `json:"principal"`
	Privilege  string `json:"privilege"`
	Database   string `json:"database"`
	Collection string `json:"collection"`
	Condition  string `json:"condition"`
	Risk       string `json:"risk"`
	Project    string `json:"project,omitempty"`
}

// mostOpened is how much of what a change opens is listed.
const mostOpened = 20

// risks are how privileges are ranked, the worst first.
var risks = []string{"admin", "destructive", "write", "read"}

// change is what a suggestion comes to in the table: members and rows more.
type change struct {
	members []bundle.Member // they never expire, or as late as they say
	rows    []bundle.Grant
}

// gain is what one principal gains by a change.
type gain struct {
	held  []holding // before
	added []holding
}

// gains says who is concerned by a change, and how.
func (g *Ground) gains(c *change) map[string]*gain {
	l := g.sorted()
	all := map[string]*gain{}
	of := func(principal string) *gain {
		if all[principal] == nil {
			all[principal] = &gain{held: l.holdings(principal)}
		}
		return all[principal]
	}
	for i := range c.rows {
		for _, principal := range l.holders[c.rows[i].Role] {
			of(principal)
		}
	}
	for i := range c.members {
		m := &c.members[i]
		if h := (holding{m.Role, m.Project}); l.active(m) {
			p := of(m.Principal)
			p.added = append(p.added, h)
		}
	}
	for _, p := range all {
		p.added = slices.DeleteFunc(distinctHoldings(p.added), func(h holding) bool {
			return slices.Contains(p.held, h) || slices.Contains(p.held, holding{role: h.role})
		})
	}
	return all
}

// gained lists what a principal gains by a change: each piece once, and none that a
// wider one says or that was given before.
func (g *Ground) gained(p *gain, c *change) []key {
	l := g.sorted()
	pieces := map[key]bool{}
	take := func(rows []bundle.Grant, h holding) {
		for i := range rows {
			if r := &rows[i]; r.Role == h.role {
				pieces[key{r.Privilege, r.Database, r.Collection, r.Condition, h.project}] = true
			}
		}
	}
	for _, h := range p.held {
		take(c.rows, h)
	}
	for _, h := range p.added {
		take(g.rowsOf(h.role), h)
		take(c.rows, h)
	}
	var out []key
	for k := range pieces {
		if !l.gives(p.held, k) && !contained(pieces, k) {
			out = append(out, k)
		}
	}
	slices.SortFunc(out, compareKeys)
	return out
}

func compareKeys(a, b key) int {
	return cmp.Or(strings.Compare(a.database, b.database), strings.Compare(a.collection, b.collection), strings.Compare(a.privilege, b.privilege),
		strings.Compare(a.condition, b.condition), strings.Compare(a.project, b.project))
}

// contained reports whether another piece has all of one.
func contained(pieces map[key]bool, k key) bool {
	for _, project := range atLeast(k.project, "") {
		for wider := range k.wider() {
			wider.project = project
			if wider != k && pieces[wider] {
				return true
			}
		}
	}
	return false
}

// rowsOf gives the rows of a role, also of one of the vendor's that nobody holds
// yet and that the table therefore does not speak of.
func (g *Ground) rowsOf(role string) []bundle.Grant {
	if rows := g.sorted().rowsOf(role); len(rows) > 0 {
		return rows
	}
	if r := g.Catalog.VendorRole(role); r != nil {
		return g.builtinRows(r)
	}
	return nil
}

// opened says what a change opens besides what is asked for by a principal.
func (w *wayfinder) opened(c *change) Opened {
	o := Opened{Access: []OpenedAccess{}}
	shared := map[string][]key{} // by what is held and added: many hold the same
	all := w.ground.gains(c)
	names := make([]string, 0, len(all))
	for principal := range all {
		names = append(names, principal)
	}
	slices.Sort(names)
	for _, principal := range names {
		sign := all[principal].sign()
		pieces, ok := shared[sign]
		if !ok {
			pieces = w.ground.gained(all[principal], c)
			shared[sign] = pieces
		}
		before := o.Rows
		for _, k := range pieces {
			if principal != w.principal || !w.answers(k) {
				o.add(w.ground, principal, k)
			}
		}
		if o.Rows > before {
			o.Principals++
		}
	}
	o.sort()
	return o
}

// answers reports whether a piece of access is no more than what is asked for.
func (w *wayfinder) answers(k key) bool {
	return slices.Contains(w.asked.Privileges, k.privilege) && w.asked.within(k.database, k.collection)
}

func (p *gain) sign() string {
	var b strings.Builder
	for _, list := range [][]holding{p.held, p.added} {
		for _, h := range list {
			b.WriteString(h.role + "\x00" + h.project + "\x00")
		}
		b.WriteByte(1)
	}
	return b.String()
}

func (o *Opened) add(g *Ground, principal string, k key) {
	o.Rows++
	risk := g.risk(k.privilege)
	if o.Risk == "" || rankRisk(risk) < rankRisk(o.Risk) {
		o.Risk = risk
	}
	a := OpenedAccess{principal, k.privilege, k.database, k.collection, k.condition, risk, k.project}
	if len(o.Access) >= 4*mostOpened { // keep the worst of what there is so far
		o.sort()
	}
	o.Access = append(o.Access, a)
}

// sort puts the worst first and keeps as much as is listed.
func (o *Opened) sort() {
	slices.SortStableFunc(o.Access, func(a, b OpenedAccess) int {
		return cmp.Or(rankRisk(a.Risk)-rankRisk(b.Risk), strings.Compare(a.Principal, b.Principal),
			compareKeys(key{a.Privilege, a.Database, a.Collection, a.Condition, a.Project}, key{b.Privilege, b.Database, b.Collection, b.Condition, b.Project}))
	})
	o.Access = o.Access[:min(len(o.Access), mostOpened)]
}

// rankRisk is 0 for the worst.
func rankRisk(risk string) int {
	if i := slices.Index(risks, risk); i >= 0 {
		return i
	}
	return len(risks)
}
