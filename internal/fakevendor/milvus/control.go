package milvus

import (
	"encoding/base32"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/rolecall/rolecall/schema"
)

// control adds the calls of the control plane that read roles and who holds them
// (Zilliz Cloud, "List Cloud Roles (V2)" and "List Cloud Role Principals (V2)"). A
// server without projects has none of them.
func (s *Server) control(mux *http.ServeMux) {
	if s.options.Projects == nil {
		return
	}
	mux.HandleFunc("GET /v2/roles", s.guarded("ListCloudRoles", s.listCloudRoles))
	mux.HandleFunc("GET /v2/roles/{role}/principals", s.guarded("ListCloudRolePrincipals", s.listPrincipals))
}

// guarded lets API keys in alone.
func (s *Server) guarded(method string, h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, q *http.Request) {
		s.befall(w, q, method, func(w http.ResponseWriter) {
			if !slices.Contains(s.options.Keys, strings.TrimPrefix(q.Header.Get("Authorization"), "Bearer ")) {
				say(w, http.StatusUnauthorized, 80001, "The token is illegal")
				return
			}
			h(w, q)
		})
	}
}

// roleID makes the ID of a role of its name.
func roleID(name string) string {
	return "r-" + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString([]byte(name)))
}

func (s *Server) listCloudRoles(w http.ResponseWriter, q *http.Request) {
	scope := map[string]string{"org": "organization", "project": "project"}[q.URL.Query().Get("roleType")]
	project, known := s.options.Projects[q.URL.Query().Get("projectId")]
	switch {
	case scope == "":
		say(w, http.StatusOK, 80020, "Invalid roleType")
		return
	case scope == "project" && !known:
		say(w, http.StatusOK, 80020, "The project does not exist")
		return
	}
	seen := map[string]bool{}
	var roles []map[string]any
	add := func(name, kind string) {
		if !seen[name] {
			seen[name] = true
			roles = append(roles, map[string]any{"roleId": roleID(name), "roleName": name, "roleType": q.URL.Query().Get("roleType"), "roleKind": kind})
		}
	}
	for _, r := range s.catalog.Roles {
		if r.Of == scope {
			add(r.Name, "predefined")
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.cloud {
		if scope == "project" && m.Project == project {
			add(m.Role, "custom")
		}
	}
	page(w, q, "roles", roles)
}

func (s *Server) listPrincipals(w http.ResponseWriter, q *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	project := s.options.Projects[q.URL.Query().Get("projectId")]
	var out []map[string]any
	for _, m := range s.cloud {
		if roleID(m.Role) == q.PathValue("role") && m.Project == project {
			out = append(out, principal(m))
		}
	}
	page(w, q, "principals", out)
}

func principal(m schema.StateMember) map[string]any {
	kind, name, found := strings.Cut(m.Principal, ":")
	p := map[string]any{"principalType": kind, "principalName": name, "assignedBy": "system", "assignedAt": "2026-01-01T00:00:00Z"}
	switch {
	case found && kind == "group":
		p["groupId"] = "grp-" + name
	case found && kind == "api_key":
		p["apiKeyId"] = "key-" + name
	default:
		p["principalType"], p["principalName"], p["email"] = "user", m.Principal, m.Principal
	}
	return p
}

// page answers with the part of a list that is asked for.
func page(w http.ResponseWriter, q *http.Request, key string, all []map[string]any) {
	number, _ := strconv.Atoi(q.URL.Query().Get("currentPage"))
	size, _ := strconv.Atoi(q.URL.Query().Get("pageSize"))
	if number < 1 || size < 1 || size > 100 {
		say(w, http.StatusOK, 80020, "Invalid page")
		return
	}
	from, to := min((number-1)*size, len(all)), min(number*size, len(all))
	send(w, reply{data: map[string]any{"count": len(all), "currentPage": number, "pageSize": size, key: append([]map[string]any{}, all[from:to]...)}})
}
