package diff

func (c *comparison) change(ch Change) { c.out.Changes = append(c.out.Changes, ch) }

// leave decides what becomes of something that is on the server and not in the
// policy: it goes, or it stays and is told of or not. ch is the change that
// would take it away; list is the list of the state it stands in.
func (c *comparison) leave(list, role string, ch Change) (stays bool) {
	ch.Action = Remove
	if !c.before.Knows(list) {
		return true // where not all is known, what is missing from the policy may be missing from the state
	}
	if rm := c.policy.removed[role]; rm != nil && role != "" {
		ch.Source, ch.Note = rm.Range.String(), "the role is removed"
		c.change(ch)
		return false
	}
	switch c.model.Target.Unmanaged.Value {
	case "", "remove":
		c.change(ch)
		return false
	case "ignore":
		return true
	}
	reason := "the policy does not declare it"
	if ch.Note != "" {
		reason += ": " + ch.Note
	}
	c.out.Unmanaged = append(c.out.Unmanaged, Unmanaged{Kind: ch.Kind, Address: ch.Address, Object: ch.Before, Reason: reason})
	return true
}
