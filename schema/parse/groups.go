package parse

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/schema"
)

// groupSettings reads the groups that a server's configuration defines.
func (f fields) groupSettings() []schema.GroupSetting {
	var out []schema.GroupSetting
	lists := f.entryValues("groups")
	f.entries("groups", func(name string, v cty.Value, at schema.Range) bool {
		g := schema.GroupSetting{Name: schema.Text{Value: name, Range: at}}
		if v.IsNull() || !v.Type().IsTupleType() && !v.Type().IsListType() && !v.Type().IsSetType() {
			return false
		}
		var elements []hcl.Expression
		if list := lists[at.Start]; list != nil {
			elements, _ = hcl.ExprList(list)
		}
		for it := v.ElementIterator(); it.Next(); {
			_, element := it.Element()
			s, ok := asString(element)
			if !ok {
				return false
			}
			where := at
			if len(g.Privileges) < len(elements) {
				where = f.p.place(elements[len(g.Privileges)].Range())
			}
			g.Privileges = append(g.Privileges, f.p.typed(s, where))
		}
		out = append(out, g)
		return true
	}, "lists of privileges")
	return out
}

// entryValues gives the expressions of a written-out object by where their keys stand.
func (f fields) entryValues(name string) map[schema.Pos]hcl.Expression {
	values := map[schema.Pos]hcl.Expression{}
	if e := f.expr(name); e != nil {
		pairs, _ := hcl.ExprMap(e)
		for _, kv := range pairs {
			values[f.p.place(kv.Key.Range()).Start] = kv.Value
		}
	}
	return values
}
