package diff

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/schema"
)

// Result is what a deployment would change. Every list is sorted.
type Result struct {
	Target      Target
	StateDigest string
	Changes     []Change
	Access      *Access
	Unknown     []Unknown
	Unmanaged   []Unmanaged
	Findings    []schema.Finding
	Scoped      bool // access is limited to databases and collections; else it holds for all there is

	// Base and Model are the policy as it was and as it is, where two revisions
	// are compared; nil where a policy is compared with a deployed state. One
	// that does not have the target has an empty policy here.
	Base, Model *schema.Model
	// Server is what a deployment of the policy would change on the server, where
	// revisions are compared and a deployed state is known too; nil otherwise.
	Server *Result
	// Drift is what of that the change did not cause: the server is not what the
	// base says there either.
	Drift []Change
	// Missing lists the users that bindings name, whom the server does not have and
	// no user block declares: what they would gain they gain once somebody creates them. Sorted.
	Missing []string

	deployed, after *schema.State
	revision        *revision
	bindings        map[*schema.Model]map[string][]*schema.Binding // by role, once asked
}

// Target names the server that is compared. Version is the policy's.
type Target struct {
	Kind    string `json:"kind"`
	Name    string `json:"name"`
	Version string `json:"version"`
}

// Catalog is what is known of the target as the policy has it.
func (r *Result) Catalog() *schema.Catalog { return r.Access.after.catalog }

// Deployed is what is on the server, normalised, with what the vendor adds by
// itself; nil between revisions.
func (r *Result) Deployed() *schema.State { return r.deployed }

// After is what a deployment leaves there; nil between revisions.
func (r *Result) After() *schema.State { return r.after }

// Empty reports whether a deployment would change nothing.
func (r *Result) Empty() bool {
	gained, lost := r.Access.Count()
	return len(r.Changes) == 0 && gained+lost == 0
}

// Kind is what kind of object a change is about.
type Kind string

// The kinds of objects, in the order in which changes are listed.
const (
	KindTarget Kind = "target" // between revisions alone
	KindRole   Kind = "role"
	KindGroup  Kind = "privilege_group"
	KindGrant  Kind = "grant"
	KindMember Kind = "member"
	KindUser   Kind = "user"
	KindToken  Kind = "token" // between revisions alone
)

// Kinds lists the kinds in the order in which changes are listed.
var Kinds = []Kind{KindTarget, KindRole, KindGroup, KindGrant, KindMember, KindUser, KindToken}

// Action is what happens to an object.
type Action string

// The actions. A move is a role that keeps everything but its name.
const (
	Add    Action = "add"
	Remove Action = "remove"
	Modify Action = "change"
	Move   Action = "move"
)

// Change is one object that is not on the server as the policy wants it.
type Change struct {
	Kind   Kind   `json:"kind"`
	Action Action `json:"action"`
	// Address is the declaration that the object belongs to: a binding for a
	// member, a role for a grant. Where there is none it is state.KIND["name"].
	Address string `json:"address"`
	// Before and After are the object as a state file has it: a
	// [schema.StateRole], [schema.StateGroup], [schema.StateGrant],
	// [schema.StateMember] or [schema.StateUser]; nil where there is none. Between
	// revisions a grant is a [Grant], a member a [Member], and there are
	// [TargetBlock] and [Token]; Source is then of the revision that has it, the
	// newer where both do.
	Before any    `json:"before"`
	After  any    `json:"after"`
	Source string `json:"source"` // file:line:column of what the policy says of it; catalog:NAME; or empty
	// Note is for people: why the object goes or what brings it along; may be empty.
	Note string `json:"-"`
}

// Unmanaged is something on the server that differs from what the policy says
// and that a deployment leaves as it is, with the reason. Kind is a kind of object,
// or "setting"; Object is as in a Change, a setting's is its name and value.
type Unmanaged struct {
	Kind    Kind   `json:"kind"`
	Address string `json:"address"`
	Object  any    `json:"object"`
	Reason  string `json:"reason"`
}

// KindSetting is the kind of what a server is configured with.
const KindSetting Kind = "setting"

// Unknown is something that the comparison cannot tell. Kind is a kind of object,
// or "database" or "target"; Address is the object it is about, empty where it is
// about all of a kind.
type Unknown struct {
	Kind    Kind   `json:"kind"`
	Address string `json:"address"`
	Reason  string `json:"reason"`
}

// Summary counts changes by their action, and entries of access.
type Summary struct {
	Added    int `json:"added"`
	Changed  int `json:"changed"`
	Removed  int `json:"removed"`
	Moved    int `json:"moved"`
	Widened  int `json:"widened"`  // entries of access gained, over all principals
	Narrowed int `json:"narrowed"` // entries of access lost
}

// Summary counts the result.
func (r *Result) Summary() Summary {
	var s Summary
	for i := range r.Changes {
		switch r.Changes[i].Action {
		case Add:
			s.Added++
		case Modify:
			s.Changed++
		case Remove:
			s.Removed++
		case Move:
			s.Moved++
		default:
			panic("diff: no such action: " + string(r.Changes[i].Action))
		}
	}
	s.Widened, s.Narrowed = r.Access.Count()
	return s
}

func (r *Result) sort() {
	slices.Sort(r.Missing)
	changes := func(a, b Change) int {
		return cmp.Or(compareObjects(a.Kind, a.object(), b.Kind, b.object()), strings.Compare(string(a.Action), string(b.Action)))
	}
	if !slices.IsSortedFunc(r.Changes, changes) {
		slices.SortStableFunc(r.Changes, changes)
	}
	slices.SortStableFunc(r.Unmanaged, func(a, b Unmanaged) int {
		return cmp.Or(compareObjects(a.Kind, a.Object, b.Kind, b.Object), strings.Compare(a.Address, b.Address), strings.Compare(a.Reason, b.Reason))
	})
	slices.SortStableFunc(r.Unknown, func(a, b Unknown) int {
		return cmp.Or(compareKinds(a.Kind, b.Kind), strings.Compare(a.Address, b.Address), strings.Compare(a.Reason, b.Reason))
	})
}

func (c *Change) object() any {
	if c.After != nil {
		return c.After
	}
	return c.Before
}

// compareKinds orders what is no object first.
func compareKinds(a, b Kind) int {
	return cmp.Or(cmp.Compare(slices.Index(Kinds, a), slices.Index(Kinds, b)), strings.Compare(string(a), string(b)))
}

// compareObjects orders objects by kind, then as a state does.
func compareObjects(kindA Kind, a any, kindB Kind, b any) int {
	if c := compareKinds(kindA, kindB); c != 0 {
		return c
	}
	switch a := a.(type) {
	case TargetBlock, map[string]bool: // one a target; settings have their names in their reasons
		return 0
	case Grant:
		return a.Compare(b.(Grant).StateGrant)
	case Member:
		return a.Compare(b.(Member).StateMember)
	case Token:
		return strings.Compare(a.Name, b.(Token).Name)
	case schema.StateRole:
		return strings.Compare(a.Name, b.(schema.StateRole).Name)
	case schema.StateGroup:
		return strings.Compare(a.Name, b.(schema.StateGroup).Name)
	case schema.StateGrant:
		return a.Compare(b.(schema.StateGrant))
	case schema.StateMember:
		return a.Compare(b.(schema.StateMember))
	case schema.StateUser:
		return strings.Compare(a.Name, b.(schema.StateUser).Name)
	}
	panic(fmt.Sprintf("diff: no such object: %T", a))
}
