package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"iter"
	"slices"
)

// JSON writes one document: the list, or all of them under targets where there are
// several. Entries of lists stand on a line each.
func JSON(w io.Writer, r *Report) error {
	j := newJSONWriter(w)
	j.say("{\n  \"format\": ")
	j.value(r.Format)
	if len(r.Lists) == 1 {
		j.list("  ", &r.Lists[0])
	} else {
		j.say(",\n  \"targets\": [")
		for i := range r.Lists {
			if i > 0 {
				j.say(",")
			}
			j.say("\n    {\n      \"target\": ")
			j.value(r.Lists[i].Ground.Target)
			j.list("      ", &r.Lists[i])
			j.say("\n    }")
		}
		j.say("\n  ]")
	}
	j.say("\n}\n")
	return j.end()
}

// jsonWriter keeps the first error.
type jsonWriter struct {
	out *bufio.Writer
	buf bytes.Buffer
	enc *json.Encoder
	err error
}

func newJSONWriter(w io.Writer) *jsonWriter {
	j := &jsonWriter{out: bufio.NewWriterSize(w, 1<<16)}
	j.enc = json.NewEncoder(&j.buf)
	j.enc.SetEscapeHTML(false)
	return j
}

func (j *jsonWriter) say(s string) {
	if _, err := j.out.WriteString(s); err != nil && j.err == nil {
		j.err = err
	}
}

// value writes a value on the line.
func (j *jsonWriter) value(v any) {
	j.buf.Reset()
	if err := j.enc.Encode(v); err != nil {
		panic("query/report: an answer does not encode: " + err.Error())
	}
	if _, err := j.out.Write(bytes.TrimRight(j.buf.Bytes(), "\n")); err != nil && j.err == nil {
		j.err = err
	}
}

func (j *jsonWriter) list(indent string, l *List) {
	array(j, indent, "rows", l.Rows)
	array(j, indent, "also_reaches", l.Reaches)
	array(j, indent, "not_modelled", slices.Values(l.NotModelled))
}

// array writes a list as it comes.
func array[T any](j *jsonWriter, indent, name string, entries iter.Seq[T]) {
	j.say(",\n" + indent + "\"" + name + "\": [")
	separator := "\n"
	for e := range entries {
		if j.err != nil {
			return
		}
		j.say(separator + indent + "  ")
		j.value(e)
		separator = ",\n"
	}
	if separator != "\n" {
		j.say("\n" + indent)
	}
	j.say("]")
}

func (j *jsonWriter) end() error {
	if j.err != nil {
		return j.err
	}
	return j.out.Flush()
}
