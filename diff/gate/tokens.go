package gate

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/rolecall/rolecall/diff"
	"github.com/rolecall/rolecall/schema"
)

// tokens fails for tokens that are new, may do more, or last longer.
func (j *judge) tokens(r *diff.Result) {
	for i := range r.Changes {
		c := &r.Changes[i]
		after, ok := c.After.(diff.Token)
		if !ok {
			continue
		}
		before, had := c.Before.(diff.Token)
		for _, a := range after.Access {
			if slices.ContainsFunc(before.Access, func(b diff.TokenAccess) bool { return claims(r.Catalog().Tokens, b, a) }) {
				continue
			}
			where := "the whole cluster"
			if a.Collection != "" {
				where = strconv.Quote(a.Collection)
			}
			j.object(r, c, fmt.Sprintf("token %q may do %q on %s", after.Name, a.Access, where))
		}
		if had && lasts(ends(after), ends(before)) {
			j.object(r, c, fmt.Sprintf("token %q lasts %s, where it ended %s", after.Name, until(ends(after)), diff.Day(before.Expires)))
		}
	}
}

// ends is when a token ends; empty for one that never does, or does not say.
func ends(t diff.Token) string {
	if t.Expires == "never" {
		return ""
	}
	return t.Expires
}

// claims reports whether one claim is enough for all that another is.
func claims(t *schema.Tokens, b, a diff.TokenAccess) bool {
	if b == a {
		return true
	}
	if t == nil || b.Collection != "" && b.Collection != a.Collection {
		return false
	}
	had, has := accessOf(t, b), accessOf(t, a)
	return had != nil && has != nil && !slices.ContainsFunc(has.Satisfies, func(word string) bool { return !slices.Contains(had.Satisfies, word) })
}

func accessOf(t *schema.Tokens, a diff.TokenAccess) *schema.TokenAccess {
	if a.Collection == "" {
		return t.Access(a.Access, schema.LevelCluster)
	}
	return t.Access(a.Access, schema.LevelCollection)
}
