package schema

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Pos is a place in a file. Line and Column count from 1, Column in UTF-8
// bytes; Byte counts from 0. The zero Pos is no place.
type Pos struct {
	Line   int `json:"line"`
	Column int `json:"column"`
	Byte   int `json:"byte"`
}

// Range is a stretch of one file; End is just behind its last byte. File is
// relative to the project, with forward slashes. The zero Range is no place:
// what the vendor owns, or what only a server has.
type Range struct {
	File  string `json:"file"`
	Start Pos    `json:"start"`
	End   Pos    `json:"end"`
}

// IsZero reports whether r is no place.
func (r Range) IsZero() bool { return r.File == "" }

// String is "file:line:column", or "" for no place.
func (r Range) String() string {
	if r.IsZero() {
		return ""
	}
	return fmt.Sprintf("%s:%d:%d", r.File, r.Start.Line, r.Start.Column)
}

// Compare orders ranges by file, then start, then end.
func (r Range) Compare(o Range) int {
	return cmp.Or(strings.Compare(r.File, o.File), cmp.Compare(r.Start.Byte, o.Start.Byte), cmp.Compare(r.End.Byte, o.End.Byte))
}

// Covers reports whether o lies within r.
func (r Range) Covers(o Range) bool {
	return !r.IsZero() && r.File == o.File && r.Start.Byte <= o.Start.Byte && o.End.Byte <= r.End.Byte
}

// Text is a string of the source and where it stands.
type Text struct {
	Value string
	Range Range
}

// Severity ranks a finding. The zero Severity is no severity and never stands in a finding.
type Severity int

// The severities, mildest first, so that they can be compared.
const (
	Info Severity = iota + 1
	Warning
	Error
)

// String is the name used in every output and flag.
func (s Severity) String() string {
	switch s {
	case Info:
		return "info"
	case Warning:
		return "warning"
	case Error:
		return "error"
	}
	return fmt.Sprintf("severity(%d)", int(s))
}

// MarshalText gives the name used in JSON.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// ParseSeverity reads a name written by [Severity.String].
func ParseSeverity(name string) (Severity, bool) {
	for _, s := range []Severity{Info, Warning, Error} {
		if s.String() == name {
			return s, true
		}
	}
	return 0, false
}

// Finding is one thing told to a person about a policy: a syntax error, a name
// that resolves to nothing, a rule's observation. All of rolecall's outputs
// are written from this one type.
type Finding struct {
	Rule     string // ID, as in "RC102"
	Name     string // the rule's name, as in "scope-level-mismatch"
	Severity Severity
	Message  string // one line, lower case, no final stop: what is so
	Help     string // why it matters here and what to write instead; may be empty
	Range    Range
	Related  []Related
	Fix      *Fix
	// Target is the ID of the target the finding is about, or the IDs of several
	// that share it, joined by ", "; empty where it is about a file.
	Target string
	// Subject is the address of the object the finding is about, as in
	// "role.searcher"; it goes into the fingerprint. May be empty.
	Subject string
	// Fingerprint identifies the finding across edits that move it. The runner sets it.
	Fingerprint string
	// Suppressed is set where a comment or a baseline silences the finding.
	Suppressed *Suppressed
	// Against says that it comes of a comparison with an earlier revision of the
	// policy: what a change says in its own favour does not silence it.
	Against bool
}

// Related points at another place that a finding speaks of.
type Related struct {
	Message string
	Range   Range
}

// Fix is a cure as edits on the source. Safe means that the policy's meaning stays as the author stated it.
type Fix struct {
	Title string
	Safe  bool
	Edits []Edit
}

// Edit replaces the bytes of Range by Text.
type Edit struct {
	Range Range
	Text  string
}

// Suppressed tells what silences a finding. Kind is "comment" or "baseline";
// Until is a date or empty. Added says that the change which is judged brings
// the comment along.
type Suppressed struct {
	Kind   string
	Reason string
	Until  string
	Added  bool
}

// SortFindings puts findings in the order of every output: place, rule,
// message. Findings with no place come first. The sort is stable.
func SortFindings(fs []Finding) {
	slices.SortStableFunc(fs, func(a, b Finding) int {
		return cmp.Or(strings.Compare(a.Range.File, b.Range.File), cmp.Compare(a.Range.Start.Byte, b.Range.Start.Byte),
			strings.Compare(a.Rule, b.Rule), cmp.Compare(a.Range.End.Byte, b.Range.End.Byte),
			strings.Compare(a.Target, b.Target), strings.Compare(a.Message, b.Message))
	})
}
