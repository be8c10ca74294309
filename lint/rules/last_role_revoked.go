package rules

import (
	"fmt"
	"slices"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// LastRoleRevoked reports users who would be left without a role on targets
// that take a role away only by putting another in its place.
var LastRoleRevoked = &lint.Rule{ID: "RC210", Name: "last-role-revoked", Severity: schema.Warning, Check: checkLastRoleRevoked, Needs: lint.NeedsState, Gains: []lint.Needs{lint.NeedsBase}}

func checkLastRoleRevoked(p *lint.Pass) {
	m := p.Model
	if m.Catalog.Behaviour.ReplaceOnly == "" || p.Broken || !removesUnmanaged(p) || !p.State.Knows(schema.CoversMembers) {
		return
	}
	keeps := map[string]bool{}
	for _, mb := range m.Desired(p.Now).Members {
		if inCluster(m.Catalog, mb) {
			keeps[mb.Principal] = true
		}
	}
	for _, mb := range m.Catalog.VendorMembers(m.Target.Setting) {
		keeps[mb.Principal] = true
	}
	declared := map[string]bool{}
	for _, r := range m.Roles {
		declared[r.Name] = true
	}
	had := map[string][]string{}
	var users []string
	for _, mb := range p.State.Members {
		if keeps[mb.Principal] || !inCluster(m.Catalog, mb) {
			continue
		}
		if had[mb.Principal] == nil {
			users = append(users, mb.Principal)
		}
		had[mb.Principal] = append(had[mb.Principal], mb.Role)
	}
	for _, u := range users {
		if !slices.ContainsFunc(had[u], func(r string) bool { return declared[r] || m.Catalog.Role(r) != nil }) {
			continue // all of them are deleted, of which bound-role-deleted tells
		}
		reportRoleless(p, u, had[u])
	}
}

// inCluster reports whether a membership is of a role that replaces others: the
// roles of projects and organizations are another matter.
func inCluster(c *schema.Catalog, mb schema.StateMember) bool {
	b := c.Role(mb.Role)
	return mb.Project == "" && (b == nil || b.Of == string(schema.LevelCluster))
}

func reportRoleless(p *lint.Pass, user string, had []string) {
	f := schema.Finding{
		Range: p.Model.Target.Range, Subject: schema.RefAddress("state.user", user, "", false),
		Message: fmt.Sprintf("%q would lose %s, its last role", user, naming(had)),
		Help: fmt.Sprintf("%s: bind it to another role (users = [%q]), or delete the user",
			p.Model.Catalog.Behaviour.ReplaceOnly, user),
	}
	for _, b := range p.Model.Bindings {
		for _, h := range b.Principals {
			if h.ID() == user && b.Expired(p.Now) {
				f.Range, f.Subject = h.Name.Range, b.Address
			}
		}
	}
	p.Report(f)
}
