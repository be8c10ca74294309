package schema

import "time"

// Project is every policy read from a tree: one document a target instance, in
// the order of their names. Sources holds the bytes of each file that was read,
// by path; they are what ranges and excerpts refer to.
type Project struct {
	Documents []*Document
	Sources   map[string][]byte
	// Comments holds the suppression comments of every file, in source order.
	Comments []Comment
	// Variables names the variables that any file declares, sorted.
	Variables []string
	// Broken reports that some file did not parse: what it declares may be
	// missing, so a name that resolves to nothing is not reported as wrong.
	Broken bool
}

// Document is what is written for one target instance: expressions are
// evaluated, for_each is expanded, references still are names.
type Document struct {
	Target     *Target
	Groups     []*GroupDecl
	Roles      []*RoleDecl
	Users      []*UserDecl
	Bindings   []*BindingDecl
	Tokens     []*TokenDecl
	Attributes []*AttributeDecl
	Conditions []*ConditionDecl
	Removed    []*RemovedDecl
	Moved      []*MovedDecl

	Invariants  []*InvariantDecl
	Separations []*SeparationDecl
	Boundaries  []*BoundaryDecl

	Tests []*TestDecl

	// Files holds the files that declare anything the target sees.
	Files map[string]bool
	// Lost holds the addresses, without keys, of what is declared in blocks that
	// could not be read as the target's: a finding tells why, so that what refers
	// to them is not wrong.
	Lost map[string]bool
	// Unused lists what the target's files declare and nothing in the project
	// reads, in source order. It says nothing of roles and bindings.
	Unused []Unused
}

// Unused is a declaration that nothing refers to.
type Unused struct {
	Kind    string // local, variable, privilege_group, condition or attribute
	Address string // as a reference would name it, as in local.x
	Range   Range
}

// Target is a target block, or one instance of a target with for_each.
type Target struct {
	Kind string // vendor, as in "milvus"
	Name string // the block's label
	Key  string // the instance's key; empty without for_each
	// Version is as written, as in "2.6" or "2.6.9"; empty means the newest the
	// catalog knows.
	Version   Text
	Plan      Text
	Unmanaged Text // remove, report or ignore; empty means remove
	Limits    map[string]IntSetting
	Settings  map[string]BoolSetting
	Groups    []GroupSetting // in order of their names
	Databases []*DatabaseDecl
	Range     Range // the block's header
}

// ID is how outputs and flags name the target: NAME, or NAME.KEY for an instance.
func (t *Target) ID() string {
	if t.Key == "" {
		return t.Name
	}
	return t.Name + "." + t.Key
}

// Setting reads a named setting, or its fallback where the target does not say.
func (t *Target) Setting(name string, fallback bool) bool {
	if s, ok := t.Settings[name]; ok {
		return s.Value
	}
	return fallback
}

// BoolSetting is one entry of settings.
type BoolSetting struct {
	Value bool
	Range Range
}

// IntSetting is one entry of limits.
type IntSetting struct {
	Value int
	Range Range
}

// GroupSetting is one entry of groups: a privilege group of the vendor as the
// server's configuration has it.
type GroupSetting struct {
	Name       Text
	Privileges []Text
}

// DatabaseDecl is a database block: the inventory against which scopes are checked.
type DatabaseDecl struct {
	Name        Text
	Collections []Text
	Aliases     []AliasDecl // in order of their names
	Range       Range
}

// AliasDecl says that Alias stands for Collection.
type AliasDecl struct {
	Alias      Text
	Collection string
}

// Block is what every declaration has: a label, an optional for_each key, where
// it stands.
type Block struct {
	Label Text
	Key   string // for_each key; empty without for_each
	Keyed bool
	Range Range // the header: type and labels
	Body  Range // the whole block, header to closing brace
}

// Address is how the block is referred to: kind.label, kind.label["key"] or kind["odd label"].
func (b *Block) Address(kind string) string { return RefAddress(kind, b.Label.Value, b.Key, b.Keyed) }

// Name is a reference to a declaration, or the name of something the vendor
// owns: exactly one of Ref and Text.Value is set.
type Name struct {
	Text // a vendor name, where Ref is nil; Range is set in both cases
	Ref  *Ref
}

// Ref is a reference such as role.searcher or role.tenant["acme"].
type Ref struct {
	Kind  string // role, privilege_group, condition
	Label string
	Key   string
	Keyed bool
}

// Address is the reference as written.
func (r *Ref) Address() string { return RefAddress(r.Kind, r.Label, r.Key, r.Keyed) }

// GroupDecl is a privilege_group block.
type GroupDecl struct {
	Block
	Name        Text // the vendor's name; the label where not written
	Description Text
	Privileges  []Name
	List        Range // the privileges attribute; zero where missing
	Verbatim    bool  // names stand for themselves, known or not
	Dropped     bool  // elements that had no value, which a finding tells, are left out of its lists
}

// RoleDecl is a role block.
type RoleDecl struct {
	Block
	Name        Text
	Description Text
	Includes    []Name
	Protected   bool
	Labels      map[string]string
	Grants      []*GrantDecl
	Dropped     bool // as in [GroupDecl], of its includes
}

// GrantDecl is a grant block. A missing database or collection is a nil slice;
// an empty list is an empty one.
type GrantDecl struct {
	Privileges  []Name
	Databases   []Text
	Collections []Text
	Condition   *ConditionUse
	Deploy      Text // "unconditional", or empty
	// Verbatim says that the server has the grant word for word: nothing comes
	// along with it, and what it would not be granted today stays.
	Verbatim   bool
	ObjectType Text  // that it is stored under, where it is not the privilege's own; verbatim grants alone have it
	Range      Range // the header
	Body       Range
	List       Range // the privileges attribute
	Dropped    bool  // as in [GroupDecl]
}

// ConditionUse is the condition of a grant: a reference, or an expression written in place.
type ConditionUse struct {
	Ref        *Ref
	Expression *Template
	Range      Range
}

// Template is a string of the source whose own positions matter, such as a CEL
// expression in a quoted string or a heredoc.
type Template struct {
	Value string
	Range Range
	// Segments map stretches of Value to the source, in order.
	Segments []Segment
}

// Segment says that Value[Offset:Offset+Length] stands in the source at Start,
// byte for byte.
type Segment struct {
	Offset, Length int
	Start          Pos
}

// At gives the place in the source of byte offset in Value; offsets between
// segments give the end of the segment before, and without segments the start of the template.
func (t *Template) At(offset int) Range {
	at := t.Range.Start
	for _, s := range t.Segments {
		if offset < s.Offset {
			break
		}
		d := min(offset-s.Offset, s.Length)
		at = Pos{Line: s.Start.Line, Column: s.Start.Column + d, Byte: s.Start.Byte + d}
	}
	end := at
	end.Column++
	end.Byte++
	return Range{File: t.Range.File, Start: at, End: end}
}

// UserDecl is a user block.
type UserDecl struct {
	Block
	Description Text
}

// BindingDecl is a binding block.
type BindingDecl struct {
	Block
	Roles      []Name
	Principals []PrincipalDecl
	Project    Text
	Expires    *Expiry
	Dropped    bool // as in [GroupDecl]
}

// PrincipalDecl is one holder named by a binding. Kind is user, group,
// service_account or api_key.
type PrincipalDecl struct {
	Kind string
	Name Text
}

// ID is the principal as tables name it: a user by name, the others as kind:name.
func (p PrincipalDecl) ID() string {
	if p.Kind == "user" {
		return p.Name.Value
	}
	return p.Kind + ":" + p.Name.Value
}

// Expiry is a moment from which something grants nothing.
type Expiry struct {
	Time  time.Time // in UTC
	Range Range
}

// TokenDecl is a token block: the claims of a database token.
type TokenDecl struct {
	Block
	Expires *Expiry
	Never   bool
	Access  []AccessDecl
}

// AccessDecl is an access block of a token; an empty Collection means the whole cluster.
type AccessDecl struct {
	Collection Text
	Access     Text
	Range      Range
}

// AttributeDecl declares Namespace.Name for conditions, as in principal.tenant.
type AttributeDecl struct {
	Block
	Namespace Text   // principal, resource or request
	Type      string // string, bool, number, list(string)
}

// ConditionDecl is a condition block.
type ConditionDecl struct {
	Block
	Description Text
	Expression  *Template // nil where missing or not known
}

// RemovedDecl says that a role is meant to go.
type RemovedDecl struct {
	From  Name
	Range Range
}

// MovedDecl says that From is now called To.
type MovedDecl struct {
	From, To Name
	Range    Range
}

// InvariantDecl is an invariant block: access that nobody may have.
type InvariantDecl struct {
	Block
	Description Text
	Never       []*NeverDecl
}

// NeverDecl is a never block of an invariant. A nil list of databases,
// collections or principals means any.
type NeverDecl struct {
	Privileges  []Name
	Databases   []Text
	Collections []Text
	Principals  []Text // as tables name them: a user by name, the others as kind:name
	Except      []Name
	Range       Range // the header
	Body        Range
	List        Range // the privileges attribute
}

// SeparationDecl is a separation block: of these roles, nobody may hold more than AtMost.
type SeparationDecl struct {
	Block
	Description Text
	Roles       []Name
	AtMost      int // below 0 where missing or not a number
	AtMostRange Range
}

// BoundaryDecl is a boundary block: what the files that match may give. A nil
// list of databases, or empty Roles, bounds nothing.
type BoundaryDecl struct {
	Block
	Description Text
	Files       []Text // globs, relative to the project; ** stands for any number of directories
	Databases   []Text
	Roles       Text // a glob of role names
}

// Comment is a suppression comment: # rolecall:ignore RC104 reason="…" until=….
type Comment struct {
	Rules  []Text
	Reason Text
	Until  Text
	Range  Range // the comment
	// Scope is what the comment covers: a line, or a whole block where it
	// stands on a block's header or on the line above it.
	Scope Range
	// Problem says what is wrong with the comment's own syntax; such a comment silences nothing.
	Problem string
}
