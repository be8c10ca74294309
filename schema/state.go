package schema

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// StateFormat marks a state file.
const StateFormat = "rolecall.state/v1"

// State is the access objects of one server as they are stored there, or as a
// policy wants them stored. Lists are sorted by [State.Sort].
type State struct {
	Format    string          `json:"format"`
	Target    StateTarget     `json:"target"`
	Covers    []string        `json:"covers,omitzero"` // absent: every list that is present is complete; empty: none is
	Groups    []StateGroup    `json:"privilege_groups"`
	Roles     []StateRole     `json:"roles"`
	Users     []StateUser     `json:"users"`
	Grants    []StateGrant    `json:"grants"`
	Members   []StateMember   `json:"members"`
	Databases []StateDatabase `json:"databases"`
	Settings  map[string]bool `json:"settings,omitempty"`
}

// StateTarget names what a state belongs to.
type StateTarget struct {
	Kind    string `json:"kind"`
	Name    string `json:"name"`
	Version string `json:"version"`
}

// StateGroup is a privilege group on the server.
type StateGroup struct {
	Name       string   `json:"name"`
	Privileges []string `json:"privileges"`
	BuiltIn    bool     `json:"built_in"`
}

// StateRole is a role on the server.
type StateRole struct {
	Name        string `json:"name"`
	BuiltIn     bool   `json:"built_in"`
	Description string `json:"description,omitempty"`
}

// StateUser is a user on the server.
type StateUser struct {
	Name string `json:"name"`
}

// StateGrant is one stored grant. Privilege is as granted: a group keeps its name.
type StateGrant struct {
	Role       string `json:"role"`
	Privilege  string `json:"privilege"`
	ObjectType string `json:"object_type,omitempty"`
	Database   string `json:"database"`
	Collection string `json:"collection"`
}

// StateMember says that a principal holds a role.
type StateMember struct {
	Principal string `json:"principal"`
	Role      string `json:"role"`
	Project   string `json:"project,omitempty"`
}

// StateDatabase is a database with its collections and aliases.
type StateDatabase struct {
	Name        string            `json:"name"`
	Collections []string          `json:"collections"`
	Aliases     map[string]string `json:"aliases,omitempty"`
}

// Lists of a state, as named in covers.
const (
	CoversGroups    = "privilege_groups"
	CoversRoles     = "roles"
	CoversUsers     = "users"
	CoversGrants    = "grants"
	CoversMembers   = "members"
	CoversDatabases = "databases"
)

// stateLists are the lists of a state, in its order.
var stateLists = []string{CoversGroups, CoversRoles, CoversUsers, CoversGrants, CoversMembers, CoversDatabases}

// Knows reports whether the state says all there is to say about a list. What it does not know is unknown, not absent.
func (s *State) Knows(list string) bool {
	if s.Covers != nil {
		return slices.Contains(s.Covers, list)
	}
	switch list {
	case CoversGroups:
		return s.Groups != nil
	case CoversRoles:
		return s.Roles != nil
	case CoversUsers:
		return s.Users != nil
	case CoversGrants:
		return s.Grants != nil
	case CoversMembers:
		return s.Members != nil
	case CoversDatabases:
		return s.Databases != nil
	}
	return false
}

// DecodeState reads a state file. Unknown keys are ignored; a key that stands
// twice, another format, a nameless object or anything behind the document is an
// error, and so is what covers names and no state has.
func DecodeState(data []byte) (*State, error) {
	var s State
	if err := scanState(data); err != nil {
		return nil, fmt.Errorf("decode state: %w", err)
	}
	if err := json.Unmarshal(data, &s); err != nil {
		return nil, fmt.Errorf("decode state: %w", err)
	}
	if s.Format != StateFormat {
		return nil, fmt.Errorf("decode state: format is %q, not %q", s.Format, StateFormat)
	}
	if err := s.check(); err != nil {
		return nil, fmt.Errorf("decode state: %w", err)
	}
	s.Sort()
	return &s, nil
}

func (s *State) check() error {
	for i, list := range s.Covers {
		if !slices.Contains(stateLists, list) {
			meant := ""
			if near := Nearest(list, stateLists); near != "" {
				meant = fmt.Sprintf(" (did you mean %q?)", near)
			}
			return fmt.Errorf("covers[%d] is %q, not one of %s%s", i, list, strings.Join(stateLists, ", "), meant)
		}
	}
	if err := s.checkNames(); err != nil {
		return err
	}
	for i, g := range s.Groups {
		if g.Name == "" {
			return fmt.Errorf("privilege_groups[%d] has no name", i)
		}
	}
	for i, r := range s.Roles {
		if r.Name == "" {
			return fmt.Errorf("roles[%d] has no name", i)
		}
	}
	for i, u := range s.Users {
		if u.Name == "" {
			return fmt.Errorf("users[%d] has no name", i)
		}
	}
	for i, g := range s.Grants {
		if g.Role == "" || g.Privilege == "" {
			return fmt.Errorf("grants[%d] needs a role and a privilege", i)
		}
	}
	for i, m := range s.Members {
		if m.Principal == "" || m.Role == "" {
			return fmt.Errorf("members[%d] needs a principal and a role", i)
		}
	}
	for i, d := range s.Databases {
		if d.Name == "" {
			return fmt.Errorf("databases[%d] has no name", i)
		}
	}
	return nil
}

// Sort puts every list in its canonical order and drops duplicates.
func (s *State) Sort() {
	for i := range s.Groups {
		slices.Sort(s.Groups[i].Privileges)
		s.Groups[i].Privileges = slices.Compact(s.Groups[i].Privileges)
	}
	for i := range s.Databases {
		slices.Sort(s.Databases[i].Collections)
		s.Databases[i].Collections = slices.Compact(s.Databases[i].Collections)
	}
	slices.SortStableFunc(s.Groups, func(a, b StateGroup) int { return strings.Compare(a.Name, b.Name) })
	slices.SortStableFunc(s.Roles, func(a, b StateRole) int { return strings.Compare(a.Name, b.Name) })
	slices.SortStableFunc(s.Users, func(a, b StateUser) int { return strings.Compare(a.Name, b.Name) })
	slices.SortFunc(s.Grants, StateGrant.Compare)
	slices.SortFunc(s.Members, StateMember.Compare)
	slices.SortStableFunc(s.Databases, func(a, b StateDatabase) int { return strings.Compare(a.Name, b.Name) })
	s.Roles = slices.CompactFunc(s.Roles, func(a, b StateRole) bool { return a.Name == b.Name })
	s.Users = slices.Compact(s.Users)
	s.Grants = slices.Compact(s.Grants)
	s.Members = slices.Compact(s.Members)
}

// Compare orders grants by role, database, collection, privilege, object type.
func (g StateGrant) Compare(o StateGrant) int {
	return compareAll(g.Role, o.Role, g.Database, o.Database, g.Collection, o.Collection, g.Privilege, o.Privilege, g.ObjectType, o.ObjectType)
}

// Compare orders members by principal, role, project.
func (m StateMember) Compare(o StateMember) int {
	return compareAll(m.Principal, o.Principal, m.Role, o.Role, m.Project, o.Project)
}

// compareAll compares pairs of strings in turn.
func compareAll(pairs ...string) int {
	for i := 0; i < len(pairs); i += 2 {
		if c := strings.Compare(pairs[i], pairs[i+1]); c != 0 {
			return c
		}
	}
	return 0
}

// checkNames refuses control characters in what identifies an object: no server
// takes them, and they serve only to make two names look like one.
func (s *State) checkNames() error {
	check := func(names ...string) error {
		for _, n := range names {
			if i := strings.IndexFunc(n, unicode.IsControl); i >= 0 {
				return fmt.Errorf("name %q has a control character", n)
			}
		}
		return nil
	}
	for _, g := range s.Groups {
		if err := check(append([]string{g.Name}, g.Privileges...)...); err != nil {
			return err
		}
	}
	for _, r := range s.Roles {
		if err := check(r.Name); err != nil {
			return err
		}
	}
	for _, u := range s.Users {
		if err := check(u.Name); err != nil {
			return err
		}
	}
	for _, g := range s.Grants {
		if err := check(g.Role, g.Privilege, g.ObjectType, g.Database, g.Collection); err != nil {
			return err
		}
	}
	for _, m := range s.Members {
		if err := check(m.Principal, m.Role, m.Project); err != nil {
			return err
		}
	}
	return nil
}
