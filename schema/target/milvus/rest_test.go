package milvus_test

import (
	"strings"
	"testing"
)

// Paths of the REST interface about access, and the privilege each asks for.
const accessPaths = `
users/list SelectOwnership
users/describe SelectUser
users/create CreateOwnership
users/update_password UpdateUser
users/drop DropOwnership
users/grant_role ManageOwnership
users/revoke_role ManageOwnership
roles/list SelectOwnership
roles/describe SelectOwnership
roles/create CreateOwnership
roles/alter CreateOwnership 2.6
roles/drop DropOwnership
roles/grant_privilege ManageOwnership
roles/revoke_privilege ManageOwnership
roles/grant_privilege_v2 ManageOwnership
roles/revoke_privilege_v2 ManageOwnership
privilege_groups/list ListPrivilegeGroups
privilege_groups/create CreatePrivilegeGroup
privilege_groups/drop DropPrivilegeGroup
privilege_groups/add_privileges_to_group OperatePrivilegeGroup
privilege_groups/remove_privileges_from_group OperatePrivilegeGroup
`

// A path asks for one privilege, and those about access for the one of the table.
func TestREST(t *testing.T) {
	for _, version := range versions {
		guards := map[string]string{}
		c := catalog(t, version)
		for i := range c.Privileges {
			for _, o := range c.Privileges[i].Operations {
				for _, path := range o.REST {
					name, found := strings.CutPrefix(path, "/v2/vectordb/")
					if !found && path != "/expr" {
						t.Errorf("%s: %s has path %s", version, o.Name, path)
					}
					if before, twice := guards[name]; twice && before != c.Privileges[i].Name {
						t.Errorf("%s: %s asks for %s and %s", version, path, before, c.Privileges[i].Name)
					}
					guards[name] = c.Privileges[i].Name
				}
			}
		}
		for line := range strings.Lines(strings.TrimSpace(accessPaths)) {
			f := append(strings.Fields(line), "2.5")
			path, want, since := f[0], f[1], f[2]
			if since > version {
				want = ""
			}
			if guards[path] != want {
				t.Errorf("%s: %s asks for %q, want %q", version, path, guards[path], want)
			}
		}
		for _, path := range []string{"create", "describe", "get_progress", "list"} {
			if got := guards["jobs/import/"+path]; got != "Import" {
				t.Errorf("%s: import jobs, %s: asks for %q", version, path, got)
			}
		}
	}
}
