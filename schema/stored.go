package schema

// Stored is a grant as the server stores it, with the policy's grant it comes from.
type Stored struct {
	StateGrant
	Grant *Grant
	Item  Item
	Via   []string // included roles, outermost first
	// Added names the item that brought the grant along, where the policy does
	// not name its privilege: Load stores GetLoadState, write:X its read:X.
	Added string
}

// Stored calls yield for every grant that a role's grants store on the server,
// conditional ones too: one for each privilege, database and collection, and
// those that come along with it. Unknown items and scopes that the policy
// leaves open store nothing: fail closed. A verbatim grant stores what it names
// and nothing else.
func (m *Model) Stored(role *Role, yield func(Stored)) {
	for _, f := range role.Flat() {
		for _, item := range f.Grant.Items {
			verbatim := f.Grant.Decl.Verbatim
			if !verbatim && !item.grantable() {
				continue
			}
			databases, collections := m.scopes(f.Grant, item)
			for _, d := range databases {
				for _, c := range collections {
					switch {
					case verbatim:
						yield(m.storedVerbatim(role, f, item, d, c))
					case !m.refused(item, d, c):
						m.store(role, f, item, d, m.realName(d, c), yield)
					}
				}
			}
		}
	}
}

// refused reports whether the server takes no such grant: it checks the level of
// groups, though not that of single privileges (Milvus, validatePrivilegeGroupParams, 2.5 to 3.0).
func (m *Model) refused(item Item, database, collection string) bool {
	if !item.IsGroup() || !m.Catalog.Behaviour.Scoped {
		return false
	}
	switch item.Level() {
	case LevelCluster:
		return database != "*" || collection != "*"
	case LevelDatabase:
		return collection != "*"
	case LevelCollection:
		return database == "*" && collection != "*"
	}
	return false
}

func (m *Model) store(role *Role, f Flat, item Item, database, collection string, yield func(Stored)) {
	s := Stored{Grant: f.Grant, Item: item, Via: f.Via}
	s.StateGrant = m.stateGrant(role.Name, item.Stored(), objectType(item), database, collection)
	yield(s)
	if item.Kind != ItemPrivilege {
		return
	}
	for _, name := range item.Privilege.Stores {
		p := m.Catalog.Privilege(name)
		s.StateGrant = m.stateGrant(role.Name, name, p.Object, database, collection)
		s.Added = item.Privilege.Name
		yield(s)
	}
}

// storedVerbatim is a grant that the server has as it is written: a name is
// itself, whether anything is known of it or not, and an alias no collection.
func (m *Model) storedVerbatim(role *Role, f Flat, item Item, database, collection string) Stored {
	s := Stored{Grant: f.Grant, Item: item, Via: f.Via}
	object := f.Grant.Decl.ObjectType.Value
	switch {
	case object != "":
	case item.Kind == ItemUnknown:
		object = m.Catalog.ObjectOf(item.written())
	default:
		object = objectType(item)
	}
	s.StateGrant = m.stateGrant(role.Name, item.written(), object, database, collection)
	return s
}

// stateGrant is one grant as a server stores it. A global privilege keeps the
// collection it was granted on: that it reaches further shows when it is expanded.
func (m *Model) stateGrant(role, privilege, object, database, collection string) StateGrant {
	if !m.Catalog.Behaviour.Scoped {
		return StateGrant{Role: role, Privilege: privilege}
	}
	return StateGrant{Role: role, Privilege: privilege, ObjectType: object, Database: database, Collection: collection}
}

// objectType is the object type under which the server files a grant of the item.
func objectType(item Item) string {
	switch item.Kind {
	case ItemPrivilege:
		return item.Privilege.Object
	case ItemBuiltin, ItemLegacy:
		return item.Builtin.Object
	case ItemGroup, ItemWildcard:
		return groupObject
	case ItemUnknown:
		return ""
	}
	panic("schema: no such item kind")
}

// groupObject is the object type under which servers that have such types file
// grants of own groups and of the wildcard (Milvus: RBAC catalog keys, 2.5 to 3.0).
const groupObject = "Global"

var anyScope = []string{"*"}

// scopes is where an item of a grant is stored. A level without a scope of its
// own is stored at "*"; what is written is stored as written, even where RC102
// objects; what the item's level needs and the policy leaves out stores nothing.
func (m *Model) scopes(g *Grant, item Item) (databases, collections []string) {
	if !m.Catalog.Behaviour.Scoped {
		return anyScope, anyScope
	}
	databases, collections = m.databases(g.Decl), nil
	switch item.Level() {
	case LevelCluster, "":
		if databases == nil {
			databases = anyScope
		}
		if g.Decl.Collections == nil {
			collections = anyScope
		}
	case LevelDatabase:
		if g.Decl.Collections == nil {
			collections = anyScope
		}
	}
	if collections == nil {
		collections = values(g.Decl.Collections)
	}
	return databases, collections
}

func (m *Model) databases(g *GrantDecl) []string {
	names := values(g.Databases)
	for i, name := range names {
		if name == "" {
			names[i] = m.Catalog.Behaviour.DefaultDatabase
		}
	}
	return names
}

func values(ts []Text) []string {
	if ts == nil {
		return nil
	}
	vs := make([]string, len(ts))
	for i, t := range ts {
		vs[i] = t.Value
	}
	return vs
}

// realName is the collection an alias of the inventory stands for, where the server resolves aliases in grants.
func (m *Model) realName(database, collection string) string {
	if !m.Catalog.Has(m.Catalog.Behaviour.AliasesSince) {
		return collection
	}
	for _, d := range m.Target.Databases {
		if d.Name.Value != database {
			continue
		}
		for _, a := range d.Aliases {
			if a.Alias.Value == collection {
				return a.Collection
			}
		}
	}
	return collection
}
