package main

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"
)

// keyLines says on which line the value of a key stands. Keys of an array of
// tables are counted, as in paths[0].glob.
type keyLines map[string]int

// linesOf finds the lines of a document that can be read. The TOML reader knows
// them and tells them only in errors, so it is made to fail at every key; of an
// array of tables it knows the last one alone, so it is shown the document up to
// each in turn.
func linesOf(data []byte) keyLines {
	lines := keyLines{}
	starts := arrayTable().FindAllIndex(data, -1)
	for i := range starts {
		end := len(data)
		if i+1 < len(starts) {
			end = starts[i+1][0]
		}
		lines.add(data[:end])
	}
	lines.add(data)
	return lines
}

// arrayTable finds the header of an element of an array of tables.
var arrayTable = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?m)^[ \t]*\[\[`) })

// add adds the keys of a document; what cannot be read adds nothing. Lines that
// are known stay.
func (l keyLines) add(data []byte) {
	var root map[string]toml.Primitive
	meta, err := toml.Decode(string(data), &root)
	if err != nil {
		return
	}
	for name, value := range root {
		l.walk(&meta, toml.Key{name}, value)
	}
}

func (l keyLines) walk(meta *toml.MetaData, key toml.Key, value toml.Primitive) {
	l.set(key, lineOf(meta, value))
	var table map[string]toml.Primitive
	var list []map[string]toml.Primitive
	switch {
	case meta.PrimitiveDecode(value, &list) == nil:
		for i, values := range list {
			at := append(slices.Clip(key[:len(key)-1]), element(key[len(key)-1], i))
			l.set(at, lineOf(meta, value))
			for name, v := range values {
				l.walk(meta, append(slices.Clip(at), name), v)
			}
		}
	case meta.PrimitiveDecode(value, &table) == nil:
		for name, v := range table {
			l.walk(meta, append(slices.Clip(key), name), v)
		}
	}
}

func (l keyLines) set(key toml.Key, line int) {
	if name := key.String(); l[name] == 0 {
		l[name] = line
	}
}

// lineOf is the line of a value, told by an error about it.
func lineOf(meta *toml.MetaData, value toml.Primitive) int {
	var p toml.ParseError
	if errors.As(meta.PrimitiveDecode(value, refusal{}), &p) {
		return p.Position.Line
	}
	return 0
}

// refusal refuses every value.
type refusal struct{}

// UnmarshalTOML fails.
func (refusal) UnmarshalTOML(any) error { return errors.New("refused") }

// decodeTyped reads a document into c. A value that is not of the type that is
// wanted is told, and the rest is read without its line; read is that rest, and err
// what cannot be read even so.
func decodeTyped(file string, data []byte, c *config) (meta toml.MetaData, read []byte, problems []error, err error) {
	var untyped map[string]any
	rest := strings.SplitAfter(string(data), "\n")
	for range len(rest) + 1 {
		*c = config{}
		read = []byte(strings.Join(rest, ""))
		if meta, err = toml.Decode(string(read), c); err == nil {
			return meta, read, problems, nil
		}
		line := errorLine(err)
		if line < 1 || line > len(rest) || !oneValue().MatchString(rest[line-1]) {
			return meta, read, problems, err
		}
		rest[line-1] = "\n"
		if _, broken := toml.Decode(strings.Join(rest, ""), &untyped); broken != nil {
			return meta, read, problems, err // the value goes on below
		}
		problems = append(problems, tomlError(file, err))
	}
	return meta, read, problems, err
}

// oneValue is a line that gives a key a value other than a table: a table without
// one of its keys would be another one.
var oneValue = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[ \t]*[^#\[\s{][^={]*=[^{]*$`) })

// errorLine is the line that the TOML reader tells of; 0 where it tells none.
func errorLine(err error) (line int) {
	var p toml.ParseError
	if errors.As(err, &p) {
		return p.Position.Line
	}
	if n, _ := fmt.Sscanf(strings.TrimPrefix(err.Error(), "toml: "), "line %d", &line); n < 1 {
		return 0
	}
	return line
}

// tomlError puts the place before what the TOML reader says, which tells it in
// words; where a value is not what is wanted, with its key.
func tomlError(file string, err error) error {
	var p toml.ParseError
	if errors.As(err, &p) {
		return fmt.Errorf("%s:%d: %s", file, p.Position.Line, typeError(p.LastKey, p.Message))
	}
	text, line, key := strings.TrimPrefix(err.Error(), "toml: "), 0, ""
	if n, _ := fmt.Sscanf(text, "line %d (last key %q):", &line, &key); n == 2 {
		_, text, _ = strings.Cut(text, "): ")
		return fmt.Errorf("%s:%d: %s", file, line, typeError(key, text))
	}
	return fmt.Errorf("%s: %s", file, text)
}

// typeError says in the words of TOML that the value of a key is of the wrong type.
func typeError(key, message string) string {
	var is, want, of string
	if n, _ := fmt.Sscanf(message, "incompatible types: TOML value has type %s destination has type %s", &is, &want); n < 2 {
		if n, _ := fmt.Sscanf(message, "type mismatch for %s expected %s but found %s", &of, &want, &is); n < 3 {
			return strings.Replace(message, errNoStrings.Error(), key+" is neither a string nor a list of strings", 1)
		}
	}
	words := map[string]string{
		"int64": "a number", "float64": "a number with a fraction", "time.Time": "a time", "bool": "a boolean", "string": "a string", "[]any": "a list", "[]interface": "a list",
		"map[string]any": "a table", "map[string]interface": "a table", "[]map[string]any": "a list of tables",
		"integer": "a whole number", "slice": "a list", "map": "a table", "table": "a table",
	}
	word := func(name string) string {
		name = strings.TrimRight(name, ";{} ")
		return cmp.Or(words[name], name)
	}
	return fmt.Sprintf("%s is %s, where %s is wanted", key, word(is), word(want))
}
