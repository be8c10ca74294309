package report

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/rolecall/rolecall/compiler/usage"

	queryreport "github.com/rolecall/rolecall/compiler/query/report"
)

// Format marks the document.
const Format = "rolecall.usage/v1"

// JSON writes all of a result.
func JSON(w io.Writer, r *usage.Result) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(struct {
		Format string `json:"format"`
		*usage.Result
	}{Format, r})
}

// CSV writes a line for each grant, role and binding, or, of a replay, for each
// request that would be answered otherwise. What a spreadsheet would calculate begins with a quote.
func CSV(w io.Writer, r *usage.Result) error {
	lines := usageLines(r)
	if r.Replay != nil {
		lines = replayLines(r.Replay)
	}
	c := csv.NewWriter(w)
	for _, line := range lines {
		for i, cell := range line {
			line[i] = queryreport.Cell(cell)
		}
		if err := c.Write(line); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

func usageLines(r *usage.Result) [][]string {
	lines := [][]string{{"kind", "principal", "roles", "privileges", "scopes", "condition", "source", "status", "uses", "possible", "first", "last", "unused_privileges", "unused_scopes", "confidence"}}
	add := func(kind, principal, roles, privileges, scopes, condition, source string, c usage.Count, j usage.Judgement, unusedPrivileges, unusedScopes string) {
		lines = append(lines, []string{kind, principal, roles, privileges, scopes, condition, source, string(j.Status),
			strconv.Itoa(c.Uses), strconv.Itoa(c.Possible), moment(c.First), moment(c.Last), unusedPrivileges, unusedScopes, strconv.Itoa(j.Confidence)})
	}
	for _, g := range r.Grants {
		add("grant", "", strings.Join(g.Roles, " "), strings.Join(g.Privileges, " "), places(g.Scopes), g.Condition, g.Source, g.Count, g.Judgement, strings.Join(g.UnusedPrivileges, " "), places(g.UnusedScopes))
	}
	for _, x := range r.Roles {
		add("role", "", x.Role, "", "", "", x.Source, x.Count, x.Judgement, "", "")
	}
	for _, b := range r.Bindings {
		add("binding", b.Principal, b.Role, "", "", "", b.Source, b.Count, b.Judgement, "", "")
	}
	return lines
}

func replayLines(r *usage.Replay) [][]string {
	lines := [][]string{{"change", "principal", "privilege", "database", "collection", "count", "first", "last", "why"}}
	for _, l := range []struct {
		change string
		list   []usage.Replayed
	}{{"newly_denied", r.Denied}, {"newly_allowed", r.Allowed}, {"undecided", r.Undecided}} {
		for i := range l.list {
			x := &l.list[i]
			lines = append(lines, []string{l.change, x.Principal, x.Privilege, x.Database, x.Collection, strconv.Itoa(x.Count), moment(&x.First), moment(&x.Last), x.Why})
		}
	}
	return lines
}

func moment(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.Format(time.RFC3339)
}

func places(list []usage.Place) string {
	words := make([]string, len(list))
	for i, p := range list {
		words[i] = fmt.Sprintf("%s.%s", p.Database, p.Collection)
	}
	return strings.Join(words, " ")
}
