package schema

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"unicode/utf8"
)

// scanState refuses what encoding/json lets pass or tells in the words of Go: a
// key that stands twice, of which one reader sees the first and another the
// last; a known key in other letters; a value of another type; what is no JSON.
// Errors begin with line:column.
func scanState(data []byte) error {
	if len(bytes.TrimSpace(data)) == 0 {
		return errors.New("the file is empty")
	}
	s := &stateScan{data: data}
	if !utf8.Valid(data) {
		return errors.New("it is not valid UTF-8")
	}
	var none struct{}
	var syntax *json.SyntaxError
	if err := json.Unmarshal(data, &none); errors.As(err, &syntax) {
		return s.syntax(syntax)
	}
	s.tokens = json.NewDecoder(bytes.NewReader(data))
	s.tokens.UseNumber()
	return s.value(reflect.TypeFor[State]())
}

// stateScan walks over a document.
//
// INVARIANT: the data is one valid JSON value, and no deeper than encoding/json
// reads; so no token is an error and the walk ends.
type stateScan struct {
	data   []byte
	tokens *json.Decoder
	path   []step
}

// step leads into an object, or with an empty key into a list.
type step struct {
	key   string
	index int
}

// next reads a token and says where it begins.
func (s *stateScan) next() (token json.Token, at int) {
	for at = int(s.tokens.InputOffset()); strings.IndexByte(" \t\r\n,:", s.data[at]) >= 0; at++ {
	}
	token, err := s.tokens.Token()
	if err != nil {
		panic("schema: valid JSON has no next token: " + err.Error())
	}
	return token, at
}

// value walks over the value ahead, which is to be of the type; nil takes any.
func (s *stateScan) value(t reflect.Type) error {
	token, at := s.next()
	if is, want := nounOf(token), wanted(t); want != "" && token != nil && is != want {
		return s.fault(at, "%s is %s, where %s is wanted", s.place(), is, want)
	}
	switch token {
	case json.Delim('{'):
		return s.object(t)
	case json.Delim('['):
		for i := 0; s.tokens.More(); i++ {
			if err := s.within(step{index: i}, elem(t)); err != nil {
				return err
			}
		}
		s.next()
	}
	return nil
}

func (s *stateScan) within(at step, t reflect.Type) error {
	s.path = append(s.path, at)
	err := s.value(t)
	s.path = s.path[:len(s.path)-1]
	return err
}

// object walks over the keys of an object.
func (s *stateScan) object(t reflect.Type) error {
	seen := map[string]bool{}
	for s.tokens.More() {
		token, at := s.next()
		key := token.(string)
		of, known := field(t, key)
		switch {
		case seen[key]:
			s.path = append(s.path, step{key: key})
			return s.fault(at, "%s stands twice", s.place())
		case known != "" && known != key: // which encoding/json would take for it
			s.path = append(s.path, step{key: key})
			return s.fault(at, "%s is written %q", s.place(), known)
		}
		seen[key] = true
		if err := s.within(step{key: key}, of); err != nil {
			return err
		}
	}
	s.next()
	return nil
}

// field is the type of a key's value, and how the key is written where it is known.
func field(t reflect.Type, key string) (of reflect.Type, known string) {
	if t == nil || t.Kind() != reflect.Struct {
		return elem(t), ""
	}
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if strings.EqualFold(name, key) {
			return t.Field(i).Type, name
		}
	}
	return nil, ""
}

// elem is the type of what a list or map holds; nil of anything else.
func elem(t reflect.Type) reflect.Type {
	if t == nil || t.Kind() != reflect.Slice && t.Kind() != reflect.Map {
		return nil
	}
	return t.Elem()
}

// wanted says which JSON a type is read from; empty for any.
func wanted(t reflect.Type) string {
	if t == nil {
		return ""
	}
	switch t.Kind() {
	case reflect.Struct, reflect.Map:
		return "an object"
	case reflect.Slice:
		return "a list"
	case reflect.String:
		return "a string"
	case reflect.Bool:
		return "a boolean"
	}
	panic("schema: a state holds a " + t.String())
}

func nounOf(token json.Token) string {
	switch token {
	case json.Delim('{'):
		return "an object"
	case json.Delim('['):
		return "a list"
	}
	switch token.(type) {
	case string:
		return "a string"
	case bool:
		return "a boolean"
	}
	return "a number"
}

// place names the value that is looked at, as in grants[3].role.
func (s *stateScan) place() string {
	if len(s.path) == 0 {
		return "the document"
	}
	var b strings.Builder
	for _, p := range s.path {
		switch {
		case p.key == "":
			fmt.Fprintf(&b, "[%d]", p.index)
		case b.Len() > 0:
			b.WriteString("." + p.key)
		default:
			b.WriteString(p.key)
		}
	}
	return b.String()
}

func (s *stateScan) fault(at int, format string, args ...any) error {
	before := s.data[:at]
	line, column := bytes.Count(before, []byte("\n"))+1, at-bytes.LastIndexByte(before, '\n')
	return fmt.Errorf("%d:%d: %s", line, column, fmt.Sprintf(format, args...))
}

// syntax says what is no JSON.
func (s *stateScan) syntax(err *json.SyntaxError) error {
	at := max(int(err.Offset)-1, 0)
	switch text := err.Error(); {
	case strings.HasPrefix(text, "unexpected end"):
		return s.fault(len(s.data), "the file ends within the document")
	case strings.HasSuffix(text, "after top-level value"):
		return s.fault(at, "more follows after the document")
	default:
		return s.fault(at, "%s", text)
	}
}
