package schema

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// Write writes a state as files hold it: lists in their canonical order, an object
// a line, so that two states can be compared line by line. What the state covers
// is always said. s is sorted by it.
func (s *State) Write(w io.Writer) error {
	s.Sort()
	covers := []string{}
	for _, list := range stateLists {
		if s.Knows(list) {
			covers = append(covers, list)
		}
	}
	var b bytes.Buffer
	b.WriteString("{\n")
	writeMember(&b, "format", StateFormat)
	writeMember(&b, "target", s.Target)
	writeMember(&b, "covers", covers)
	writeList(&b, CoversGroups, s.Groups)
	writeList(&b, CoversRoles, s.Roles)
	writeList(&b, CoversUsers, s.Users)
	writeList(&b, CoversGrants, s.Grants)
	writeList(&b, CoversMembers, s.Members)
	writeList(&b, CoversDatabases, s.Databases)
	if len(s.Settings) > 0 {
		writeMember(&b, "settings", s.Settings)
	}
	b.Truncate(b.Len() - len(",\n"))
	b.WriteString("\n}\n")
	_, err := w.Write(b.Bytes())
	return err
}

func writeMember(b *bytes.Buffer, name string, v any) {
	fmt.Fprintf(b, "  %q: ", name)
	writeValue(b, v)
	b.WriteString(",\n")
}

func writeList[T any](b *bytes.Buffer, name string, list []T) {
	fmt.Fprintf(b, "  %q: [", name)
	for i := range list {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString("\n    ")
		writeValue(b, list[i])
	}
	if len(list) > 0 {
		b.WriteString("\n  ")
	}
	b.WriteString("],\n")
}

func writeValue(b *bytes.Buffer, v any) {
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic("schema: a state does not encode: " + err.Error())
	}
	b.Truncate(b.Len() - 1) // the line end
}
