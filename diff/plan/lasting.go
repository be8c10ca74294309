package plan

import "strings"

// lasting says of operations whose inverse does not bring back all that is lost, and
// why they are planned.
var lasting = map[string]string{
	DropUser:      "a user who is created again has another password; a policy that declares users declares them all, and these it neither declares nor binds (declare them, or set unmanaged to report or ignore, and they stay)",
	ForceDropRole: "a role that is created again has none of its grants, some of which no call takes back by itself",
}

// lasting marks an operation that cannot be undone.
func (o Operation) lasting() string {
	if lasting[o.Name] == "" {
		return ""
	}
	return ", cannot be undone"
}

func (p *Plan) writeLasting(b *strings.Builder) {
	title := "cannot be undone:\n"
	for _, name := range []string{DropUser, ForceDropRole} {
		if p.count(name) > 0 {
			b.WriteString(title + "  " + name + ": " + lasting[name] + "\n")
			title = ""
		}
	}
}

// count is how many steps are of an operation.
func (p *Plan) count(operation string) int {
	n := 0
	for i := range p.Steps {
		if p.Steps[i].Name == operation {
			n++
		}
	}
	return n
}
