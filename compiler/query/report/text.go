package report

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/compiler/query"
)

// Text writes lists for people: principal by principal and role by role, each scope
// with what is given there and where that is written.
func Text(w io.Writer, r *Report) error {
	t := &textWriter{Writer: bufio.NewWriterSize(w, 1<<16), painter: painter(r.Color)}
	for i := range r.Lists {
		if i > 0 {
			t.WriteByte('\n')
		}
		t.list(&r.Lists[i])
	}
	return t.Flush()
}

type textWriter struct {
	*bufio.Writer
	painter
}

func (t *textWriter) list(l *List) {
	fmt.Fprintf(t, "%s (%s)\n", t.in(bold, l.Question), target(l.Ground))
	var held []bundle.Access // the rows of one principal by one role
	principal, principals, rows := "", 0, 0
	for row := range l.Rows {
		rows++
		if len(held) > 0 && (held[0].Principal != row.Principal || held[0].Role != row.Role || held[0].Project != row.Project) {
			t.role(l, held)
			held = held[:0]
		}
		if principals == 0 || row.Principal != principal {
			if len(held) > 0 {
				t.role(l, held)
				held = held[:0]
			}
			principal, principals = row.Principal, principals+1
			fmt.Fprintf(t, "\n%s\n", t.in(bold, name(principal)))
		}
		held = append(held, row)
	}
	if len(held) > 0 {
		t.role(l, held)
	}
	if rows == 0 {
		t.WriteString("\nnothing gives it to anyone who is known\n")
	} else {
		fmt.Fprintf(t, "\n%s, %s\n", count(principals, "principal", "principals"), count(rows, "row", "rows"))
	}
	t.reaches(l)
	t.unmodelled(l.NotModelled)
}

// line is rows that differ by privilege alone.
type line struct {
	bundle.Access
	privileges []string
}

// fold puts together the rows of a role that differ by privilege alone.
func fold(rows []bundle.Access) []line {
	var lines []line
	index := map[string]int{}
	for _, r := range rows {
		key := strings.Join(append([]string{r.Database, r.Collection, r.Condition, r.Source}, r.Via...), "\x00")
		i, ok := index[key]
		if !ok {
			i = len(lines)
			index[key] = i
			lines = append(lines, line{Access: r})
		}
		lines[i].privileges = append(lines[i].privileges, r.Privilege)
	}
	return lines
}

func (t *textWriter) role(l *List, rows []bundle.Access) {
	head := "  " + name(rows[0].Role)
	if rows[0].Project != "" {
		head += " in project " + name(rows[0].Project)
	}
	fmt.Fprintln(t, head)
	lines := fold(rows)
	width := 0
	for _, e := range lines {
		width = max(width, len(where(l.Ground, e.Database, e.Collection)))
	}
	for _, e := range lines {
		t.WriteString(strings.TrimRight(fmt.Sprintf("    %-*s  %s", min(width, 40), where(l.Ground, e.Database, e.Collection), t.what(l, &e)), " "))
		t.WriteString(t.source(e.Source) + "\n")
	}
}

// what says what is given: the privileges, those of a group by its name, and under
// which condition. What comes through a group that is asked about alone is told in full.
func (t *textWriter) what(l *List, e *line) string {
	var words []string
	if l.Privilege == "" {
		words = append(words, names(e.privileges))
	}
	if len(e.Via) > 0 {
		words = append(words, "through "+strings.ReplaceAll(names(e.Via), ", ", " > "))
	}
	if e.Condition != "" {
		words = append(words, t.in(yellow, "while "+name(e.Condition)))
	}
	return strings.Join(words, " ")
}

// mostReaches is how many lines tell of what is reached besides; JSON has all of it.
const mostReaches = 50

func (t *textWriter) reaches(l *List) {
	told, left := 0, 0
	seen := map[string]bool{}
	for r := range l.Reaches {
		line := fmt.Sprintf("  %s by role %s on %s: also %s", name(r.Principal), name(r.Role), where(l.Ground, r.Database, r.Collection), databases(r.Reaches))
		if seen[line] {
			continue
		}
		if told == mostReaches {
			left++
			continue
		}
		if told == 0 {
			fmt.Fprintf(t, "\n%s (requests are authorised against the database of the connection)\n", t.in(bold, "Also reaches"))
		}
		seen[line] = true
		told++
		fmt.Fprintln(t, line)
	}
	if left > 0 {
		fmt.Fprintf(t, "  and %d more: --format json lists all\n", left)
	}
}

// databases names what is reached.
func databases(list []string) string {
	if slices.Equal(list, []string{bundle.Any}) {
		return "other databases"
	}
	return "database " + names(list)
}

func (t *textWriter) unmodelled(list []query.Unmodelled) {
	if len(list) == 0 {
		return
	}
	fmt.Fprintf(t, "\n%s\n", t.in(bold, "Not in these rows"))
	for _, u := range list {
		who := ""
		if u.Principal != "" {
			who = name(u.Principal) + ", "
		}
		if u.Role != "" {
			who += "role " + name(u.Role) + ": "
		}
		fmt.Fprintf(t, "  %s%s\n", who, plain(u.Reason))
	}
}
