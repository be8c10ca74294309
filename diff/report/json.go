package report

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"io"
	"iter"
	"slices"

	"github.com/rolecall/rolecall/diff"
	findings "github.com/rolecall/rolecall/lint/report"
)

// JSONFormat marks the document that [JSON] writes.
const JSONFormat = "rolecall.diff/v1"

// JSON writes one document: the result, or all of them under targets where there
// are several. Entries of lists stand on a line each.
func JSON(w io.Writer, r *Report) error {
	j := &jsonWriter{Writer: bufio.NewWriter(w)}
	j.open("{")
	j.field("format", JSONFormat)
	if len(r.Results) == 1 {
		j.result(r.Results[0])
	} else {
		j.name("targets")
		j.open("[")
		for _, result := range r.Results {
			j.next()
			j.open("{")
			j.result(result)
			j.close("}")
		}
		j.close("]")
	}
	j.context(r)
	j.close("}")
	j.WriteByte('\n')
	if j.err != nil {
		return j.err
	}
	return j.Flush()
}

func (j *jsonWriter) result(r *diff.Result) {
	j.field("target", r.Target)
	server := r
	if r.Base != nil {
		server = cmp.Or(r.Server, &diff.Result{})
	}
	j.field("state_digest", server.StateDigest)
	j.field("summary", r.Summary())
	array(j, "changes", slices.Values(r.Changes))
	array(j, "access", r.Access.All())
	array(j, "also_reaches", r.AlsoReaches())
	if unknown := r.Unknown; r.Base != nil {
		array(j, "unknown", slices.Values(append(unknown[:len(unknown):len(unknown)], server.Unknown...)))
	} else {
		array(j, "unknown", slices.Values(unknown))
	}
	array(j, "unmanaged", slices.Values(server.Unmanaged))
	array(j, "findings", func(yield func(any) bool) {
		for i := range r.Findings {
			if !yield(findings.JSONFinding(&r.Findings[i])) {
				return
			}
		}
	})
	if r.Base != nil {
		array(j, "drift", slices.Values(r.Drift))
		array(j, "blast_radius", func(yield func(blast) bool) {
			for _, b := range r.Blasts() {
				if !yield(blast{b.Kind, b.Address, orEmpty(b.Roles), orEmpty(b.Principals), b.Rows, b.Source}) {
					return
				}
			}
		})
	}
}

// jsonWriter writes a document piece by piece: a difference of access can have
// millions of entries. The first error stays.
type jsonWriter struct {
	*bufio.Writer
	begun []bool // by depth: something was written
	buf   bytes.Buffer
	err   error
}

func (j *jsonWriter) open(bracket string) {
	j.WriteString(bracket)
	j.begun = append(j.begun, false)
}

func (j *jsonWriter) close(bracket string) {
	last := len(j.begun) - 1
	if j.begun[last] {
		j.line(last)
	}
	j.begun = j.begun[:last]
	j.WriteString(bracket)
}

// next begins another entry.
func (j *jsonWriter) next() {
	last := len(j.begun) - 1
	if j.begun[last] {
		j.WriteByte(',')
	}
	j.begun[last] = true
	j.line(last + 1)
}

func (j *jsonWriter) line(depth int) {
	j.WriteByte('\n')
	for range depth {
		j.WriteString("  ")
	}
}

func (j *jsonWriter) name(s string) {
	j.next()
	j.value(s)
	j.WriteString(": ")
}

func (j *jsonWriter) field(name string, v any) {
	j.name(name)
	j.value(v)
}

func (j *jsonWriter) value(v any) {
	j.buf.Reset()
	enc := json.NewEncoder(&j.buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil && j.err == nil {
		j.err = err
	}
	j.Write(bytes.TrimSuffix(j.buf.Bytes(), []byte("\n")))
}

func array[T any](j *jsonWriter, name string, values iter.Seq[T]) {
	j.name(name)
	j.open("[")
	for v := range values {
		j.next()
		j.value(v)
	}
	j.close("]")
}
