package schema

// VendorName is what the target calls the role that a removed or moved block
// names. A role that is no longer declared had its label for a name (and its
// key, where it was an instance), as far as the policy can tell; where it had
// another, the block names that as a string. Empty for what is no role.
func (m *Model) VendorName(n Name) string {
	switch {
	case n.Ref == nil:
		return n.Value
	case n.Ref.Kind != "role":
		return ""
	}
	if r := m.Referred(n.Ref); r != nil {
		return r.Name
	}
	if n.Ref.Keyed {
		return n.Ref.Label + "_" + n.Ref.Key
	}
	return n.Ref.Label
}

// Referred is the role that a reference means; nil where it is not declared.
func (m *Model) Referred(ref *Ref) *Role {
	for _, r := range m.Roles {
		if r.Address == ref.Address() {
			return r
		}
	}
	return nil
}
