package bundle

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
)

// Encode writes table.json: every grant and every member on a line of its own.
// The order is the table's; see [Table.Normalize].
func (t *Table) Encode() []byte { return append(appendTable(nil, t, "\n"), '\n') }

// Encode writes cel.json: every condition and every role on a line of its own, sorted.
func (c *CEL) Encode() []byte { return append(appendCEL(nil, c, "\n"), '\n') }

// Encode writes bundle.json, without signatures and on one line: the values of
// target (the table's), table and cel as [Revision] takes them.
//
// Here and in the other Encode methods keys stand in the order of the fields,
// formats are those of this package, whatever the Format fields say, nil lists
// and maps are written as empty ones, and equal values give equal bytes.
func Encode(table *Table, cel *CEL) []byte {
	target := appendTarget(nil, table.Target)
	tab := appendTable(nil, table, "")
	expressions := appendCEL(nil, cel, "")

	w := writer{}
	w.open('{').key("format").str(BundleFormat)
	w.key("revision").str(Revision(target, tab, expressions))
	w.key("target").raw(target).key("table").raw(tab).key("cel").raw(expressions)
	w.key("signatures").open('[').close(']').close('}')
	return append(w.out, '\n')
}

// MarshalJSON writes a compact table.
func (t Table) MarshalJSON() ([]byte, error) { return appendTable(nil, &t, ""), nil }

// MarshalJSON writes a compact cel.json.
func (c CEL) MarshalJSON() ([]byte, error) { return appendCEL(nil, &c, ""), nil }

func appendTarget(out []byte, t Target) []byte {
	w := writer{out: out}
	w.open('{').key("kind").str(t.Kind).key("name").str(t.Name).key("version").str(t.Version).close('}')
	return w.out
}

// appendTable writes a table; line goes in front of each row.
func appendTable(out []byte, t *Table, line string) []byte {
	w := writer{out: out}
	w.open('{').key("format").str(TableFormat).key("target").raw(appendTarget(nil, t.Target))
	w.key("grants").open('[')
	for i := range t.Grants {
		w.element().line(line).grant(&t.Grants[i])
	}
	w.lineIf(line, len(t.Grants)).close(']').key("members").open('[')
	for i := range t.Members {
		w.element().line(line).member(&t.Members[i])
	}
	w.lineIf(line, len(t.Members)).close(']').key("implicit").strs(t.Implicit)
	w.key("aliases").open('{')
	for _, database := range slices.Sorted(maps.Keys(t.Aliases)) {
		w.key(database).strings(t.Aliases[database])
	}
	w.close('}').close('}')
	return w.out
}

func appendCEL(out []byte, c *CEL, line string) []byte {
	w := writer{out: out}
	w.open('{').key("format").str(CELFormat).key("target").raw(appendTarget(nil, c.Target))
	w.key("variables").strings(c.Variables).key("conditions").open('{')
	for _, id := range slices.Sorted(maps.Keys(c.Conditions)) {
		condition := c.Conditions[id]
		w.element().line(line).name(id).open('{').key("expression").str(condition.Expression)
		w.key("source").str(condition.Source).key("cost").cost(condition.Cost).close('}')
	}
	w.lineIf(line, len(c.Conditions)).close('}').key("roles").open('{')
	for _, name := range slices.Sorted(maps.Keys(c.Roles)) {
		role := c.Roles[name]
		w.element().line(line).name(name).open('{').key("expression").str(role.Expression)
		w.key("cost").cost(role.Cost).close('}')
	}
	w.lineIf(line, len(c.Roles)).close('}').close('}')
	return w.out
}

func (w *writer) grant(g *Grant) {
	w.open('{').key("role").str(g.Role).key("privilege").str(g.Privilege).key("level").str(g.Level)
	w.key("database").str(g.Database).key("collection").str(g.Collection).key("condition").str(g.Condition)
	w.key("enforced_by").str(g.EnforcedBy).key("via").strs(g.Via).key("source").str(g.Source).close('}')
}

func (w *writer) member(m *Member) {
	w.open('{').key("principal").str(m.Principal).key("role").str(m.Role).key("expires").str(m.Expires)
	w.key("source").str(m.Source)
	if m.Project != "" {
		w.key("project").str(m.Project)
	}
	w.close('}')
}

// writer appends JSON. It exists because the files have their own line breaks
// and tables have a million rows.
type writer struct{ out []byte }

func (w *writer) open(c byte) *writer  { w.out = append(w.out, c); return w }
func (w *writer) close(c byte) *writer { w.out = append(w.out, c); return w }

// element puts a comma where something stands before.
func (w *writer) element() *writer {
	if c := w.out[len(w.out)-1]; c != '{' && c != '[' {
		w.out = append(w.out, ',')
	}
	return w
}

func (w *writer) line(line string) *writer { w.out = append(w.out, line...); return w }

func (w *writer) lineIf(line string, rows int) *writer {
	if rows > 0 {
		w.line(line)
	}
	return w
}

func (w *writer) name(key string) *writer { return w.str(key).open(':') }
func (w *writer) key(key string) *writer  { return w.element().name(key) }
func (w *writer) raw(b []byte) *writer    { w.out = append(w.out, b...); return w }

func (w *writer) cost(c Cost) *writer {
	w.open('{').key("min")
	w.out = strconv.AppendUint(w.out, c.Min, 10)
	w.key("max")
	w.out = strconv.AppendUint(w.out, c.Max, 10)
	return w.close('}')
}

func (w *writer) strs(list []string) *writer {
	w.open('[')
	for _, s := range list {
		w.element().str(s)
	}
	return w.close(']')
}

func (w *writer) strings(m map[string]string) *writer {
	w.open('{')
	for _, key := range slices.Sorted(maps.Keys(m)) {
		w.key(key).str(m[key])
	}
	return w.close('}')
}

// str writes a string as encoding/json does without HTML escaping.
func (w *writer) str(s string) *writer {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			return w.raw(escaped(s))
		}
	}
	w.out = append(w.out, '"')
	w.out = append(w.out, s...)
	w.out = append(w.out, '"')
	return w
}

func escaped(s string) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		panic("bundle: a string does not encode: " + err.Error())
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
