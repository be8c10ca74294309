package diff

import (
	"time"

	"github.com/rolecall/rolecall/schema"
)

// Revision is what two revisions of a policy are compared by, for one target.
// Nothing of it is changed.
type Revision struct {
	// Base and Model are the policy as it was and as it is; one of them may be
	// nil, where that revision does not have the target.
	Base, Model *schema.Model
	// Now is the moment by which bindings have expired, in both.
	Now time.Time
	// Databases are known besides what the policies list, as from a state; may be nil.
	Databases []schema.StateDatabase
	// Findings are carried along for reports. May be nil.
	Findings []schema.Finding
}

// Revise says what a change of a policy changes, and who gains or loses what by
// it. Both revisions are taken as they compile: grants with a condition are
// among them, under that condition and no other, since it may hold; a grant
// that the server is given without its condition gives more than one that only
// services know. What an expired binding gave nobody has. The mode of unmanaged
// objects plays no part: what a policy no longer says it no longer gives.
func Revise(in Revision) *Result {
	r := newRevision(in)
	r.moves()
	r.target()
	r.roles()
	r.groups()
	r.grants()
	r.members()
	r.users()
	r.tokens()
	r.access()
	r.unpublished()
	r.out.sort()
	return r.out
}

// revision is the work in hand.
type revision struct {
	in       Revision
	was, is  *policyLedger
	renamed  map[string]string // roles: new name to old
	sameSite bool              // both revisions are for the same version, settings and aliases
	changed  map[string]bool   // groups that do not have the same members
	out      *Result
}

func newRevision(in Revision) *revision {
	base, model := in.Base, in.Model
	if base == nil {
		base = without(model)
	}
	if model == nil {
		model = without(base)
	}
	r := &revision{in: in, was: newPolicyLedger(base), is: newPolicyLedger(model), renamed: map[string]string{}, changed: map[string]bool{}}
	r.sameSite = sameSite(base, model)
	for name := range r.was.model.Expander().Groups {
		r.changed[name] = true
	}
	for name, members := range r.is.model.Expander().Groups {
		r.changed[name] = !sameSet(r.was.model.Expander().Groups[name], members)
	}
	r.out = &Result{
		Target:   Target{Kind: model.Target.Kind, Name: model.Target.ID(), Version: model.Catalog.Exact()},
		Findings: in.Findings, Scoped: model.Catalog.Behaviour.Scoped, Base: base, Model: model, revision: r,
	}
	return r
}

// without is the same target with a policy that says nothing.
func without(m *schema.Model) *schema.Model {
	empty, _ := schema.Resolve(&schema.Document{Target: m.Target}, m.Catalog, false)
	return empty
}

// sameSite reports whether equal grants give equal rows in both revisions.
func sameSite(a, b *schema.Model) bool {
	if a.Catalog.Kind != b.Catalog.Kind || a.Catalog.Version != b.Catalog.Version || a.Catalog.Exact() != b.Catalog.Exact() {
		return false
	}
	for _, def := range a.Catalog.Settings {
		if a.Target.Setting(def.Name, def.Default) != b.Target.Setting(def.Name, def.Default) {
			return false
		}
	}
	return sameAliases(a.Target, b.Target)
}

func sameAliases(a, b *schema.Target) bool {
	list := func(t *schema.Target) map[[2]string]string {
		out := map[[2]string]string{}
		for _, d := range t.Databases {
			for _, al := range d.Aliases {
				out[[2]string{d.Name.Value, al.Alias.Value}] = al.Collection
			}
		}
		return out
	}
	x, y := list(a), list(b)
	for k, v := range x {
		if y[k] != v {
			return false
		}
	}
	return len(x) == len(y)
}

// moves renames roles of the base as moved blocks say, where the base has the
// old name and not the new one, and the policy no longer declares the old.
func (r *revision) moves() {
	for _, mv := range r.is.model.Document.Moved {
		from := r.former(mv.From)
		if mv.To.Ref == nil || from == "" || r.was.named[from] == nil || r.is.named[from] != nil {
			continue
		}
		to := r.is.model.Referred(mv.To.Ref)
		if to == nil || r.was.named[to.Name] != nil || r.is.model.Catalog.VendorRole(from) != nil || r.is.model.Catalog.VendorRole(to.Name) != nil {
			continue
		}
		r.was.rename(from, to.Name)
		r.renamed[to.Name] = from
		r.out.Changes = append(r.out.Changes, Change{
			Kind: KindRole, Action: Move, Address: to.Address, Source: mv.Range.String(),
			Before: schema.StateRole{Name: from, Description: r.was.named[to.Name][0].Decl.Description.Value},
			After:  schema.StateRole{Name: to.Name, Description: to.Decl.Description.Value},
		})
	}
}

// former is what the base calls the role that a moved block names; the base may
// still declare it, and then says.
func (r *revision) former(n schema.Name) string {
	if n.Ref != nil && n.Ref.Kind == "role" && r.is.model.Referred(n.Ref) == nil {
		if role := r.was.model.Referred(n.Ref); role != nil {
			return role.Name
		}
	}
	return r.is.model.VendorName(n)
}

// access compares what principals may do in both revisions.
func (r *revision) access() {
	catalogs := []*schema.Catalog{r.is.model.Catalog}
	if !r.sameSite {
		catalogs = append(catalogs, r.was.model.Catalog)
	}
	n := newNumbers(catalogs, all(r.was.mentioned, r.is.mentioned, listed(r.in.Databases)))
	a := &Access{numbers: n, before: r.was.book(n), after: r.is.book(n), renamed: r.renamed}
	r.out.Access = a
	a.compare(classify(r.was.hands(r.in.Now), r.is.hands(r.in.Now)), r.same)
}

// unpublished says of roles that somebody comes to hold that what they give is not known.
func (r *revision) unpublished() {
	told := map[string]bool{}
	for i := range r.out.Changes {
		m, ok := r.out.Changes[i].After.(Member)
		if !ok || told[m.Role] {
			continue
		}
		told[m.Role] = true
		if v := r.is.model.Catalog.VendorRole(m.Role); v != nil && v.Unknown != "" {
			r.out.Unknown = append(r.out.Unknown, unpublishedRole(v, v.Bypass || len(v.Grants) > 0))
		}
	}
}
