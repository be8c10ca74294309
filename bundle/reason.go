package bundle

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

var errNoConditions = errors.New("no conditions are loaded")

// yes is the decision that the row makes.
func (x *index) yes(row int32) Decision {
	g := &x.table.Grants[row]
	d := Decision{Allowed: true, Role: g.Role, Source: g.Source, Condition: g.Condition}
	d.Reason = x.sentences[x.roleIDs[g.Role]].yes
	if g.Condition != "" {
		d.Reason += " while condition " + quote(g.Condition) + " holds"
	}
	return d
}

// no says why nothing allows the request: the roles that count, then what would have allowed it.
func (x *index) no(req *Request, at time.Time, roles []uint32, doubts []doubt) string {
	var s strings.Builder
	s.WriteString(x.subject(req, roles))
	s.WriteString(" " + quote(req.Privilege) + " on ")
	database, collection := x.scope(req)
	if collection != "" {
		s.WriteString("collection " + quote(collection) + " of ")
	}
	s.WriteString("database " + quote(database))
	separator := ": "
	for _, cause := range slices.Concat(x.doubts(doubts), x.lapsed(req, at)) {
		s.WriteString(separator + cause)
		separator = "; "
	}
	return s.String()
}

// subject names the roles that do not grant it.
func (x *index) subject(req *Request, roles []uint32) string {
	of := quote(req.Principal)
	if req.Roles != nil {
		of = "the request"
	}
	const shown = 5
	names := x.roleNames(roles)
	if len(names) == 0 {
		return of + " has no role, so none grants"
	}
	more := ""
	if len(names) > shown {
		more = fmt.Sprintf(" and %d more", len(names)-shown)
		names = names[:shown]
	}
	for i := range names {
		names[i] = quote(names[i])
	}
	return "no role of " + of + " (" + strings.Join(names, ", ") + more + ") grants"
}

// doubts says of each conditional row why it does not count.
func (x *index) doubts(doubts []doubt) []string {
	var causes []string
	for _, d := range doubts {
		g := &x.table.Grants[d.row]
		cause := "role " + quote(g.Role) + " does while condition " + quote(g.Condition) + " holds, "
		if d.err == nil {
			cause += "and it is false"
		} else {
			cause += "which cannot be told: " + oneLine(d.err.Error())
		}
		causes = append(causes, cause)
	}
	return slices.Compact(causes)
}

// lapsed says which bindings would have allowed it, had they not expired or were
// they not of another project.
func (x *index) lapsed(req *Request, at time.Time) []string {
	if req.Roles != nil {
		return nil
	}
	q, known := x.queryOf(req)
	h := x.holders.find(x.hash(req.Principal), req.Principal)
	if h == nil || h.n != isList || !known {
		return nil
	}
	var causes []string
	for _, m := range x.holders.list(h) {
		covers := !x.each(m.role, &q, func(int32, uint32) bool { return false })
		if !covers {
			continue
		}
		member := &x.table.Members[m.member]
		switch {
		case m.expired(at):
			causes = append(causes, fmt.Sprintf("the binding to role %q at %s expired at %s", member.Role, member.Source, member.Expires))
		case !x.inProject(m, req):
			causes = append(causes, fmt.Sprintf("the binding to role %q at %s is for project %q, %s", member.Role, member.Source, member.Project, projectOf(req)))
		}
	}
	return causes
}

func projectOf(req *Request) string {
	switch project := req.Attributes.Resource["project"].(type) {
	case nil:
		return "and the request has no attribute resource.project"
	case string:
		return "and the request's resource.project is " + quote(project)
	default:
		return "and the request's resource.project is not a string"
	}
}

// quote makes a name safe to print, whoever chose it.
func quote(name string) string { return strconv.Quote(name) }

// oneLine escapes what would leave the line.
func oneLine(s string) string {
	quoted := strconv.Quote(s)
	return strings.ReplaceAll(strings.ReplaceAll(quoted[1:len(quoted)-1], `\"`, `"`), `\\`, `\`)
}
