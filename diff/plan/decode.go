package plan

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// operations are all there are.
var operations = []string{
	CreateGroup, DropGroup, AddPrivileges, RemovePrivileges, CreateUser, DropUser, CreateRole, AlterRole, UpdateRole,
	DropRole, ForceDropRole, GrantPrivilege, RevokePrivilege, GrantPrivilegeV1, RevokePrivilegeV1, GrantRole, RevokeRole,
}

// Decode reads a plan. Unknown keys are ignored; another format, a step out of
// order, an operation that no plan has and one without what it is about are errors.
func Decode(data []byte) (*Plan, error) {
	var p Plan
	if err := json.Unmarshal(data, &p); err != nil {
		return nil, fmt.Errorf("decode plan: %w", err)
	}
	if p.Format != Format {
		return nil, fmt.Errorf("decode plan: format is %q, not %q", p.Format, Format)
	}
	if p.Target.Kind == "" || !strings.HasPrefix(p.StateDigest, "sha256:") {
		return nil, fmt.Errorf("decode plan: it does not say which server or which state it is for")
	}
	for i := range p.Steps {
		if err := p.Steps[i].check(i + 1); err != nil {
			return nil, fmt.Errorf("decode plan: %w", err)
		}
	}
	return &p, nil
}

func (s *Step) check(n int) error {
	if s.N != n {
		return fmt.Errorf("step %d stands where step %d is next", s.N, n)
	}
	if !slices.Contains(operations, s.Name) {
		return fmt.Errorf("step %d: no plan has the operation %q", n, s.Name)
	}
	if missing := s.missing(); missing != "" {
		return fmt.Errorf("step %d: %s needs %s", n, s.Name, missing)
	}
	return nil
}

// missing names an argument that an operation needs and does not have; empty where it has all.
func (o Operation) missing() string {
	a := o.Args
	needs := map[string]string{}
	switch o.Name {
	case CreateGroup, DropGroup:
		needs["group"] = a.Group
	case AddPrivileges, RemovePrivileges:
		needs["group"], needs["privileges"] = a.Group, strings.Join(a.Privileges, "")
	case CreateUser, DropUser:
		needs["user"] = a.User
	case CreateRole, DropRole, ForceDropRole:
		needs["role"] = a.Role
	case AlterRole:
		needs["role"], needs["description"] = a.Role, "any"
		if a.Description == nil {
			needs["description"] = ""
		}
	case UpdateRole:
		needs["role"], needs["name"] = a.Role, a.Name
	case GrantPrivilege, RevokePrivilege:
		needs["role"], needs["privilege"] = a.Role, a.Privilege
	case GrantPrivilegeV1, RevokePrivilegeV1:
		needs["role"], needs["privilege"], needs["object_type"] = a.Role, a.Privilege, a.ObjectType
	case GrantRole, RevokeRole:
		needs["user"], needs["role"] = a.User, a.Role
	}
	for _, name := range slices.Sorted(maps.Keys(needs)) {
		if needs[name] == "" {
			return name
		}
	}
	return ""
}
