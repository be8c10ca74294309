package schema

import "time"

// Desired is the state in which the policy wants its target: what a deployment
// would leave there at the given moment. Conditional grants are left out unless
// they say deploy = "unconditional"; so are expired bindings. Grants that come
// along with others are written out, and what the vendor adds by itself (the
// default grants of roles everyone holds, the roles of its own users) is not.
func (m *Model) Desired(now time.Time) *State {
	s := &State{
		Format: StateFormat,
		Target: StateTarget{Kind: m.Target.Kind, Name: m.Target.ID(), Version: m.Catalog.Exact()},
		Groups: []StateGroup{}, Roles: []StateRole{}, Users: []StateUser{},
		Grants: []StateGrant{}, Members: []StateMember{}, Databases: []StateDatabase{},
	}
	for _, g := range m.Groups {
		s.Groups = append(s.Groups, StateGroup{Name: g.Name, Privileges: g.Members()})
	}
	for _, role := range m.Roles {
		s.Roles = append(s.Roles, StateRole{Name: role.Name, BuiltIn: m.Catalog.Role(role.Name) != nil, Description: role.Decl.Description.Value})
		m.Stored(role, func(st Stored) {
			if st.Grant.Deployable() {
				s.Grants = append(s.Grants, st.StateGrant)
			}
		})
	}
	for _, u := range m.Document.Users {
		s.Users = append(s.Users, StateUser{Name: u.Label.Value})
	}
	for _, b := range m.Bindings {
		if b.Expired(now) {
			continue
		}
		for _, r := range b.Roles {
			for _, p := range b.Principals {
				s.Members = append(s.Members, StateMember{Principal: p.ID(), Role: r.Name(), Project: b.Decl.Project.Value})
			}
		}
	}
	for _, d := range m.Target.Databases {
		s.Databases = append(s.Databases, d.state())
	}
	s.Sort()
	return s
}

func (d *DatabaseDecl) state() StateDatabase {
	db := StateDatabase{Name: d.Name.Value, Collections: values(d.Collections)}
	if len(d.Aliases) > 0 {
		db.Aliases = make(map[string]string, len(d.Aliases))
		for _, a := range d.Aliases {
			db.Aliases[a.Alias.Value] = a.Collection
		}
	}
	return db
}
