package rules

import (
	"fmt"
	"slices"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// UnknownPrivilege reports names in lists of privileges that the target's
// version does not have, and those that only the vendor's own roles have.
var UnknownPrivilege = &lint.Rule{ID: "RC101", Name: "unknown-privilege", Severity: schema.Error, Check: checkUnknownPrivilege}

func checkUnknownPrivilege(p *lint.Pass) {
	for _, g := range p.Model.Target.Groups {
		for _, name := range g.Privileges {
			if p.Model.Catalog.Privilege(name.Value) == nil {
				p.Reportf(name.Range, "target."+p.Model.Target.ID(), "the server's configuration may list what it does not know, and gives nothing by it: take the name out where it does not",
					"%q in group %q is not a privilege of %s", name.Value, g.Name.Value, p.Model.Catalog.Title)
			}
		}
	}
	for _, g := range p.Model.Groups {
		judgeNames(p, g.Address, g.Items)
	}
	for g := range grants(p.Model) {
		judgeNames(p, g.Role.Address, g.Items)
	}
	for _, t := range p.Model.Tests {
		for _, e := range t.Expects {
			unknownAmong(p, t.Address, e.Items)
		}
	}
	for _, inv := range p.Model.Invariants {
		for _, n := range inv.Never {
			unknownAmong(p, inv.Address, n.Items)
		}
	}
}

// unknownAmong judges names that are asked for and not granted.
func unknownAmong(p *lint.Pass, subject string, items []schema.Item) {
	for _, it := range items {
		if it.Kind == schema.ItemUnknown {
			reportUnknown(p, subject, it.Name)
		}
	}
}

func judgeNames(p *lint.Pass, subject string, items []schema.Item) {
	for _, it := range items {
		switch {
		case it.Kind == schema.ItemUnknown:
			reportUnknown(p, subject, it.Name)
		case it.Kind == schema.ItemPrivilege && it.Privilege.Level == schema.LevelOperation:
			p.Reportf(it.Name.Range, subject, bindInstead(p.Model.Catalog, it.Privilege.Name),
				"%q belongs to the vendor's own roles and cannot be granted", it.Name.Value)
		}
	}
}

func reportUnknown(p *lint.Pass, subject string, name schema.Text) {
	cat := p.Model.Catalog
	f := schema.Finding{
		Range: name.Range, Subject: subject,
		Message: fmt.Sprintf("%q is not a privilege of %s", name.Value, cat.Title),
	}
	if i := slices.IndexFunc(cat.Renamed, func(r schema.Renamed) bool { return r.Old == name.Value }); i >= 0 {
		f.Help, f.Fix = renamed(p, name, &cat.Renamed[i])
	} else {
		f.Help, f.Fix = suggest(p, name)
	}
	p.Report(f)
}

// renamed says what became of a name. The new name is what the author meant, so writing it is safe.
func renamed(p *lint.Pass, name schema.Text, r *schema.Renamed) (help string, fix *schema.Fix) {
	since, note := "", ""
	if r.Date != "" {
		since = " since " + r.Date
	}
	if r.Note != "" {
		note = " (" + r.Note + ")"
	}
	if r.New == "" {
		return "take it out: nothing replaces it" + since + note, nil
	}
	cat := p.Model.Catalog
	if cat.Privilege(r.New) != nil || cat.Group(r.New) != nil {
		fix = replace(p, name, r.New, true)
	}
	return fmt.Sprintf("write %q, its name here%s%s", r.New, since, note), fix
}

// suggest finds what a name was meant to be; only a guess, so its fix is not safe.
func suggest(p *lint.Pass, name schema.Text) (help string, fix *schema.Fix) {
	for _, g := range p.Model.Groups {
		if g.Name == name.Value || g.Decl.Label.Value == name.Value {
			return fmt.Sprintf("a bare string names what the vendor owns: write %s without quotes for the group of this policy", g.Address), nil
		}
	}
	if name.Value == "*" {
		return "there is no wildcard here: list the privileges that are meant", nil
	}
	if near := schema.Nearest(name.Value, grantable(p.Model.Catalog)); near != "" {
		return fmt.Sprintf("did you mean %q?", near), replace(p, name, near, false)
	}
	return fmt.Sprintf("nothing is called like it: `rolecall catalog %s %s` lists what can be granted", p.Model.Catalog.Kind, p.Model.Catalog.Version), nil
}

// grantable are the names that a list of privileges may hold.
func grantable(cat *schema.Catalog) []string {
	var names []string
	for i := range cat.Privileges {
		if cat.Privileges[i].Level != schema.LevelOperation {
			names = append(names, cat.Privileges[i].Name)
		}
	}
	for i := range cat.Groups {
		names = append(names, cat.Groups[i].Name)
	}
	return names
}

// bindInstead names the vendor's roles that can do an operation.
func bindInstead(cat *schema.Catalog, operation string) string {
	var roles []string
	for i := range cat.Roles {
		for _, g := range cat.Roles[i].Grants {
			if slices.Contains(g.Privileges, operation) {
				roles = append(roles, fmt.Sprintf("%q", cat.Roles[i].Name))
				break
			}
		}
	}
	if len(roles) == 0 {
		return "take it out: no role of a policy can have it"
	}
	return "bind a role that has it instead: " + oneOf(roles)
}
