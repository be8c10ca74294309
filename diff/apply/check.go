package apply

import (
	"fmt"
	"strings"

	"github.com/rolecall/rolecall/diff"
	"github.com/rolecall/rolecall/diff/plan"
	"github.com/rolecall/rolecall/schema"
)

// Stale is what the error is when a server is not the one that was planned for.
type Stale struct{ Is, Planned string }

func (s *Stale) Error() string {
	return fmt.Sprintf("the server is not as it was when this was planned: its state is %s, and the plan is for %s; plan again", short(s.Is), short(s.Planned))
}

// short is enough of a digest to tell two apart.
func short(digest string) string { return digest[:min(len(digest), len("sha256:")+12)] }

// Check refuses a state that is not the one a plan begins with.
func Check(c *schema.Catalog, p *plan.Plan, s *schema.State) error {
	if s.Target.Kind != "" && s.Target.Kind != p.Target.Kind {
		return fmt.Errorf("the plan is for a %s server, and this is one of %s", p.Target.Kind, s.Target.Kind)
	}
	if is := diff.Digest(c, s); is != p.StateDigest {
		return &Stale{is, p.StateDigest}
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
