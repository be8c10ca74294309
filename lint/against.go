package lint

import (
	"slices"
	"strings"

	"github.com/rolecall/rolecall/schema"
)

// Added lists the suppressions of a project that an earlier revision of it does
// not have, in source order: a change may accept findings, but not unseen. One
// that silences something else than before counts as added: it must stand in
// the same declaration, and cover the whole of it or the very same text.
// Without an earlier revision nothing is added.
func Added(base, now *schema.Project) []schema.Comment {
	if base == nil || now == nil {
		return nil
	}
	had := map[string]int{}
	for _, key := range suppressions(base) {
		had[key]++
	}
	var added []schema.Comment
	keys := suppressions(now)
	for i, c := range now.Comments {
		switch key := keys[i]; {
		case key == "":
		case had[key] > 0:
			had[key]--
		default:
			added = append(added, c)
		}
	}
	slices.SortStableFunc(added, func(a, b schema.Comment) int { return a.Range.Compare(b.Range) })
	return added
}

// suppressions says of each comment what it silences and why; nothing of those
// that silence nothing.
func suppressions(p *schema.Project) []string {
	byFile := map[string][]declaration{}
	for _, doc := range p.Documents {
		for _, d := range declarations(doc) {
			byFile[d.at.File] = append(byFile[d.at.File], d)
		}
	}
	keys := make([]string, len(p.Comments))
	for i, c := range p.Comments {
		if c.Problem != "" || len(c.Rules) == 0 || c.Reason.Value == "" {
			continue
		}
		where, text := "", scopeText(p, c.Scope)
		for _, d := range byFile[c.Scope.File] {
			if whole := d.at.Start == c.Scope.Start; whole || d.at.Covers(c.Scope) {
				where = d.address
				if whole {
					text = "" // whatever it comes to be
				}
				break
			}
		}
		var rules []string
		for _, r := range c.Rules {
			rules = append(rules, r.Value)
		}
		slices.Sort(rules)
		keys[i] = strings.Join([]string{where, strings.Join(rules, " "), c.Reason.Value, c.Until.Value, text}, "\x00")
	}
	return keys
}

// scopeText is what a comment covers, blanks made one.
func scopeText(p *schema.Project, r schema.Range) string {
	src := p.Sources[r.File]
	if r.Start.Byte > r.End.Byte || r.End.Byte > len(src) {
		return ""
	}
	return strings.Join(strings.Fields(string(src[r.Start.Byte:r.End.Byte])), " ")
}

// declaration is a top-level block by what it is called.
type declaration struct {
	address string // with the target it is for; instances have the same
	at      schema.Range
}

// declarations are the blocks of a document that have an address. Of a target
// the header is enough: what stands in it has none of its own.
func declarations(doc *schema.Document) []declaration {
	list := []declaration{{"target." + doc.Target.Name, doc.Target.Range}}
	add := func(kind string, b *schema.Block) {
		list = append(list, declaration{doc.Target.Name + " " + schema.RefAddress(kind, b.Label.Value, "", false), b.Body})
	}
	for _, x := range doc.Groups {
		add("privilege_group", &x.Block)
	}
	for _, x := range doc.Roles {
		add("role", &x.Block)
	}
	for _, x := range doc.Users {
		add("user", &x.Block)
	}
	for _, x := range doc.Bindings {
		add("binding", &x.Block)
	}
	for _, x := range doc.Tokens {
		add("token", &x.Block)
	}
	for _, x := range doc.Attributes {
		add("attribute", &x.Block)
	}
	for _, x := range doc.Conditions {
		add("condition", &x.Block)
	}
	for _, x := range doc.Invariants {
		add("invariant", &x.Block)
	}
	for _, x := range doc.Separations {
		add("separation", &x.Block)
	}
	for _, x := range doc.Boundaries {
		add("boundary", &x.Block)
	}
	return list
}
