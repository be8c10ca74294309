package modelserver

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// asWritten says what the proxy calls a thing whose name it checks by its common
// rule, that of names in grants.
var asWritten = map[string]string{"role": "role name", "grant_collection": "collection name", "object": "object name", "privilege": "Privilege"}

// name checks a name as the proxy does. What the server began with it takes.
func (v *Server) name(of, name string) error {
	ruled := of
	if of == "privilege" || of == "object" { // have the rule of what a grant names
		ruled = "grant_collection"
	}
	rule := v.catalog.NameRule(ruled)
	trimmed := strings.TrimSpace(name)
	if rule == nil || v.names[name] {
		return nil
	}
	n := utf8.RuneCountInString(trimmed)
	if n >= rule.Min && n <= rule.Max && regexp.MustCompile(rule.Pattern).MatchString(trimmed) {
		return nil
	}
	switch of {
	case "user":
		return v.userName(trimmed, rule.Max)
	case "database":
		return refuse(database, "%s: invalid database name[database=%s]", fault("a database name", "database name", trimmed, rule.Max), name)
	case "privilege_group":
		return groupNamed(trimmed, rule.Max)
	}
	return v.commonName(asWritten[of], trimmed, rule.Max)
}

func letter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// begins reports whether a name may begin as it does.
func begins(name string) bool { return name[0] == '_' || letter(name[0]) }

// stray finds the first character, behind the first one, that is none of letters, digits and others.
func stray(name, others string) (c byte, at int) {
	for i := 1; i < len(name); i++ {
		if c := name[i]; !letter(c) && (c < '0' || c > '9') && !strings.ContainsRune(others, rune(c)) {
			return c, i
		}
	}
	return 0, 0
}

func (v *Server) commonName(what, name string, most int) error {
	switch {
	case name == "":
		return refuse(invalid, "%s should be not empty: invalid parameter[expected=not empty][actual=]", what)
	case len(name) > most:
		return refuse(invalid, "the length of %s must be not greater than limit: invalid parameter[%d out of range 0 <= value <= %d]", what, len(name), most)
	case !begins(name):
		return refuse(invalid, "the first character of %s must be an underscore or letter: invalid parameter[expected=%d][actual=%d]", what, '_', name[0])
	}
	c, at := stray(name, "_$")
	if v.catalog.Version == "2.5" {
		return wrong("%s can only contain numbers, letters, dollars and underscores, found %c at %d", what, c, at)
	}
	return wrong("%s can only contain numbers, letters, underscores, and allowed characters ($), found %c at %d", what, c, at)
}

func (v *Server) userName(name string, most int) error {
	switch {
	case name == "":
		return wrong("username must be not empty")
	case len(name) > most:
		return wrong("invalid username %s with length %d, the length of username must be less than %d", name, len(name), most)
	case !letter(name[0]):
		return wrong("invalid user name %s, the first character must be a letter, but got %c", name, name[0])
	}
	if v.catalog.Version == "2.5" {
		c, _ := stray(name, "_")
		return wrong("invalid user name %s, username must contain only numbers, letters and underscores, but got %d", name, c)
	}
	c, _ := stray(name, "_-.")
	return wrong("invalid user name %s, username must contain only numbers, letters, underscores, dots, and hyphens, but got %d", name, c)
}

// fault says what is wrong with a name of letters, digits and underscores.
func fault(a, what, name string, most int) string {
	switch {
	case name == "":
		return what + " couldn't be empty"
	case len(name) > most:
		return fmt.Sprintf("the length of %s must be less than %d characters", a, most)
	case !begins(name):
		return fmt.Sprintf("the first character of %s must be an underscore or letter", a)
	}
	return what + " can only contain numbers, letters and underscores"
}

// groupNamed has the server's own mistake: what it is told to fill in it puts in front.
func groupNamed(name string, most int) error {
	switch {
	case name == "":
		return refuse(groupName, "invalid privilege group name[privilegeGroup=privilege group name should not be empty]")
	case len(name) > most:
		return refuse(groupName, "%s->%d: invalid privilege group name[privilegeGroup=the length of a privilege group name %%s must be less than %%s characters]", name, most)
	case !begins(name):
		return refuse(groupName, "%s: invalid privilege group name[privilegeGroup=the first character of a privilege group name %%s must be an underscore or letter]", name)
	}
	return wrong("privilege group name %s can only contain numbers, letters and underscores", name)
}

// longest is how many bytes a description may have (proxy.maxRoleDescriptionLength).
const longest = 1024

func described(text string) error {
	if len(text) > longest {
		return refuse(invalid, "the length of role description must be not greater than limit: invalid parameter[%d out of range 0 <= value <= %d]", len(text), longest)
	}
	return nil
}
