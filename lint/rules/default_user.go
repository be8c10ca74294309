package rules

import (
	"fmt"
	"strings"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// DefaultUser reports policies that would take its own role from a user whom
// the vendor creates: bindings give that user other roles and leave it out, or
// the server has it and the policy, being the whole truth, does not.
var DefaultUser = &lint.Rule{ID: "RC205", Name: "default-user", Severity: schema.Error, Check: checkDefaultUser}

func checkDefaultUser(p *lint.Pass) {
	if p.Broken || !removes(p.Model.Target) {
		return
	}
	for i := range p.Model.Catalog.Users {
		u := &p.Model.Catalog.Users[i]
		given, named := boundTo(p, u.Name)
		var lost []string
		for _, role := range u.Roles {
			if !given[role] && strips(p, u, role, len(given) > 0) {
				lost = append(lost, role)
			}
		}
		if len(lost) > 0 {
			reportStripped(p, u, lost, named)
		}
	}
}

// strips reports whether a policy that does not give a default user its role takes it away.
func strips(p *lint.Pass, u *schema.BuiltinUser, role string, bound bool) bool {
	switch {
	case u.Unless == "":
		return bound // the vendor gives the role; a policy that does not speak of the user leaves it alone
	case p.Model.Target.Setting(u.Unless, false):
		return deployedMember(p.State, u.Name, role) // a member like any other
	}
	return false // it has the role by its name, which nothing can take away
}

// boundTo is what the policy's bindings give a user now, and where one of them names it.
func boundTo(p *lint.Pass, user string) (given map[string]bool, named schema.Range) {
	given = map[string]bool{}
	for _, b := range p.Model.Bindings {
		if b.Expired(p.Now) {
			continue
		}
		for _, h := range b.Principals {
			if h.ID() != user {
				continue
			}
			if named.IsZero() {
				named = h.Name.Range
			}
			for _, r := range b.Roles {
				given[r.Name()] = true
			}
		}
	}
	return given, named
}

func deployedMember(s *schema.State, user, role string) bool {
	if s == nil {
		return false
	}
	for _, mb := range s.Members {
		if mb.Principal == user && mb.Role == role {
			return true
		}
	}
	return false
}

func reportStripped(p *lint.Pass, u *schema.BuiltinUser, lost []string, named schema.Range) {
	f := schema.Finding{Range: named, Subject: u.Name}
	if named.IsZero() {
		f.Range = p.Model.Target.Range
	}
	f.Message = fmt.Sprintf("default user %q would lose its role %s", u.Name, naming(lost))
	f.Help = fmt.Sprintf("it is the way back in when every other one is lost: add roles = [%s] to a binding with users = [%q]", strings.Join(quoteEach(lost), ", "), u.Name)
	if u.Note != "" {
		f.Help += fmt.Sprintf(" (%q: %s)", u.Name, u.Note)
	}
	p.Report(f)
}
