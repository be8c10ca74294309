package plan

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/rolecall/rolecall/schema/target"
)

// WriteJSON writes a plan as files hold it.
func (p *Plan) WriteJSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(p)
}

// WriteText writes a plan for people, a line a step.
func (p *Plan) WriteText(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s %s): %s", p.Target.Name, p.Target.Kind, p.Target.Version, count(len(p.Steps), "step"))
	if n := p.count(DropUser); n > 0 {
		fmt.Fprintf(&b, ", %s dropped for good", count(n, "user"))
	}
	if n := len(p.Unreachable); n > 0 {
		fmt.Fprintf(&b, ", %s that cannot be reached", count(n, "thing"))
	}
	b.WriteByte('\n')
	width := 0
	for i := range p.Steps {
		width = max(width, len(p.Steps[i].Name))
	}
	digits := len(strconv.Itoa(len(p.Steps)))
	for i := range p.Steps {
		s := &p.Steps[i]
		fmt.Fprintf(&b, "  %*d  %-*s  %s  # %s%s\n", digits, s.N, width, s.Name, s.Args.line(), printable(s.Because), s.lasting())
	}
	p.writeLasting(&b)
	if len(p.Unreachable) > 0 {
		b.WriteString("cannot be reached:\n")
	}
	for _, u := range p.Unreachable {
		fmt.Fprintf(&b, "  %s: %s\n", printable(u.Address), printable(u.Reason))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// Line writes an operation in a line: its name and its arguments, each as key=value.
func (o Operation) Line() string { return strings.TrimSpace(o.Name + " " + o.Args.line()) }

// line writes arguments in a line, each as key=value.
func (a Args) line() string {
	var parts []string
	for _, kv := range a.list() {
		v := fmt.Sprint(kv.value)
		if list, ok := kv.value.([]string); ok {
			v = strings.Join(list, ",")
		}
		if !plain().MatchString(v) {
			v = strconv.QuoteToASCII(v)
		}
		parts = append(parts, kv.name+"="+v)
	}
	return strings.Join(parts, " ")
}

type argument struct {
	name  string
	value any
}

// list gives the arguments that are set, in order.
func (a Args) list() []argument {
	var out []argument
	add := func(name, v string) {
		if v != "" {
			out = append(out, argument{name, v})
		}
	}
	add("group", a.Group)
	add("user", a.User)
	add("role", a.Role)
	add("name", a.Name)
	if a.Description != nil {
		out = append(out, argument{"description", *a.Description})
	}
	add("privilege", a.Privilege)
	if a.Privileges != nil {
		out = append(out, argument{"privileges", a.Privileges})
	}
	add("object_type", a.ObjectType)
	add("database", a.Database)
	add("collection", a.Collection)
	return out
}

// printable escapes what a terminal or a line of a script would take for more than text.
func printable(s string) string {
	q := strconv.Quote(s)
	q = q[1 : len(q)-1]
	return strings.ReplaceAll(strings.ReplaceAll(q, `\"`, `"`), `\\`, `\`)
}

// WriteScript writes a plan as a shell script of the vendor's own calls. Secrets
// are not in it: it takes them from the environment when it runs.
func (p *Plan) WriteScript(w io.Writer, calls *target.Calls) error {
	var b strings.Builder
	for _, line := range calls.Preamble {
		b.WriteString(line + "\n")
	}
	fmt.Fprintf(&b, "\n# %s (%s %s), for the state %s\n", printable(p.Target.Name), p.Target.Kind, p.Target.Version, p.StateDigest)
	for i := range p.Steps {
		s := &p.Steps[i]
		c := calls.Operations[s.Name]
		fmt.Fprintf(&b, "\n# %d %s: %s%s\n", s.N, s.Name, printable(s.Because), s.lasting())
		if c.Verb == "" {
			fmt.Fprintf(&b, "echo %s >&2; exit 1\n", shell(fmt.Sprintf("step %d is %s, which REST does not have: %s", s.N, c.Method, s.Args.line())))
			continue
		}
		var v variables
		body, err := v.fill(c.Body, s.Args)
		if err != nil {
			return fmt.Errorf("write step %d: %w", s.N, err)
		}
		path := v.splice(c.Path, s.Args)
		for i, made := range v {
			fmt.Fprintf(&b, "v%d=$(%s)\n", i+1, made)
		}
		fmt.Fprintf(&b, "call %s \"%s\" %s\n", c.Verb, path, body)
	}
	for _, u := range p.Unreachable {
		fmt.Fprintf(&b, "\n# not reached: %s: %s", printable(u.Address), printable(u.Reason))
	}
	if len(p.Unreachable) > 0 {
		b.WriteByte('\n')
	}
	_, err := io.WriteString(w, b.String())
	return err
}

var plain = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z0-9_.,:*@-]+$`) })

// placeholder is {ARGUMENT} or {FUNCTION:ARGUMENT}.
var placeholder = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\{(?:([a-z_]+):)?([a-z_]*)\}`) })

// shell quotes a word.
func shell(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

func (a Args) value(name string) (any, bool) {
	for _, kv := range a.list() {
		if kv.name == name {
			return kv.value, true
		}
	}
	return nil, false
}

// variables are the commands whose output a step needs. Each has a line of its
// own before the step, since a script goes on where a command fails within a word.
type variables []string

// of is the variable that holds what a command prints.
func (v *variables) of(command string) string {
	i := slices.Index(*v, command)
	if i < 0 {
		i = len(*v)
		*v = append(*v, command)
	}
	return fmt.Sprintf("$v%d", i+1)
}

// splice puts arguments into a path that stands in double quotes.
func (v *variables) splice(path string, a Args) string {
	return placeholder().ReplaceAllStringFunc(path, func(s string) string {
		m := placeholder().FindStringSubmatch(s)
		arg, _ := a.value(m[2])
		return v.of(m[1] + " " + shell(fmt.Sprint(arg)))
	})
}

// fill gives a body as one shell word: JSON in single quotes, with what functions
// of the script print between.
func (v *variables) fill(template json.RawMessage, a Args) (string, error) {
	if len(template) == 0 {
		return "''", nil
	}
	out, _, err := filled(template, a)
	if err != nil {
		return "", err
	}
	return mark().ReplaceAllStringFunc(shell(string(out)), func(s string) string {
		m := mark().FindStringSubmatch(s)
		if m[1] == "account" {
			return `'"$(account)"'`
		}
		i, _ := strconv.Atoi(m[2])
		return `'"` + v.of(m[1]+" "+shell(fmt.Sprint(a.list()[i].value))) + `"'`
	}), nil
}

// mark stands in filled JSON for what a function prints. No argument holds one: JSON escapes the control character.
var mark = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile("\x01([a-z_]+):([0-9]+)\x01") })

// filled fills a template in; there is false for what is to be left out. Keys keep their order.
func filled(template json.RawMessage, a Args) (out json.RawMessage, there bool, err error) {
	template = bytes.TrimSpace(template)
	switch template[0] {
	case '{', '[':
		return nested(template, a)
	case '"':
	default:
		return template, true, nil
	}
	var s string
	if err := json.Unmarshal(template, &s); err != nil {
		return nil, false, err
	}
	m := placeholder().FindStringSubmatch(s)
	if m == nil {
		return template, true, nil
	}
	i := slices.IndexFunc(a.list(), func(kv argument) bool { return kv.name == m[2] })
	switch {
	case m[1] == "account":
		return json.RawMessage("\"\x01account:0\x01\""), true, nil
	case i < 0:
		return nil, false, nil
	case m[1] == "permissions":
		list := []map[string]string{}
		for _, p := range a.Privileges {
			list = append(list, map[string]string{"value": p})
		}
		out, err = encode(list)
		return out, true, err
	case m[1] != "":
		return json.RawMessage(fmt.Sprintf("\"\x01%s:%d\x01\"", m[1], i)), true, nil
	}
	out, err = encode(a.list()[i].value)
	return out, true, err
}

func encode(v any) (json.RawMessage, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimSpace(b.Bytes()), err
}

// nested fills an object or an array in.
func nested(template json.RawMessage, a Args) (json.RawMessage, bool, error) {
	dec := json.NewDecoder(bytes.NewReader(template))
	open, err := dec.Token()
	if err != nil {
		return nil, false, err
	}
	var b bytes.Buffer
	b.WriteString(fmt.Sprint(open))
	first := true
	for dec.More() {
		key := ""
		if open == json.Delim('{') {
			t, err := dec.Token()
			if err != nil {
				return nil, false, err
			}
			key = strconv.Quote(fmt.Sprint(t)) + ":"
		}
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return nil, false, err
		}
		v, there, err := filled(raw, a)
		if err != nil {
			return nil, false, err
		}
		if !there {
			continue
		}
		if !first {
			b.WriteByte(',')
		}
		first = false
		b.WriteString(key)
		b.Write(v)
	}
	b.WriteString(map[json.Delim]string{'{': "}", '[': "]"}[open.(json.Delim)])
	return b.Bytes(), true, nil
}
