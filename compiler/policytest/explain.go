package policytest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/schema"
)

// Failure is a question whose answer is not as expected.
type Failure struct {
	Check    *Check
	Decision bundle.Decision
	Message  string // what is so, and what was expected; without the scope, so that failures of one cause are alike
	Help     string // what would have to be so
	Links    []Link
}

// Link is a place that had a part in a decision, or could have.
type Link struct {
	What  string // as in role.loader grants it
	Range schema.Range
}

// explain says why a check failed.
func (s *Suite) explain(g *grounds, held []holding, c *Check, v verdict) Failure {
	f := Failure{Check: c, Decision: s.policy.bundle.Decide(&c.Request, c.At, s.conds)}
	switch want := c.Expect.Decl; {
	case v == wrongReason:
		f.Message = fmt.Sprintf("as expected, but for another reason than %q", want.Reason.Value)
		f.Help = "the reason is: " + f.Decision.Reason
	case v == wrongRole:
		f.Message = fmt.Sprintf("allowed, but not by role %q", c.Expect.Role.Name())
		f.Help = fmt.Sprintf("%s; give role %q to %q and the privilege to the role, or correct the test", f.Decision.Reason, c.Expect.Role.Name(), c.Request.Principal)
		f.Links = s.allowing(g, held, c)
	case want.Allow:
		f.Message = "denied, and must be allowed"
		f.Help, f.Links = s.missing(g, held, c)
	default:
		f.Message = "allowed, and must be denied"
		f.Links = s.allowing(g, held, c)
		f.Help = s.stopping(c, f.Decision, len(f.Links))
	}
	return f
}

// allowing lists the way of each row that allows a check: the binding, the grant.
func (s *Suite) allowing(g *grounds, held []holding, c *Check) []Link {
	var links []Link
	add := func(what string, at schema.Range) {
		if l := (Link{what, at}); !at.IsZero() && !slices.Contains(links, l) {
			links = append(links, l)
		}
	}
	seen := s.policy.seen(&c.Request)
	for _, h := range held {
		g.covering(h.role, seen, func(row ground) {
			if !s.policy.conditionHolds(row.condition(), seen, c.At) {
				return
			}
			if h.binding != nil {
				add(fmt.Sprintf("%s gives it role %q", h.binding.Address, h.role), h.binding.Decl.Range)
			}
			if row.Grant != nil {
				add(fmt.Sprintf("role %q grants it%s", h.role, through(&row.Row)), row.Grant.Decl.Range)
			}
		})
	}
	return links
}

// through names the way of a row.
func through(row *schema.Row) string {
	s := ""
	if len(row.Via) > 0 {
		s = " through " + strings.Join(row.Via, ", ")
	}
	if row.Condition != nil {
		s += fmt.Sprintf(" while condition %q holds", row.Condition.ID)
	}
	return s
}

// stopping says what would deny a check that is allowed.
func (s *Suite) stopping(c *Check, d bundle.Decision, links int) string {
	if links == 0 {
		return fmt.Sprintf("%s, and that is the vendor's own: no grant of this policy can take it away", d.Reason)
	}
	from := fmt.Sprintf("the role from %q", c.Request.Principal)
	if c.Request.Roles != nil {
		from = "the role from the test"
	}
	return fmt.Sprintf("%s; to deny it take %q from what grants it, or %s, or correct the test", d.Reason, c.Request.Privilege, from)
}

// missing says what would allow a check that is denied: conditions that would have
// to hold, bindings that would have to count, else roles that give it.
func (s *Suite) missing(g *grounds, held []holding, c *Check) (help string, links []Link) {
	why := s.policy.bundle.Decide(&c.Request, c.At, s.conds).Reason
	if p := g.model.Catalog.Privilege(c.Request.Privilege); p != nil && p.Dead() {
		return fmt.Sprintf("%q guards nothing on %s, so no request is allowed by it", p.Name, g.model.Catalog.Title), nil
	}
	seen := s.policy.seen(&c.Request)
	for _, h := range held {
		g.covering(h.role, seen, func(row ground) {
			if row.Grant != nil && row.Condition != nil {
				links = append(links, Link{fmt.Sprintf("role %q grants it%s", h.role, through(&row.Row)), row.Grant.Decl.Range})
			}
		})
	}
	if len(links) > 0 {
		return why + "; let the request satisfy the condition, or correct the test", links
	}
	givers := s.givers(g, c, seen, &links)
	switch {
	case len(givers) == 0:
		return fmt.Sprintf("%s; no role of the policy does: grant it, or correct the test", why), nil
	case c.Request.Roles != nil:
		return fmt.Sprintf("%s; %s would: name it among the roles of the test, or grant it", why, orList(givers)), links
	}
	return fmt.Sprintf("%s; %s would: bind it to %q, or grant it", why, orList(givers), c.Request.Principal), links
}

// givers lists the roles of the policy that would allow a check to who holds them.
func (s *Suite) givers(g *grounds, c *Check, seen *bundle.Request, links *[]Link) []string {
	var names []string
	for _, role := range g.model.Roles {
		g.covering(role.Name, seen, func(row ground) {
			if len(names) > 0 && names[len(names)-1] == role.Address || row.Grant == nil || !s.policy.conditionHolds(row.condition(), seen, c.At) {
				return
			}
			names = append(names, role.Address)
			if len(*links) < maxGivers {
				*links = append(*links, Link{fmt.Sprintf("role %q grants it%s", role.Name, through(&row.Row)), row.Grant.Decl.Range})
			}
		})
	}
	return names
}

// maxGivers is how many roles are named that could be bound.
const maxGivers = 3

// orList joins names with commas and an "or", the first few of many.
func orList(names []string) string {
	if n := len(names) - maxGivers; n > 0 {
		return fmt.Sprintf("%s or %d more", strings.Join(names[:maxGivers], ", "), n)
	}
	if len(names) == 1 {
		return names[0]
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}
