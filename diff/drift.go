package diff

import "fmt"

// Drift lists what a deployment would change that is no doing of the change of a
// policy: the changes that the base would have made as well, the same object to
// the same effect.
func Drift(base, now *Result) []Change {
	had := map[string]bool{}
	for i := range base.Changes {
		had[base.Changes[i].identity()] = true
	}
	var out []Change
	for i := range now.Changes {
		if had[now.Changes[i].identity()] {
			out = append(out, now.Changes[i])
		}
	}
	return out
}

// identity is the same for the same change of the same object.
func (c *Change) identity() string {
	return fmt.Sprintf("%s %s %#v %#v", c.Kind, c.Action, c.Before, c.After)
}
