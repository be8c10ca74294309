package plan

// Operation is one call that changes access, as plain data.
type Operation struct {
	Name string `json:"operation"`
	Args Args   `json:"args"`
}

// Args are the arguments of an operation; which of them it has its name says.
// Those that are left empty it does not have.
type Args struct {
	Group       string   `json:"group,omitempty"`
	User        string   `json:"user,omitempty"`
	Role        string   `json:"role,omitempty"`
	Name        string   `json:"name,omitempty"` // what a role is called after it
	Description *string  `json:"description,omitempty"`
	Privilege   string   `json:"privilege,omitempty"`
	Privileges  []string `json:"privileges,omitempty"`
	ObjectType  string   `json:"object_type,omitempty"`
	Database    string   `json:"database,omitempty"`
	Collection  string   `json:"collection,omitempty"`
}

// The operations. What they are on a server a table of calls says, and which of
// them the server has.
const (
	CreateGroup      = "create_privilege_group"
	DropGroup        = "drop_privilege_group"
	AddPrivileges    = "add_privileges_to_group"
	RemovePrivileges = "remove_privileges_from_group"
	CreateUser       = "create_user"
	DropUser         = "drop_user"
	CreateRole       = "create_role"
	AlterRole        = "alter_role"
	UpdateRole       = "update_role" // name, description and all privileges at once
	DropRole         = "drop_role"
	ForceDropRole    = "force_drop_role" // with whatever it grants
	GrantPrivilege   = "grant_privilege"
	RevokePrivilege  = "revoke_privilege"
	// GrantPrivilegeV1 and RevokePrivilegeV1 name the object type under which a grant is stored.
	GrantPrivilegeV1  = "grant_privilege_v1"
	RevokePrivilegeV1 = "revoke_privilege_v1"
	GrantRole         = "grant_role"
	RevokeRole        = "revoke_role"
)
