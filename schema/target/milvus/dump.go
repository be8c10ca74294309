package milvus

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/rolecall/rolecall/schema"
)

// ReadDump reads what the call BackupRBAC gives as JSON, bare or in its reply,
// and the backup_meta.json or full_meta.json of milvus-backup, which hold the
// same under rbac_meta. ok is false for anything else.
//
// The dump has every database's grants, but leaves out admin, public and root:
// they are added as what every server has, yet what public was granted besides
// its defaults, and which roles root was given, it does not tell. It says
// nothing of databases. Password hashes, which it does hold, are not read.
func ReadDump(data []byte) (s *schema.State, ok bool, err error) {
	meta, ok, err := find(data)
	if !ok || err != nil {
		return nil, ok, err
	}
	if s, err = meta.state(); err != nil {
		return nil, true, fmt.Errorf("read Milvus dump: %w", err)
	}
	return s, true, nil
}

// rbacMeta is milvus.RBACMeta. The server's JSON writes snake_case or camelCase
// names. There is no field for the password of a user, and must not be.
type rbacMeta struct {
	Users       []rbacUser  `json:"users"`
	Roles       []rbacRole  `json:"roles"`
	Grants      []rbacGrant `json:"grants"`
	Groups      []rbacGroup `json:"privilege_groups"`
	GroupsCamel []rbacGroup `json:"privilegeGroups"`
}

type named struct {
	Name string `json:"name"`
}

type rbacUser struct {
	User  string  `json:"user"`
	Roles []named `json:"roles"`
}

type rbacRole struct {
	Name        string `json:"name"`
	Description string `json:"description"`
}

type rbacGrant struct {
	Role            named  `json:"role"`
	Object          named  `json:"object"`
	ObjectName      string `json:"object_name"`
	ObjectNameCamel string `json:"objectName"`
	Database        string `json:"db_name"`
	DatabaseCamel   string `json:"dbName"`
	Grantor         struct {
		Privilege named `json:"privilege"`
	} `json:"grantor"`
}

type rbacGroup struct {
	Name       string  `json:"group_name"`
	NameCamel  string  `json:"groupName"`
	Privileges []named `json:"privileges"`
}

// find gives the RBAC part of a document, or ok false where it has none.
func find(data []byte) (meta *rbacMeta, ok bool, err error) {
	var doc map[string]json.RawMessage
	if json.Unmarshal(data, &doc) != nil {
		return nil, false, nil
	}
	for _, key := range []string{"rbac_meta", "rbacMeta", "RBAC_meta", "RBACMeta"} {
		part, found := doc[key]
		switch {
		case !found: // try the next
		case string(part) == "null":
			return nil, true, errors.New("read Milvus dump: the backup was made without users and roles")
		default:
			return decode(part)
		}
	}
	if !isMeta(doc) {
		return nil, false, nil
	}
	return decode(data)
}

// isMeta tells a bare RBACMeta from the lists of other vendors' tools: it has
// nothing but its own lists, whose entries are known by the keys they must have;
// no role of it has permissions or an id.
func isMeta(doc map[string]json.RawMessage) bool {
	for list, part := range doc {
		key, known := mark(list)
		var entries []map[string]json.RawMessage
		if !known || json.Unmarshal(part, &entries) != nil {
			return false
		}
		for _, e := range entries {
			if e[key] == nil || e["permissions"] != nil || e["id"] != nil {
				return false
			}
		}
	}
	return len(doc) > 0
}

// mark is a key that each entry of a list of an RBACMeta has; known is false for any other list.
func mark(list string) (key string, known bool) {
	switch list {
	case "users":
		return "user", true
	case "roles":
		return "name", true
	case "grants":
		return "grantor", true
	case "privilege_groups":
		return "group_name", true
	case "privilegeGroups":
		return "groupName", true
	}
	return "", false
}

func decode(data []byte) (*rbacMeta, bool, error) {
	var m rbacMeta
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, true, fmt.Errorf("read Milvus dump: %w", err)
	}
	return &m, true, nil
}

func (m *rbacMeta) state() (*schema.State, error) {
	s := &schema.State{
		Format: schema.StateFormat,
		Target: schema.StateTarget{Kind: kind},
		Covers: []string{schema.CoversGrants, schema.CoversMembers, schema.CoversGroups, schema.CoversRoles, schema.CoversUsers},
		Roles:  []schema.StateRole{{Name: "admin", BuiltIn: true}, {Name: "public", BuiltIn: true}},
		Users:  []schema.StateUser{{Name: "root"}},
		Groups: []schema.StateGroup{}, Grants: []schema.StateGrant{}, Members: []schema.StateMember{},
	}
	for _, add := range []func(*schema.State) error{m.addGroups, m.addRoles, m.addUsers, m.addGrants} {
		if err := add(s); err != nil {
			return nil, err
		}
	}
	s.Sort()
	return s, nil
}

func (m *rbacMeta) addGroups(s *schema.State) error {
	newest, _ := catalog("")
	for i, g := range append(m.Groups, m.GroupsCamel...) {
		name := cmp.Or(g.Name, g.NameCamel)
		if name == "" {
			return fmt.Errorf("privilege_groups[%d] has no name", i)
		}
		group := schema.StateGroup{Name: name, Privileges: []string{}, BuiltIn: newest.Group(name) != nil}
		for _, p := range g.Privileges {
			group.Privileges = append(group.Privileges, p.Name)
		}
		s.Groups = append(s.Groups, group)
	}
	return nil
}

func (m *rbacMeta) addRoles(s *schema.State) error {
	for i, r := range m.Roles {
		if r.Name == "" {
			return fmt.Errorf("roles[%d] has no name", i)
		}
		if r.Name != "admin" && r.Name != "public" {
			s.Roles = append(s.Roles, schema.StateRole{Name: r.Name, Description: r.Description})
		}
	}
	return nil
}

func (m *rbacMeta) addUsers(s *schema.State) error {
	for i, u := range m.Users {
		if u.User == "" {
			return fmt.Errorf("users[%d] has no name", i)
		}
		s.Users = append(s.Users, schema.StateUser{Name: u.User})
		for _, r := range u.Roles {
			if r.Name == "" {
				return fmt.Errorf("user %q holds a role without a name", u.User)
			}
			s.Members = append(s.Members, schema.StateMember{Principal: u.User, Role: r.Name})
		}
	}
	return nil
}

// addGrants keeps each grant as it is stored; for the object type User the
// collection is a user name. An empty database is the default one.
func (m *rbacMeta) addGrants(s *schema.State) error {
	for i, g := range m.Grants {
		if g.Role.Name == "" || g.Grantor.Privilege.Name == "" {
			return fmt.Errorf("grants[%d] needs a role and a privilege", i)
		}
		s.Grants = append(s.Grants, schema.StateGrant{
			Role:       g.Role.Name,
			Privilege:  g.Grantor.Privilege.Name,
			ObjectType: g.Object.Name,
			Database:   cmp.Or(g.Database, g.DatabaseCamel, "default"),
			Collection: cmp.Or(g.ObjectName, g.ObjectNameCamel),
		})
	}
	return nil
}
