package conformance

import "slices"

// The exceptions: where a server allows what we do not. None is the other way
// round: what we allow, the server allows.
const (
	// A call that asks for its privilege on another type of object than grants
	// of it are for is out of reach of every grant of that privilege. It opens
	// to what does not look at the type or at the name: admin, the wildcard and
	// the legacy groups. Rows are by privilege, and a row of theirs would say
	// that a dead privilege guards something (GetImportProgress and ListImport,
	// for which REST asks for Import instead), or nothing new (row policies).
	unreachable = "a call that no grant of its privilege opens"

	// On 3.0 a rename into another database is asked for on the database *,
	// which All and Admin on * match, as they do not match a rename within a
	// database. A row on * would allow both, so there is none.
	renameAcross = "a rename across databases by a legacy group on *"
)

// exception names the exception that the question is one of, empty where it is none.
func (s *sides) exception(a ask) string {
	switch {
	case guards(s.line)[a.call.name].operation.Unreachable:
		if a.role == "admin" || s.holds(a.role, func(privilege, _ string) bool {
			return slices.Contains([]string{"*", "PrivilegeAll", "PrivilegeGroupAdmin"}, privilege)
		}) {
			return unreachable
		}
	case s.version == "3.0" && a.to != "":
		if s.holds(a.role, func(privilege, object string) bool {
			return object == "Global-*.*" && slices.Contains([]string{"PrivilegeAll", "PrivilegeGroupAdmin"}, privilege)
		}) {
			return renameAcross
		}
	}
	return ""
}

// holds reports whether the role has a policy on the server that is such.
func (s *sides) holds(role string, such func(privilege, object string) bool) bool {
	return slices.ContainsFunc(s.policies(role), func(p []string) bool { return such(p[2], p[1]) })
}
