package apply

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/diff"
	"github.com/rolecall/rolecall/diff/plan"
	"github.com/rolecall/rolecall/schema"
)

// Stale is what the error is when a server is not the one that was planned for.
type Stale struct {
	Is, Planned string
	Unread      []string // lists that could not be read: by whoever planned they may have been
}

func (s *Stale) Error() string {
	if len(s.Unread) > 0 {
		return fmt.Sprintf("the server is not as it was when this was planned, or this account sees less of it than the one that planned (%s could not be read): its state is %s, and the plan is for %s; plan again with this account, or apply with the other", words(s.Unread), short(s.Is), short(s.Planned))
	}
	return fmt.Sprintf("the server is not as it was when this was planned: its state is %s, and the plan is for %s; plan again", short(s.Is), short(s.Planned))
}

// short is enough of a digest to tell two apart.
func short(digest string) string { return digest[:min(len(digest), len("sha256:")+12)] }

// words are lists of a state in words.
func words(lists []string) string { return strings.ReplaceAll(strings.Join(lists, ", "), "_", " ") }

// unread lists what a state of servers of this kind does not tell.
func unread(c *schema.Catalog, s *schema.State) []string {
	lists := []string{schema.CoversRoles, schema.CoversUsers, schema.CoversGrants, schema.CoversMembers}
	if c.Behaviour.Scoped {
		lists = append(lists, schema.CoversGroups, schema.CoversDatabases)
	}
	return slices.DeleteFunc(lists, s.Knows)
}

// Check refuses a state that is not the one a plan begins with, and one that does
// not tell roles or grants: no step could be seen to stand, nor that there is none to make.
func Check(c *schema.Catalog, p *plan.Plan, s *schema.State) error {
	if s.Target.Kind != "" && s.Target.Kind != p.Target.Kind {
		return fmt.Errorf("the plan is for a %s server, and this is one of %s", p.Target.Kind, s.Target.Kind)
	}
	blind := unread(c, s)
	if slices.Contains(blind, schema.CoversRoles) || slices.Contains(blind, schema.CoversGrants) {
		return fmt.Errorf("this account may not read %s, so nobody would know what stands: apply as one that may", words(blind))
	}
	if is := diff.Digest(c, s); is != p.StateDigest {
		return &Stale{is, p.StateDigest, blind}
	}
	return nil
}

// Changed is what the error is when somebody else changes the server meanwhile.
type Changed struct{ Differences []string }

// told is how many differences are told; whoever plans again sees them all.
const told = 5

func (c *Changed) Error() string {
	list, more := c.Differences, ""
	if len(list) > told {
		list, more = list[:told], fmt.Sprintf(", and %d more", len(list)-told)
	}
	return fmt.Sprintf("somebody else changed the server in the meantime: %s%s; plan again from what is there now", strings.Join(list, "; "), more)
}
