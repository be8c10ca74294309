package bundle

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"
)

// reader walks over one JSON value. It is stricter than encoding/json, for two
// readers that see different rows in the same bytes would be two policies: keys
// are compared exactly, a key may stand once in an object, a null is no string.
//
// INVARIANT: the data is valid JSON, which newReader establishes; so the walk
// needs no other bounds checks than those of its expectations.
type reader struct {
	data    []byte
	pos     int
	longest int // list in the data
	shared  shared
}

// newReader refuses data that is not one JSON value in UTF-8.
func newReader(data []byte) (*reader, error) {
	if !utf8.Valid(data) {
		return nil, errors.New("not valid UTF-8")
	}
	longest, ok := valid(data)
	if !ok {
		var v any
		return nil, fmt.Errorf("not valid JSON: %w", json.Unmarshal(data, &v))
	}
	return &reader{data: data, longest: longest}, nil
}

// next skips white space and returns the byte behind it.
func (r *reader) next() byte {
	for {
		switch c := r.data[r.pos]; c {
		case ' ', '\t', '\r', '\n':
			r.pos++
		default:
			return c
		}
	}
}

// object reads an object and calls field for each key, with the value ahead.
// The required keys must be there.
func (r *reader) object(field func(key string) error, required ...string) error {
	if r.next() != '{' {
		return errors.New("must be an object")
	}
	r.pos++
	var seen keys
	for r.next() != '}' {
		if r.data[r.pos] == ',' {
			r.pos++
			r.next()
		}
		key := r.text()
		if !seen.add(key) {
			return in(key, errors.New("stands twice"))
		}
		r.next()
		r.pos++ // the colon
		r.next()
		if err := field(key); err != nil {
			return in(key, err)
		}
	}
	r.pos++
	for _, key := range required {
		if seen.add(key) {
			return in(key, errors.New("is missing"))
		}
	}
	return nil
}

// array reads an array and calls element for each, with the value ahead.
func (r *reader) array(element func(i int) error) error {
	if r.next() != '[' {
		return errors.New("must be a list")
	}
	r.pos++
	for i := 0; r.next() != ']'; i++ {
		if r.data[r.pos] == ',' {
			r.pos++
			r.next()
		}
		if err := element(i); err != nil {
			return in("["+strconv.Itoa(i)+"]", err)
		}
	}
	r.pos++
	return nil
}

// str reads a string into to.
func (r *reader) str(to *string) error {
	if r.next() != '"' {
		return errors.New("must be a string")
	}
	*to = r.text()
	return nil
}

// strs reads a list of at most so many strings into to; an empty list is not nil.
func (r *reader) strs(to *[]string, most int) error {
	list := []string{}
	err := r.array(func(i int) error {
		if i == most {
			return errTooMany
		}
		list = append(list, "")
		return r.str(&list[len(list)-1])
	})
	*to = slices.Clip(list)
	return err
}

// text reads the string ahead.
func (r *reader) text() string {
	start := r.pos
	r.skipString()
	quoted := r.data[start:r.pos]
	plain := quoted[1 : len(quoted)-1]
	if bytes.IndexByte(plain, '\\') >= 0 {
		plain = unescaped(quoted)
	}
	return r.shared.string(plain)
}

func unescaped(quoted []byte) []byte {
	var s string
	if err := json.Unmarshal(quoted, &s); err != nil {
		panic("bundle: a string of valid JSON does not decode: " + err.Error())
	}
	return []byte(s)
}

// like reads a string into to. It is most likely before, the value that the row
// before has there: rows are sorted.
func (r *reader) like(before string, to *string) error {
	n := len(before)
	if ahead := r.data[r.pos:]; len(ahead) > n+1 && ahead[0] == '"' && ahead[n+1] == '"' && string(ahead[1:n+1]) == before && plainJSON(before) {
		*to = before
		r.pos += n + 2
		return nil
	}
	return r.str(to)
}

// plainJSON reports whether a string between quotes stands for itself.
func plainJSON(s string) bool {
	for ; len(s) >= 8; s = s[8:] {
		if specials(word(s)) != 0 {
			return false
		}
	}
	for i := range len(s) {
		if s[i] == '"' || s[i] == '\\' || s[i] < ' ' {
			return false
		}
	}
	return true
}

// literal goes over bytes where they are ahead.
func (r *reader) literal(s string) bool {
	if len(r.data)-r.pos < len(s) || string(r.data[r.pos:r.pos+len(s)]) != s {
		return false
	}
	r.pos += len(s)
	return true
}

// raw runs read and returns the bytes that it went over.
func (r *reader) raw(read func() error) ([]byte, error) {
	r.next()
	start := r.pos
	err := read()
	return r.data[start:r.pos], err
}

// skip goes over the value ahead.
func (r *reader) skip() error {
	depth := 0
	for {
		switch r.next() {
		case '{', '[':
			depth++
			r.pos++
		case '}', ']':
			depth--
			r.pos++
		case ',', ':':
			r.pos++
			continue
		case '"':
			r.skipString()
		default: // a number, true, false or null
			for r.pos < len(r.data) && ('a' <= r.data[r.pos] && r.data[r.pos] <= 'z' || bytes.IndexByte([]byte("+-.0123456789E"), r.data[r.pos]) >= 0) {
				r.pos++
			}
		}
		if depth == 0 {
			return nil
		}
	}
}

func (r *reader) skipString() {
	v := validator{data: r.data, pos: r.pos + 1}
	v.text()
	r.pos = v.pos
}

// keys is the set of the keys of one object. Few objects have more than the array holds.
type keys struct {
	few  [12]string
	n    int
	many map[string]bool
}

// add reports whether the key is new.
func (k *keys) add(key string) bool {
	if slices.Contains(k.few[:min(k.n, len(k.few))], key) || k.many[key] {
		return false
	}
	if k.n < len(k.few) {
		k.few[k.n] = key
	} else {
		if k.many == nil {
			k.many = map[string]bool{}
		}
		k.many[key] = true
	}
	k.n++
	return true
}

// fault is an error at a place in the document, as in "table.grants[12].role".
type fault struct {
	path string
	err  error
}

func (f *fault) Error() string { return f.path + ": " + f.err.Error() }
func (f *fault) Unwrap() error { return f.err }

// in puts a step in front of the place of an error: a key, a path of keys, or an index as "[12]".
func in(step string, err error) error {
	var f *fault
	if !errors.As(err, &f) {
		return &fault{path: printable(step), err: err}
	}
	dot := "."
	if f.path[0] == '[' {
		dot = ""
	}
	return &fault{path: printable(step) + dot + f.path, err: f.err}
}

// printable quotes a key that would not read as one.
func printable(step string) string {
	if step == "" || strconv.Quote(step) != `"`+step+`"` || len(step) > 100 {
		return strconv.Quote(step[:min(len(step), 100)])
	}
	return step
}
