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

// widen counts what comments silence, and tells those that silence more than
// they do in the earlier revision. What is new counts as silenced by the change,
// unless it comes of the comparison: there is no more of that than was agreed.
func (r *Result) widen(in Input, by map[*schema.Suppressed]int) {
	if in.Project == nil {
		return
	}
	r.silenced = map[string]int{}
	keys := suppressions(in.Project)
	wider := map[int]bool{}
	for i := range r.Findings {
		f := &r.Findings[i]
		at, ok := by[f.Suppressed]
		if !ok || f.Suppressed.Added {
			continue
		}
		key := keys[at] + "\x00" + r.identities[i]
		r.silenced[key]++
		if in.BaseRun != nil && r.silenced[key] > in.BaseRun.silenced[key] {
			wider[at] = true
			f.Suppressed.Added = !f.Against
		}
	}
	for i, c := range in.Project.Comments {
		if wider[i] {
			r.Wider = append(r.Wider, c)
		}
	}
	slices.SortStableFunc(r.Wider, func(a, b schema.Comment) int { return a.Range.Compare(b.Range) })
}
