package usage

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/target"
)

// AccessLog reads access logs of a server. Make one with [NewAccessLog].
type AccessLog struct {
	log     *target.AccessLog
	formats []lineFormat
	calls   map[string]*call
}

// NewAccessLog reads lines of the vendor's formats, or of others in their place,
// which are written as the server's configuration has them. What calls take is the
// catalog's.
func NewAccessLog(log *target.AccessLog, c *schema.Catalog, formats []string) (*AccessLog, error) {
	if len(formats) == 0 {
		for _, f := range log.Formats {
			formats = append(formats, f.Format)
		}
	}
	a := &AccessLog{log: log, calls: callsOf(c, log.Own)}
	for _, f := range formats {
		parsed, err := newLineFormat(f, log.Metrics)
		if err != nil {
			return nil, err
		}
		a.formats = append(a.formats, parsed)
	}
	return a, nil
}

// values are what a line gives of each metric that counts.
type values struct{ time, principal, operation, status, code, database, collection []byte }

func (v *values) of(kind string) *[]byte {
	switch kind {
	case "time":
		return &v.time
	case "principal":
		return &v.principal
	case "operation":
		return &v.operation
	case "status":
		return &v.status
	case "code":
		return &v.code
	case "database":
		return &v.database
	case "collection":
		return &v.collection
	}
	return nil
}

// Parse reads one line. A line that fits a format in two ways is Malformed: it may
// have been made by who called.
func (a *AccessLog) Parse(line []byte, e *Event) (Skip, string) {
	line = bytes.TrimRight(line, "\r\n")
	if len(bytes.TrimSpace(line)) == 0 {
		return Blank, ""
	}
	for i := range a.formats {
		var v values
		if a.formats[i].match(line, &v) {
			return a.event(&v, e)
		}
	}
	return Malformed, ""
}

func (a *AccessLog) event(v *values, e *Event) (Skip, string) {
	if !a.time(v.time, &e.At) || len(v.operation) == 0 {
		return Malformed, ""
	}
	status, code := string(v.status), string(v.code)
	if a.log.Unproven.Is(status, code) {
		return Unproven, ""
	}
	c := a.calls[string(v.operation)]
	switch {
	case c == nil:
		return Unknown, string(v.operation)
	case c.open:
		return Open, ""
	}
	e.Server, e.Own, e.Needs = true, c.own, c.needs
	e.Allowed = !a.log.Denied.Is(status, code)
	e.Missing = NoAttributes
	a.field(v.principal, NoPrincipal, &e.Principal, e)
	a.field(v.database, NoDatabase, &e.Database, e)
	a.field(v.collection, NoCollection, &e.Collection, e)
	if e.Principal == "" {
		e.Missing |= NoPrincipal
	}
	return Taken, ""
}

// field takes a value that the format has and the server knows.
func (a *AccessLog) field(value []byte, field Fields, to *string, e *Event) {
	if value == nil || string(value) == a.log.Unknown {
		e.Missing |= field
		return
	}
	*to = string(value)
}

func (a *AccessLog) time(value []byte, to *time.Time) bool {
	for _, layout := range a.log.Times {
		if at, err := time.Parse(layout, string(value)); err == nil {
			*to = at.UTC()
			return true
		}
	}
	return false
}

// lineFormat is a format made ready: a text, then metrics each with the text that
// follows it.
type lineFormat struct {
	head   []byte
	fields []lineField
}

type lineField struct {
	kind string
	then []byte // empty only at the end
}

// newLineFormat reads a format. It must tell when, who and what; between two
// metrics must stand something.
func newLineFormat(format string, metrics map[string]string) (lineFormat, error) {
	var f lineFormat
	var names []string
	rest := format
	for {
		at := strings.IndexByte(rest, '$')
		text := rest
		if at >= 0 {
			text = rest[:at]
		}
		switch {
		case len(f.fields) == 0:
			f.head = []byte(text)
		case text == "" && at >= 0:
			return f, fmt.Errorf("format %q: nothing stands between two values", format)
		default:
			f.fields[len(f.fields)-1].then = []byte(text)
		}
		if at < 0 {
			break
		}
		name := metricAt(rest[at:])
		kind, known := metrics[name]
		if !known {
			return f, fmt.Errorf("format %q: %q is no value that the server knows", format, name)
		}
		names = append(names, kind)
		f.fields = append(f.fields, lineField{kind: kind})
		rest = rest[at+len(name):]
	}
	for _, needed := range []string{"time", "principal", "operation"} {
		if !slices.Contains(names, needed) {
			return f, fmt.Errorf("format %q: it does not tell the %s", format, needed)
		}
	}
	return f, nil
}

func metricAt(s string) string {
	end := 1
	for end < len(s) && (s[end] == '_' || s[end] >= 'a' && s[end] <= 'z') {
		end++
	}
	return s[:end]
}

// match takes a line apart.
func (f *lineFormat) match(line []byte, v *values) bool {
	rest, ok := bytes.CutPrefix(line, f.head)
	if !ok {
		return false
	}
	for i := range f.fields {
		field := &f.fields[i]
		last := i == len(f.fields)-1
		var value []byte
		switch {
		case last:
			value, ok = bytes.CutSuffix(rest, field.then)
			rest = nil
		default:
			value, rest, ok = bytes.Cut(rest, field.then)
		}
		if !ok || !fits(field, value, rest) {
			return false
		}
		if to := v.of(field.kind); to != nil && *to == nil {
			*to = value
		}
	}
	return true
}

// fits reports whether a value can be one of its kind. Of a text that goes on
// behind what ends it nobody knows where it ends.
func fits(f *lineField, value, rest []byte) bool {
	switch f.kind {
	case "text":
		return len(f.then) < 4 || !bytes.Contains(rest, f.then)
	case "operation", "status", "code":
		return bytes.IndexFunc(value, func(r rune) bool { return r == ' ' || r == '-' || r == '[' || r == ']' || r == '<' || r == '>' }) < 0 && len(value) > 0
	}
	return bytes.IndexByte(value, ']') < 0 && bytes.IndexByte(value, '[') < 0 && bytes.IndexByte(value, '>') < 0
}
