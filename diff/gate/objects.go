package gate

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/rolecall/rolecall/diff"
	"github.com/rolecall/rolecall/schema"
)

// boundRoleRule is the rule that finds roles that go while somebody holds them.
const boundRoleRule = "RC201"

// object adds a reason that is about one changed object, unless it is accepted.
func (j *judge) object(r *diff.Result, c *diff.Change, message string) {
	if j.ledger.object(r.Target.Name, j.out.Gate, c.Address) {
		j.out.Accepted++
		return
	}
	j.fail(r.Target.Name, c.Source, message)
}

// boundRole fails for every finding of a role that goes while somebody holds it.
// A suppression counts, but not one that the change brings along itself.
func (j *judge) boundRole(r *diff.Result) {
	j.needs(r, schema.CoversRoles, schema.CoversMembers)
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Rule != boundRoleRule || f.Suppressed != nil && !f.Suppressed.Added {
			continue
		}
		at := ""
		if !f.Range.IsZero() {
			at = f.Range.String()
		}
		j.object(r, &diff.Change{Address: f.Subject, Source: at}, f.Message)
	}
}

// destructive fails where somebody gains what destroys data, and where a
// deployment drops a role, a privilege group or a user, or a target is given up.
func (j *judge) destructive(r *diff.Result) {
	j.needs(r, accessLists...)
	j.gains(r, func(_ diff.Share, e diff.Entry) string {
		if e.Risk == "destructive" {
			return ", which destroys"
		}
		return pass
	})
	j.unpublished(r)
	for i := range r.Changes {
		c := &r.Changes[i]
		if c.Action != diff.Remove {
			continue
		}
		switch c.Kind {
		case diff.KindRole, diff.KindGroup, diff.KindUser:
			j.object(r, c, fmt.Sprintf("%s %s is dropped", kind(c.Kind), strconv.Quote(nameOf(c.Before))))
		case diff.KindTarget:
			j.object(r, c, "the target is given up with everything in it")
		case diff.KindGrant, diff.KindMember, diff.KindToken, diff.KindSetting:
		}
	}
}

func kind(k diff.Kind) string { return strings.ReplaceAll(string(k), "_", " ") }

func nameOf(object any) string {
	switch o := object.(type) {
	case schema.StateRole:
		return o.Name
	case schema.StateGroup:
		return o.Name
	case schema.StateUser:
		return o.Name
	}
	panic(fmt.Sprintf("gate: a %T is not dropped by name", object))
}

// describe is an object of a server in a few words.
func describe(object any) string {
	q := strconv.Quote
	switch o := object.(type) {
	case schema.StateRole:
		return "role " + q(o.Name)
	case schema.StateGroup:
		return "privilege group " + q(o.Name)
	case schema.StateUser:
		return "user " + q(o.Name)
	case schema.StateGrant:
		text := "grant of " + o.Privilege
		if o.Database != "" {
			text += " on " + o.Database + "." + o.Collection
		}
		return text + " to role " + q(o.Role)
	case schema.StateMember:
		return q(o.Principal) + " as a member of role " + q(o.Role)
	case map[string]bool:
		return "setting"
	}
	panic(fmt.Sprintf("gate: no such object: %T", object))
}

// stateLists are all lists of a state that a policy speaks of.
var stateLists = []string{schema.CoversGroups, schema.CoversRoles, schema.CoversUsers, schema.CoversGrants, schema.CoversMembers}

// unmanaged fails for everything that the server has and the policy does not
// declare, in whatever way the policy deals with such things.
func (j *judge) unmanaged(r *diff.Result) {
	found, ok := j.in.Unmanaged[r.Target.Name]
	s := deployed(r)
	if !ok || s == nil {
		j.fail(r.Target.Name, "", noState)
		return
	}
	j.needs(s, stateLists...)
	for i := range found {
		u := &found[i]
		if u.Kind == diff.KindSetting {
			continue
		}
		j.object(r, &diff.Change{Address: u.Address}, describe(u.Object)+": "+u.Reason)
	}
}

const noState = "no deployed state of the target is given: whether it holds is unknown"

// deployed is the comparison with what is deployed; nil where there is none.
func deployed(r *diff.Result) *diff.Result {
	if r.Base != nil {
		return r.Server
	}
	return r
}

// drift fails where the server is not as the policy says: by no doing of the
// change where there is one, else at all.
func (j *judge) drift(r *diff.Result) {
	s := deployed(r)
	if s == nil {
		j.fail(r.Target.Name, "", noState)
		return
	}
	j.needs(s, stateLists...)
	changes := s.Changes
	if r.Base != nil {
		changes = r.Drift
	}
	for i := range changes {
		c := &changes[i]
		object := c.Before
		if object == nil {
			object = c.After
		}
		text := map[diff.Action]string{
			diff.Add: "is missing on the server", diff.Remove: "is on the server and not declared",
			diff.Modify: "is not on the server as it is declared", diff.Move: "still has its former name on the server",
		}[c.Action]
		j.object(r, c, describe(object)+" "+text)
	}
}
