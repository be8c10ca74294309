package report

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/compiler/query"
)

// CanJSON writes the answer to whether somebody may as one document.
func CanJSON(w io.Writer, g *query.Ground, a *query.Answer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(struct {
		Format string        `json:"format"`
		Target bundle.Target `json:"target"`
		*query.Answer
	}{CanFormat, g.Target, a})
}

// What of an answer text shows. JSON has all of it.
const (
	shownWays        = 3
	shownSuggestions = 5
)

// Can writes the answer for people: the verdict, the ways or what came close, and
// on a no what would make it a yes.
func Can(w io.Writer, g *query.Ground, a *query.Answer, color bool) error {
	c := &canWriter{ground: g, answer: a, painter: painter(color)}
	c.verdict()
	c.ways()
	c.missed()
	c.suggested()
	c.reaches()
	c.notModelled()
	_, err := io.WriteString(w, c.String())
	return err
}

type canWriter struct {
	strings.Builder
	painter
	ground *query.Ground
	answer *query.Answer
}

var verdictStyles = map[query.Verdict]string{query.Yes: green, query.If: yellow, query.No: red}

func (c *canWriter) verdict() {
	a := c.answer
	asked := name(a.Privilege) + scope(c.ground, a.Database, a.Collection)
	says := map[query.Verdict]string{query.Yes: "may", query.If: "may, if a condition holds,", query.No: "may not"}[a.Verdict]
	fmt.Fprintf(c, "%s: %s %s %s (%s)\n", c.in(verdictStyles[a.Verdict], string(a.Verdict)), name(a.Principal), says, asked, target(c.ground))
	if a.Group && a.Verdict == query.No && len(a.Ways) > 0 {
		fmt.Fprintf(c, "it lacks %s of it\n", names(a.Missing))
	}
}

func (c *canWriter) ways() {
	for i := range c.answer.Ways {
		if i == shownWays {
			fmt.Fprintf(c, "\nand %s: --format json lists all\n", count(len(c.answer.Ways)-i, "other way", "other ways"))
			return
		}
		c.way(&c.answer.Ways[i])
	}
}

func (c *canWriter) way(w *query.Way) {
	c.WriteByte('\n')
	if c.answer.Group {
		fmt.Fprintf(c, "  %s\n", names(w.Privileges))
	}
	type row struct{ text, source string }
	var rows []row
	width := 0
	for _, l := range w.Chain {
		r := row{c.link(&l, w), l.Source}
		rows = append(rows, r)
		width = max(width, len([]rune(r.text)))
	}
	for i, r := range rows {
		pad := strings.Repeat(" ", max(0, width-len([]rune(r.text))))
		if i == 0 || r.source == "" {
			fmt.Fprintf(c, "  %s\n", r.text)
			continue
		}
		fmt.Fprintf(c, "    %s%s%s\n", r.text, pad, c.source(r.source))
	}
	c.condition(w.Condition)
	if !w.Whole {
		fmt.Fprintf(c, "    %s\n", c.in(yellow, "there only, not on all that is asked for"))
	}
}

func (c *canWriter) link(l *query.Link, w *query.Way) string {
	switch l.Kind {
	case query.LinkPrincipal:
		return name(l.Name)
	case query.LinkBinding:
		s := "is bound by " + plain(l.Name)
		if l.Name == l.Source {
			s = "is bound"
		}
		if l.Until != "" {
			s += " until " + l.Until
		}
		return s
	case query.LinkEveryone:
		return "holds, as everyone does,"
	case query.LinkToken:
		return strings.TrimSuffix("claims it until "+l.Until, " until ")
	case query.LinkRole:
		s := "to " + roleName(l.Name)
		if w.Project != "" {
			s += " in project " + name(w.Project)
		}
		return s
	case query.LinkInclude:
		return "which includes " + roleName(l.Name)
	case query.LinkGroup:
		return "through " + groupName(l.Name)
	case query.LinkBrings:
		return "along with " + name(l.Name)
	case query.LinkGrant:
		return "granted on " + where(c.ground, w.Database, w.Collection)
	}
	panic("query/report: no such link: " + string(l.Kind))
}

func roleName(s string) string {
	if strings.HasPrefix(s, "role.") || strings.HasPrefix(s, "role[") {
		return plain(s)
	}
	return "role " + name(s)
}

func groupName(s string) string {
	if strings.HasPrefix(s, "privilege_group.") || strings.HasPrefix(s, "privilege_group[") {
		return plain(s)
	}
	return "group " + name(s)
}

func (c *canWriter) condition(cond *query.Condition) {
	if cond == nil {
		return
	}
	says := "holds"
	if cond.Holds == query.If {
		says = "decides: " + plain(cond.Reason)
	}
	fmt.Fprintf(c, "    %s %s%s\n", c.in(yellow, "if condition "+name(cond.ID)), says, c.source(cond.Source))
	fmt.Fprintf(c, "      %s\n", plain(strings.Join(strings.Fields(cond.Expression), " ")))
}

func (c *canWriter) missed() {
	if len(c.answer.NearMisses) == 0 {
		return
	}
	fmt.Fprintf(c, "\n%s\n", c.in(bold, "What comes close"))
	for _, m := range c.answer.NearMisses {
		fmt.Fprintf(c, "  %s%s\n", plain(m.Reason), c.source(m.Source))
	}
}

func (c *canWriter) suggested() {
	if len(c.answer.Suggestions) == 0 {
		return
	}
	fmt.Fprintf(c, "\n%s\n", c.in(bold, "Each of these would allow it, the one that opens least first"))
	for i := range c.answer.Suggestions {
		if i == shownSuggestions {
			fmt.Fprintf(c, "  and %d more: --format json lists them\n", len(c.answer.Suggestions)-i)
			break
		}
		s := &c.answer.Suggestions[i]
		fmt.Fprintf(c, "  %d. %s%s\n", i+1, plain(s.Change), c.source(s.Source))
		if s.Note != "" {
			fmt.Fprintf(c, "     %s\n", plain(s.Note))
		}
		fmt.Fprintf(c, "     %s\n", c.opens(&s.Opens))
	}
	if n := c.answer.NotWeighed; n > 0 {
		fmt.Fprintf(c, "  %s with more rows would do too and were not weighed\n", count(n, "role", "roles"))
	}
	if c.answer.Note != "" {
		fmt.Fprintf(c, "  %s\n", plain(c.answer.Note))
	}
	if first := c.answer.Suggestions[0]; first.Write != "" {
		fmt.Fprintf(c, "\nThe first one, written out:\n\n%s", indented(first.Write))
	}
}

// indented sets a block off.
func indented(block string) string {
	var b strings.Builder
	for line := range strings.Lines(block) {
		if line != "\n" {
			b.WriteString("    ")
		}
		b.WriteString(plain(strings.TrimSuffix(line, "\n")) + "\n")
	}
	return b.String()
}

// opens says what a change opens besides.
func (c *canWriter) opens(o *query.Opened) string {
	if o.Rows == 0 {
		return c.in(green, "opens nothing else")
	}
	var some []string
	for _, a := range o.Access {
		s := name(a.Privilege) + scope(c.ground, a.Database, a.Collection)
		if !slices.Contains(some, s) {
			some = append(some, s)
		}
		if len(some) == 3 {
			break
		}
	}
	style := yellow
	if o.Risk == "admin" || o.Risk == "destructive" {
		style = red
	}
	said := fmt.Sprintf("also opens %s for %s, the worst to %s", count(o.Rows, "row", "rows"), whom(o), risk(o.Risk))
	return c.in(style, said) + ": " + more(some, o.Rows)
}

// whom names who gains what a change opens, where they are few.
func whom(o *query.Opened) string {
	var who []string
	for _, a := range o.Access {
		if !slices.Contains(who, a.Principal) {
			who = append(who, a.Principal)
		}
	}
	if len(who) < o.Principals || len(who) > 3 {
		return count(o.Principals, "principal", "principals")
	}
	return names(who)
}

// risk is what a risk lets one do.
func risk(r string) string {
	switch r {
	case "admin":
		return "administer"
	case "destructive":
		return "destroy"
	}
	return r
}

func more(some []string, all int) string {
	s := strings.Join(some, ", ")
	if all > len(some) {
		s += ", …"
	}
	return s
}

func (c *canWriter) reaches() {
	seen := map[string]bool{}
	for _, r := range c.answer.AlsoReaches {
		line := fmt.Sprintf("  role %s on %s: also %s", name(r.Role), where(c.ground, r.Database, r.Collection), databases(r.Reaches))
		if seen[line] {
			continue
		}
		if len(seen) == 0 {
			fmt.Fprintf(c, "\n%s (requests are authorised against the database of the connection)\n", c.in(bold, "Also reaches"))
		}
		seen[line] = true
		c.WriteString(line + "\n")
	}
}

func (c *canWriter) notModelled() {
	t := &textWriter{painter: c.painter}
	t.Writer = bufio.NewWriter(c)
	t.unmodelled(c.answer.NotModelled)
	_ = t.Flush() // a Builder takes everything
}
