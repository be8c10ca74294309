package schema

import (
	"fmt"
	"slices"
	"strings"
)

// Resolve says what a document means on the target its catalog describes. The
// model holds what could be resolved, whatever the findings. With broken set,
// names that resolve to nothing are not reported: what declares them may stand
// in a file that did not parse.
func Resolve(doc *Document, cat *Catalog, broken bool) (*Model, []Finding) {
	cat = cat.Redefined(doc.Target.Groups)
	r := &resolver{
		doc: doc, cat: cat, broken: broken,
		model:      &Model{Document: doc, Target: doc.Target, Catalog: cat},
		groups:     map[string]*Group{},
		roles:      map[string]*Role{},
		conditions: map[string]*Condition{},
		inline:     map[string]*Condition{},
		unlisted:   map[string]*BuiltinRole{},
	}
	r.checkTarget()
	r.duplicates()
	r.declareGroups()
	r.declareConditions()
	r.declareRoles()
	r.linkIncludes()
	r.linkBindings()
	r.linkConstraints()
	r.linkTests()
	r.checkReferences()
	r.model.prepareRows()
	return r.model, r.findings
}

type resolver struct {
	doc        *Document
	cat        *Catalog
	broken     bool
	model      *Model
	groups     map[string]*Group // by address
	roles      map[string]*Role
	conditions map[string]*Condition // by label
	inline     map[string]*Condition // by ID
	unlisted   map[string]*BuiltinRole
	grants     int // single ones, so far
	findings   []Finding
}

// declared is a block as far as names must be unique.
type declared struct {
	kind  string
	block *Block
	name  Text // the vendor's name; empty where the block has none
}

// duplicates reports blocks of one kind with the same label or the same vendor name.
func (r *resolver) duplicates() {
	var all []declared
	for _, g := range r.doc.Groups {
		all = append(all, declared{"privilege_group", &g.Block, g.Name})
	}
	for _, x := range r.doc.Roles {
		all = append(all, declared{"role", &x.Block, x.Name})
	}
	for _, x := range r.doc.Bindings {
		all = append(all, declared{"binding", &x.Block, Text{}})
	}
	for _, x := range r.doc.Conditions {
		all = append(all, declared{"condition", &x.Block, Text{}})
	}
	for _, x := range r.doc.Users {
		all = append(all, declared{"user", &x.Block, Text{}})
	}
	for _, x := range r.doc.Tokens {
		all = append(all, declared{"token", &x.Block, Text{}})
	}
	for _, x := range r.doc.Attributes {
		all = append(all, declared{"attribute." + x.Namespace.Value, &x.Block, Text{}})
	}
	for _, x := range r.doc.Invariants {
		all = append(all, declared{"invariant", &x.Block, Text{}})
	}
	for _, x := range r.doc.Separations {
		all = append(all, declared{"separation", &x.Block, Text{}})
	}
	for _, x := range r.doc.Boundaries {
		all = append(all, declared{"boundary", &x.Block, Text{}})
	}
	for _, x := range r.doc.Tests {
		all = append(all, declared{"test", &x.Block, Text{}})
	}
	addresses, names := map[string]*Block{}, map[string]*Block{}
	for _, d := range all {
		address := d.block.Address(d.kind)
		first, again := addresses[address]
		if again {
			r.duplicate(fmt.Sprintf("%s is declared twice", address), address, d.block.Range, first.Range)
			continue
		}
		addresses[address] = d.block
		if d.name.Value == "" {
			continue
		}
		name := d.kind + "\x00" + d.name.Value
		if first, again := names[name]; again {
			r.duplicate(fmt.Sprintf("two %ss are called %q on the target", words(d.kind), d.name.Value), address, d.name.Range, first.Range)
			continue
		}
		names[name] = d.block
	}
}

func (r *resolver) duplicate(message, subject string, at, first Range) {
	if at.IsZero() {
		at = first
	}
	r.report(Finding{
		Rule: "RC003", Severity: Error, Message: message, Range: at, Subject: subject,
		Help:    "only the first one counts here; rename or remove one of them",
		Related: []Related{{Message: "first declared here", Range: first}},
	})
}

// words writes a block type as a person would.
func words(kind string) string { return strings.ReplaceAll(kind, "_", " ") }

func (r *resolver) report(f Finding) {
	f.Target = r.doc.Target.ID()
	r.findings = append(r.findings, f)
}

// unknown reports a reference to nothing, unless a broken file may hold what it means.
func (r *resolver) unknown(what string, at Range, candidates []string, given string) {
	if r.broken {
		return
	}
	help := ""
	if near := Nearest(given, candidates); near != "" {
		help = fmt.Sprintf("did you mean %s?", near)
	}
	r.report(Finding{Rule: "RC004", Severity: Error, Message: what, Help: help, Range: at, Subject: given})
}

func (r *resolver) declareGroups() {
	for _, d := range r.doc.Groups {
		g := &Group{Decl: d, Name: d.Name.Value, Address: d.Address("privilege_group")}
		if r.groups[g.Address] != nil {
			continue
		}
		r.groups[g.Address] = g
		r.model.Groups = append(r.model.Groups, g)
	}
	for _, g := range r.model.Groups {
		g.Items = r.items(g.Decl.Privileges)
	}
}

func (r *resolver) declareConditions() {
	for _, d := range r.doc.Conditions {
		if d.Expression == nil || r.conditions[d.Label.Value] != nil {
			continue
		}
		if strings.HasPrefix(d.Label.Value, inlinePrefix) {
			r.report(Finding{
				Rule: "RC002", Severity: Error, Range: d.Label.Range, Subject: d.Address("condition"),
				Message: fmt.Sprintf("a condition cannot be called %q", d.Label.Value),
				Help:    "names that start with " + inlinePrefix + " are those of conditions that grants write in place",
			})
			continue // what refers to it gives nothing
		}
		c := &Condition{ID: d.Label.Value, Expression: d.Expression, Decl: d}
		r.conditions[c.ID] = c
		r.model.Conditions = append(r.model.Conditions, c)
	}
}

func (r *resolver) declareRoles() {
	named := map[string]bool{}
	for _, d := range r.doc.Roles {
		role := &Role{Decl: d, Name: d.Name.Value, Address: d.Address("role")}
		if r.roles[role.Address] != nil {
			continue
		}
		r.roles[role.Address] = role
		if named[role.Name] {
			continue // told as a duplicate: the first of a name counts
		}
		named[role.Name] = true
		r.model.Roles = append(r.model.Roles, role)
		for _, g := range d.Grants {
			grant := &Grant{Decl: g, Role: role, Items: r.items(g.Privileges)}
			if r.tooMany(role, grant) {
				continue
			}
			if g.Condition != nil {
				var ok bool
				if grant.Condition, ok = r.condition(g.Condition); !ok {
					continue // the grant must not become unconditional
				}
			}
			role.Grants = append(role.Grants, grant)
		}
	}
}

// lost reports whether a block that could not be read declares what a reference means.
func (r *resolver) lost(ref *Ref) bool { return r.doc.Lost[RefAddress(ref.Kind, ref.Label, "", false)] }

// maxGrants bounds the single grants of a target: privileges times databases times collections.
const maxGrants = 2_000_000

// tooMany reports a grant that takes the target over what it may hold; it gives nothing.
func (r *resolver) tooMany(role *Role, g *Grant) bool {
	r.grants += max(len(g.Items), 1) * max(len(g.Decl.Databases), 1) * max(len(g.Decl.Collections), 1)
	if r.grants <= maxGrants {
		return false
	}
	r.report(Finding{
		Rule: "RC007", Severity: Error, Range: g.Decl.Range, Subject: role.Address,
		Message: fmt.Sprintf("the target has more than %d single grants: privileges times databases times collections", maxGrants),
		Help:    "this grant and those after it give nothing; grant on \"*\", or name fewer",
	})
	return true
}

// condition links a grant's condition; ok is false where it resolves to nothing.
func (r *resolver) condition(use *ConditionUse) (*Condition, bool) {
	if use.Ref != nil {
		c := r.conditions[use.Ref.Label]
		if c == nil && !r.lost(use.Ref) {
			r.unknown(fmt.Sprintf("%s is not declared", use.Ref.Address()), use.Range, r.conditionAddresses(), use.Ref.Address())
		}
		return c, c != nil
	}
	if use.Expression == nil {
		return nil, false
	}
	id := InlineConditionID(use.Expression.Value)
	c := r.inline[id]
	if c == nil {
		c = &Condition{ID: id, Expression: use.Expression}
		r.inline[id] = c
		r.model.Conditions = append(r.model.Conditions, c)
	}
	return c, true
}

// items looks up a list of privileges. References to nothing are reported and
// left out; a bare name that is unknown stays, as an item of kind unknown.
func (r *resolver) items(names []Name) []Item {
	items := make([]Item, 0, len(names))
	for _, n := range names {
		if n.Ref == nil {
			items = append(items, r.named(n.Text))
			continue
		}
		g := r.groups[n.Ref.Address()]
		if n.Ref.Kind != "privilege_group" || g == nil {
			r.unknownRef(n, "privilege_group")
			continue
		}
		items = append(items, Item{Kind: ItemGroup, Name: Text{Value: n.Ref.Address(), Range: n.Range}, Group: g})
	}
	return items
}

func (r *resolver) named(t Text) Item {
	if t.Value == "*" && r.cat.Behaviour.Wildcard != "" {
		return Item{Kind: ItemWildcard, Name: t}
	}
	if p := r.cat.Privilege(t.Value); p != nil {
		return Item{Kind: ItemPrivilege, Name: t, Privilege: p}
	}
	if g := r.cat.Group(t.Value); g != nil {
		kind := ItemBuiltin
		if g.Legacy {
			kind = ItemLegacy
		}
		return Item{Kind: kind, Name: t, Builtin: g}
	}
	return Item{Kind: ItemUnknown, Name: t}
}

// unknownRef reports a reference that is of the wrong kind or declared nowhere.
func (r *resolver) unknownRef(n Name, want string) {
	if n.Ref.Kind != want {
		r.report(Finding{
			Rule: "RC004", Severity: Error, Range: n.Range, Subject: n.Ref.Address(),
			Message: fmt.Sprintf("%s is a %s, where a %s is wanted", n.Ref.Address(), words(n.Ref.Kind), words(want)),
		})
		return
	}
	if r.lost(n.Ref) {
		return
	}
	candidates := r.roleAddresses()
	if want == "privilege_group" {
		candidates = r.groupAddresses()
	}
	where := fmt.Sprintf("target %q", r.doc.Target.Name)
	if r.doc.Target.Key != "" {
		where = "this target" // instances say the same in the same words; labels tell which they are
	}
	r.unknown(fmt.Sprintf("%s is not declared for %s", n.Ref.Address(), where), n.Range, candidates, n.Ref.Address())
}

func (r *resolver) roleAddresses() []string {
	names := make([]string, 0, len(r.model.Roles))
	for _, x := range r.model.Roles {
		names = append(names, x.Address)
	}
	return names
}

func (r *resolver) groupAddresses() []string {
	names := make([]string, 0, len(r.model.Groups))
	for _, x := range r.model.Groups {
		names = append(names, x.Address)
	}
	return names
}

func (r *resolver) conditionAddresses() []string {
	names := make([]string, 0, len(r.conditions))
	for id := range r.conditions {
		names = append(names, RefAddress("condition", id, "", false))
	}
	slices.Sort(names)
	return names
}

// linkIncludes links the includes of every role, cuts cycles and flattens.
func (r *resolver) linkIncludes() {
	for _, role := range r.model.Roles {
		for _, n := range role.Decl.Includes {
			if n.Ref == nil {
				r.report(Finding{
					Rule: "RC004", Severity: Error, Range: n.Range, Subject: role.Address,
					Message: fmt.Sprintf("%q is not a role of this policy", n.Value),
					Help:    fmt.Sprintf("includes takes references such as role.base; bind a role of the vendor beside %s instead", role.Address),
				})
				continue
			}
			inc := r.roles[n.Ref.Address()]
			if n.Ref.Kind != "role" || inc == nil {
				r.unknownRef(n, "role")
				continue
			}
			role.Includes = append(role.Includes, Include{Role: inc, Range: n.Range})
		}
	}
	r.cutCycles()
	r.checkDepth()
	for _, role := range r.model.Roles {
		role.flat = flatten(role)
	}
}

// cutCycles reports every include that closes a cycle and takes it out, so that flattening ends.
func (r *resolver) cutCycles() {
	const (
		unseen = iota
		open
		done
	)
	state := map[*Role]int{}
	var path []*Role
	var visit func(role *Role)
	visit = func(role *Role) {
		state[role] = open
		path = append(path, role)
		kept := role.Includes[:0]
		for _, inc := range role.Includes {
			if state[inc.Role] == open {
				r.cycle(path[slices.Index(path, inc.Role):], inc)
				continue
			}
			if state[inc.Role] == unseen {
				visit(inc.Role)
			}
			kept = append(kept, inc)
		}
		role.Includes = kept
		path = path[:len(path)-1]
		state[role] = done
	}
	for _, role := range r.model.Roles {
		if state[role] == unseen {
			visit(role)
		}
	}
}

func (r *resolver) cycle(path []*Role, closing Include) {
	var names []string
	for _, role := range path {
		names = append(names, role.Address)
	}
	names = append(names, closing.Role.Address)
	r.report(Finding{
		Rule: "RC005", Severity: Error, Range: closing.Range, Subject: closing.Role.Address,
		Message: "roles include each other in a circle: " + strings.Join(names, " → "),
		Help:    "take one of the includes out; shared grants belong in a role of their own that both include",
	})
}

// maxIncludes is how deep includes may nest: deeper ones are not followed.
const maxIncludes = 32

// checkDepth reports roles whose includes nest deeper than they are followed.
func (r *resolver) checkDepth() {
	depth := map[*Role]int{}
	var measure func(role *Role) int
	measure = func(role *Role) int {
		if d, known := depth[role]; known {
			return d
		}
		deepest := 0
		for _, inc := range role.Includes {
			deepest = max(deepest, measure(inc.Role)+1)
		}
		depth[role] = deepest
		return deepest
	}
	for _, role := range r.model.Roles {
		if measure(role) > maxIncludes {
			r.report(Finding{
				Rule: "RC007", Severity: Error, Range: role.Decl.Range, Subject: role.Address,
				Message: fmt.Sprintf("the includes of %s nest more than %d deep", role.Address, maxIncludes),
				Help:    "what lies deeper is not taken over; include the roles directly",
			})
		}
	}
}

// flatten lists a role's own grants, then those of its includes breadth first,
// so that each grant comes by its shortest way.
func flatten(role *Role) []Flat {
	type step struct {
		role *Role
		via  []string
	}
	seen := map[*Role]bool{role: true}
	queue := []step{{role: role}}
	flat := make([]Flat, 0, len(role.Grants))
	for len(queue) > 0 {
		s := queue[0]
		queue = queue[1:]
		for _, g := range s.role.Grants {
			flat = append(flat, Flat{Grant: g, Via: s.via})
		}
		for _, inc := range s.role.Includes {
			if seen[inc.Role] || len(s.via) == maxIncludes {
				continue
			}
			seen[inc.Role] = true
			queue = append(queue, step{inc.Role, append(slices.Clip(s.via), inc.Role.Name)})
		}
	}
	return flat
}

func (r *resolver) linkBindings() {
	seen := map[string]bool{}
	for _, d := range r.doc.Bindings {
		b := &Binding{Decl: d, Address: d.Address("binding")}
		for _, p := range d.Principals {
			if p.Name.Value != "" && p.Name.Value != "*" {
				b.Principals = append(b.Principals, p)
			}
		}
		if seen[b.Address] {
			continue
		}
		seen[b.Address] = true
		r.model.Bindings = append(r.model.Bindings, b)
		r.checkPrincipals(d)
		for _, n := range d.Roles {
			bound, ok := r.boundRole(n)
			if !ok {
				bound, ok = r.unlistedRole(n)
			}
			if ok {
				b.Roles = append(b.Roles, bound)
			}
		}
		r.checkProject(b)
	}
}

// unlistedRole is what a binding's bare string names that is no role of the
// catalog's: where the finding that tells so is accepted, a server has such a role
// and who holds it stays known. What it gives is not. A name that the policy gives
// to a role of its own is none: only a reference binds that.
func (r *resolver) unlistedRole(n Name) (BoundRole, bool) {
	if n.Ref != nil || n.Value == "" || slices.ContainsFunc(r.model.Roles, func(role *Role) bool { return role.Name == n.Value }) {
		return BoundRole{}, false
	}
	b := r.unlisted[n.Value]
	if b == nil {
		b = &BuiltinRole{Name: n.Value, Unknown: "the catalog of " + r.cat.Title + " does not know it"}
		r.unlisted[n.Value] = b
	}
	return BoundRole{Builtin: b, Range: n.Range}, true
}

func (r *resolver) boundRole(n Name) (BoundRole, bool) {
	if n.Ref == nil {
		builtin := r.cat.Role(n.Value)
		if builtin == nil {
			r.unknownBuiltin(n)
			return BoundRole{}, false
		}
		return BoundRole{Builtin: builtin, Range: n.Range}, true
	}
	role := r.roles[n.Ref.Address()]
	if role == nil && r.removed(n.Ref) {
		return BoundRole{}, false // RC201 says that it is still bound
	}
	if n.Ref.Kind != "role" || role == nil {
		r.unknownRef(n, "role")
		return BoundRole{}, false
	}
	return BoundRole{Role: role, Range: n.Range}, true
}

// removed reports whether a removed block names the role.
func (r *resolver) removed(ref *Ref) bool {
	return slices.ContainsFunc(r.doc.Removed, func(d *RemovedDecl) bool {
		return d.From.Ref != nil && d.From.Ref.Address() == ref.Address()
	})
}

// unknownBuiltin reports a bare string that is no role of the vendor, often one of the policy's own.
func (r *resolver) unknownBuiltin(n Name) {
	if r.broken {
		return
	}
	f := Finding{
		Rule: "RC004", Severity: Error, Range: n.Range, Subject: n.Value,
		Message: fmt.Sprintf("%q is not a built-in role of %s", n.Value, r.cat.Title),
	}
	names := make([]string, 0, len(r.cat.Roles))
	for i := range r.cat.Roles {
		names = append(names, r.cat.Roles[i].Name)
	}
	for _, role := range r.model.Roles {
		if role.Name == n.Value || role.Decl.Label.Value == n.Value {
			f.Help = fmt.Sprintf("a bare string names a role of the vendor; write %s without quotes for the role of this policy", role.Address)
		}
	}
	if near := Nearest(n.Value, names); f.Help == "" && near != "" {
		f.Help = fmt.Sprintf("did you mean %q?", near)
	}
	if f.Help == "" && len(names) > 0 {
		f.Help = "the vendor's roles here are " + strings.Join(names, ", ")
	}
	r.report(f)
}

// checkReferences looks at references that the model does not need. What
// `removed` and the `from` of `moved` name need not be declared any more.
func (r *resolver) checkReferences() {
	for _, mv := range r.doc.Moved {
		if mv.To.Ref != nil && mv.To.Ref.Kind == "role" && r.roles[mv.To.Ref.Address()] == nil {
			r.unknownRef(mv.To, "role")
		}
	}
}
