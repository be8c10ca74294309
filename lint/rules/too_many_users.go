package rules

import (
	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// TooManyUsers reports policies that name more users than the target takes.
var TooManyUsers = &lint.Rule{ID: "RC402", Name: "too-many-users", Severity: schema.Error, Check: checkTooManyUsers}

func checkTooManyUsers(p *lint.Pass) {
	m := p.Model
	l, ok := limitOf(m, "users")
	if !ok {
		return
	}
	users := map[string]bool{}
	for _, u := range m.Document.Users {
		users[u.Label.Value] = true
	}
	for _, b := range m.Bindings {
		if !onServer(b) {
			continue
		}
		for _, h := range b.Principals {
			if h.Kind == "user" {
				users[h.Name.Value] = true
			}
		}
	}
	if p.State != nil && !removes(m.Target) {
		for _, u := range p.State.Users {
			users[u.Name] = true
		}
	}
	for _, u := range m.Catalog.Users {
		delete(users, u.Name) // counted as built in
	}
	total := len(users) + l.builtin
	if total <= l.max {
		return
	}
	p.Reportf(m.Target.Range, "target."+m.Target.ID(),
		"creating the one too many fails half-way through a deployment: let people share a service's user, delete users who hold nothing, or "+l.raise,
		"%s takes %s%s, and this policy makes it %d", m.Catalog.Title, counted(l.max, "user"), l.including, total)
}

// onServer reports whether a binding is about users of the server itself, not
// only about members of an organization or a project around it.
func onServer(b *schema.Binding) bool {
	for _, r := range b.Roles {
		if r.Role != nil || r.Builtin.Of != "organization" && r.Builtin.Of != "project" {
			return true
		}
	}
	return false
}
