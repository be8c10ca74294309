package usage

import (
	"slices"

	"github.com/rolecall/rolecall/schema"
)

// call is what an operation of a server takes.
type call struct {
	needs [][]string
	open  bool // it takes nothing
	own   bool // it may be allowed for one's own user
}

// callsOf gives the calls of a catalog by the names and paths under which logs have them.
func callsOf(c *schema.Catalog, own []string) map[string]*call {
	calls := map[string]*call{}
	for _, name := range c.Unguarded {
		calls[name] = &call{open: true}
	}
	for i := range c.Privileges {
		p := &c.Privileges[i]
		for j := range p.Operations {
			o := &p.Operations[j]
			if o.Unreachable {
				continue
			}
			for _, name := range append([]string{o.Name}, o.REST...) {
				calls[name] = calls[name].and(p, o)
				calls[name].own = calls[name].own || slices.Contains(own, o.Name)
			}
		}
	}
	return calls
}

// and adds a privilege that guards an operation: one of several would do.
func (c *call) and(p *schema.Privilege, o *schema.Operation) *call {
	if c == nil || c.open {
		c = &call{needs: [][]string{nil}}
	}
	for _, name := range append([]string{p.Name}, o.Or...) {
		if !slices.Contains(c.needs[0], name) {
			c.needs[0] = append(c.needs[0], name)
		}
	}
	for _, name := range o.With {
		if !slices.ContainsFunc(c.needs[1:], func(l []string) bool { return l[0] == name }) {
			c.needs = append(c.needs, []string{name})
		}
	}
	return c
}

// leavesTrace reports whether some call that a privilege guards is in a server's log.
func leavesTrace(p *schema.Privilege) bool {
	return slices.ContainsFunc(p.Operations, func(o schema.Operation) bool { return !o.Unreachable })
}
