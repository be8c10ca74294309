package parse_test

import (
	"fmt"
	"sort"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/internal/txtest"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
)

// TestArchives reads each archive of testdata/parse and compares what was read,
// and what was found wrong, with want.txt. Lines of vars.txt are -var flags.
func TestArchives(t *testing.T) {
	txtest.Run(t, "../../testdata/parse/*.txtar", func(t *testing.T, a *txtest.Archive) {
		options := parse.Options{Vars: map[string]string{}}
		if a.Has("vars.txt") {
			for line := range strings.Lines(string(a.File(t, "vars.txt"))) {
				name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
				options.Vars[name] = value
			}
		}
		a.Golden(t, "want.txt", []byte(show(parse.Project(filesOf(a), options))))
	})
}

func filesOf(a *txtest.Archive) []parse.File {
	var files []parse.File
	for _, f := range a.Files {
		if strings.HasSuffix(f.Name, ".hcl") || strings.HasSuffix(f.Name, ".hcl.json") {
			files = append(files, parse.File{Path: f.Name, Data: f.Data})
		}
	}
	return files
}

// show writes a project and its findings, a line a fact.
func show(p *schema.Project, findings []schema.Finding) string {
	var b strings.Builder
	for _, d := range p.Documents {
		showDocument(&b, d)
	}
	for _, c := range p.Comments {
		fmt.Fprintf(&b, "ignore %v reason=%q until=%q %s covers %s-%d %s\n", texts(c.Rules), c.Reason.Value, c.Until.Value, c.Range, c.Scope, c.Scope.End.Line, c.Problem)
	}
	for _, f := range findings {
		fmt.Fprintf(&b, "%s %s-%d:%d %s | %s\n", f.Rule, f.Range, f.Range.End.Line, f.Range.End.Column, f.Message, f.Help)
	}
	return b.String()
}

func showDocument(b *strings.Builder, d *schema.Document) {
	t := d.Target
	fmt.Fprintf(b, "target %s %s version=%q plan=%q unmanaged=%q %s\n", t.Kind, t.ID(), t.Version.Value, t.Plan.Value, t.Unmanaged.Value, t.Range)
	for _, name := range sorted(t.Limits) {
		fmt.Fprintf(b, "  limit %s=%d %s\n", name, t.Limits[name].Value, t.Limits[name].Range)
	}
	for _, name := range sorted(t.Settings) {
		fmt.Fprintf(b, "  setting %s=%t %s\n", name, t.Settings[name].Value, t.Settings[name].Range)
	}
	for _, g := range t.Groups {
		fmt.Fprintf(b, "  group %s=%v %s\n", g.Name.Value, places(g.Privileges), g.Name.Range)
	}
	for _, db := range t.Databases {
		fmt.Fprintf(b, "  database %s %v\n", db.Name.Value, texts(db.Collections))
		for _, al := range db.Aliases {
			fmt.Fprintf(b, "    alias %s → %s\n", al.Alias.Value, al.Collection)
		}
	}
	for _, g := range d.Groups {
		fmt.Fprintf(b, "%s name=%q %v %s\n", g.Address("privilege_group"), g.Name.Value, names(g.Privileges), g.Range)
		if g.Verbatim {
			fmt.Fprintln(b, "  verbatim")
		}
	}
	for _, r := range d.Roles {
		fmt.Fprintf(b, "%s name=%q protected=%t labels=%v includes=%v %s\n", r.Address("role"), r.Name.Value, r.Protected, r.Labels, names(r.Includes), r.Range)
		for _, g := range r.Grants {
			fmt.Fprintf(b, "  grant %v database=%v collection=%v deploy=%q %s\n", names(g.Privileges), texts(g.Databases), texts(g.Collections), g.Deploy.Value, g.Range)
			if g.Verbatim {
				fmt.Fprintf(b, "    verbatim object_type=%q\n", g.ObjectType.Value)
			}
			if c := g.Condition; c != nil && c.Ref != nil {
				fmt.Fprintf(b, "    condition %s\n", c.Ref.Address())
			} else if c != nil {
				fmt.Fprintf(b, "    condition %s\n", template(c.Expression))
			}
		}
	}
	for _, u := range d.Users {
		fmt.Fprintf(b, "%s %s\n", u.Address("user"), u.Range)
	}
	for _, x := range d.Bindings {
		fmt.Fprintf(b, "%s roles=%v project=%q", x.Address("binding"), names(x.Roles), x.Project.Value)
		for _, p := range x.Principals {
			fmt.Fprintf(b, " %s", p.ID())
		}
		if x.Expires != nil {
			fmt.Fprintf(b, " until %s", x.Expires.Time.Format("2006-01-02T15:04:05Z07:00"))
		}
		fmt.Fprintf(b, " %s\n", x.Range)
	}
	for _, x := range d.Tokens {
		fmt.Fprintf(b, "%s never=%t", x.Address("token"), x.Never)
		for _, a := range x.Access {
			fmt.Fprintf(b, " %s:%s", a.Collection.Value, a.Access.Value)
		}
		fmt.Fprintln(b)
	}
	for _, a := range d.Attributes {
		fmt.Fprintf(b, "attribute %s.%s %s\n", a.Namespace.Value, a.Label.Value, a.Type)
	}
	for _, c := range d.Conditions {
		fmt.Fprintf(b, "%s %s\n", c.Address("condition"), template(c.Expression))
	}
	for _, x := range d.Invariants {
		fmt.Fprintf(b, "%s %s\n", x.Address("invariant"), x.Range)
		for _, n := range x.Never {
			fmt.Fprintf(b, "  never %v database=%v collection=%v principals=%v except=%v %s\n", names(n.Privileges), texts(n.Databases), texts(n.Collections), texts(n.Principals), names(n.Except), n.Range)
		}
	}
	for _, x := range d.Separations {
		fmt.Fprintf(b, "%s at_most=%d roles=%v %s\n", x.Address("separation"), x.AtMost, names(x.Roles), x.Range)
	}
	for _, x := range d.Boundaries {
		fmt.Fprintf(b, "%s files=%v databases=%v roles=%q %s\n", x.Address("boundary"), texts(x.Files), texts(x.Databases), x.Roles.Value, x.Range)
	}
	for _, x := range d.Tests {
		showTest(b, x)
	}
	for _, u := range d.Unused {
		fmt.Fprintf(b, "unused %s %s %s\n", u.Kind, u.Address, u.Range)
	}
	for _, r := range d.Removed {
		fmt.Fprintf(b, "removed %v\n", names([]schema.Name{r.From}))
	}
	for _, m := range d.Moved {
		fmt.Fprintf(b, "moved %v\n", names([]schema.Name{m.From, m.To}))
	}
}

func showTest(b *strings.Builder, x *schema.TestDecl) {
	fmt.Fprintf(b, "%s principal=%q %s\n", x.Address("test"), x.Principal.Value, x.Range)
	if x.HasRoles {
		fmt.Fprintf(b, "  roles=%v\n", names(x.Roles))
	}
	for _, a := range x.Attributes {
		fmt.Fprintf(b, "  %s=%#v %s\n", a.FullName(), a.Value, a.Range)
	}
	for _, e := range x.Expects {
		fmt.Fprintf(b, "  allow=%t %v database=%v collection=%v reason=%q %s\n", e.Allow, names(e.Privileges), texts(e.Databases), texts(e.Collections), e.Reason.Value, e.Range)
		if e.Role != nil {
			fmt.Fprintf(b, "    role %v\n", names([]schema.Name{*e.Role}))
		}
	}
}

// template shows an expression and where its last byte stands.
func template(t *schema.Template) string {
	if t == nil {
		return "without a value"
	}
	return fmt.Sprintf("%q from %s to %s", t.Value, t.At(0), t.At(len(t.Value)-1))
}

func names(ns []schema.Name) []string {
	out := []string{}
	for _, n := range ns {
		s := n.Value
		if n.Ref != nil {
			s = n.Ref.Address()
		}
		out = append(out, fmt.Sprintf("%s@%d:%d", s, n.Range.Start.Line, n.Range.Start.Column))
	}
	return out
}

func texts(ts []schema.Text) []string {
	var out []string
	for _, t := range ts {
		out = append(out, t.Value)
	}
	return out
}

// places gives texts with where they stand.
func places(ts []schema.Text) []string {
	var out []string
	for _, t := range ts {
		out = append(out, fmt.Sprintf("%s@%d:%d", t.Value, t.Range.Start.Line, t.Range.Start.Column))
	}
	return out
}

func sorted[V any](m map[string]V) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}
