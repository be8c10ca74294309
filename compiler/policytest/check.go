package policytest

import (
	"slices"
	"strings"
	"time"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/schema"
)

// Check is one question of a test and the answer that it expects.
type Check struct {
	Expect  *schema.Expect
	Item    *schema.Item // that names the privilege
	Request bundle.Request
	At      time.Time
}

// verdict is what became of a check.
type verdict int

// The verdicts. The zero verdict is a failure.
const (
	wrongAnswer verdict = iota // allowed where it must be denied, or the other way round
	wrongRole                  // allowed, and not by the role that must allow it
	wrongReason                // as expected, for another reason
	passed
)

// judge asks the check.
func (d *decider) judge(c *Check) verdict {
	want := c.Expect.Decl
	switch {
	case d.bundle.Allowed(&c.Request, c.At, d.conds) != want.Allow:
		return wrongAnswer
	case c.Expect.Role != nil && !d.allowedBy(c.Expect.Role.Name(), c):
		return wrongRole
	case want.Reason.Value != "" && !strings.Contains(d.bundle.Decide(&c.Request, c.At, d.conds).Reason, want.Reason.Value):
		return wrongReason
	}
	return passed
}

// allowedBy reports whether the role, held as the request has it, allows it by itself.
func (d *decider) allowedBy(role string, c *Check) bool {
	if !d.holds(role, c) {
		return false
	}
	seen := d.seen(&c.Request)
	for i := range d.byRole[role] {
		g := &d.byRole[role][i]
		if covers(g.Privilege, g.Database, g.Collection, seen) && d.conditionHolds(g.Condition, seen, c.At) {
			return true
		}
	}
	return false
}

// holds reports whether the role counts for the request.
func (d *decider) holds(role string, c *Check) bool {
	t := &d.bundle.Table
	if slices.Contains(t.ImplicitOf(c.Request.Principal), role) {
		return true
	}
	if c.Request.Roles != nil {
		return slices.Contains(c.Request.Roles, role)
	}
	return slices.ContainsFunc(t.Members, func(m bundle.Member) bool {
		return m.Principal == c.Request.Principal && m.Role == role && !expired(m.Expires, c.At) && inProject(m.Project, &c.Request)
	})
}

func expired(end string, at time.Time) bool {
	if end == "" {
		return false
	}
	t, err := time.Parse(time.RFC3339, end)
	return err != nil || !at.Before(t)
}

// inProject reports whether a binding to a project counts for a request.
func inProject(project string, req *bundle.Request) bool {
	asked, _ := req.Attributes.Resource["project"].(string)
	return project == "" || asked == project
}

// conditionHolds evaluates a condition; no condition always holds.
func (d *decider) conditionHolds(id string, seen *bundle.Request, at time.Time) bool {
	if id == "" {
		return true
	}
	ok, err := d.conds.Holds(id, seen, at)
	return ok && err == nil
}

// seen is a request as the server and conditions see it.
func (d *decider) seen(req *bundle.Request) *bundle.Request {
	seen := *req
	if seen.Database == "" {
		seen.Database = bundle.DefaultDatabase
	}
	if real, ok := d.bundle.Table.Aliases[seen.Database][seen.Collection]; ok {
		seen.Collection = real
	}
	return &seen
}

// covers reports whether a row covers a request.
func covers(privilege, database, collection string, seen *bundle.Request) bool {
	return privilege == seen.Privilege && (database == bundle.Any || database == seen.Database) &&
		(collection == bundle.Any || collection == seen.Collection)
}
