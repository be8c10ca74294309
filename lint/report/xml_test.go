package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strconv"
	"testing"
)

// element is what an XML schema says of one: attributes that it must and may
// have, and what may stand in it.
type element struct {
	must, may, children []string
}

// walkXML reads a document, holds it to a shape and calls visit for each element.
func walkXML(t *testing.T, data []byte, root string, shape map[string]element, visit func(name string, attr map[string]string)) {
	t.Helper()
	dec := xml.NewDecoder(bytes.NewReader(data))
	var open []string
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("not XML: %v\n%s", err, data)
		}
		switch token := token.(type) {
		case xml.StartElement:
			name := token.Name.Local
			within := []string{root}
			if len(open) > 0 {
				within = shape[open[len(open)-1]].children
			}
			if !slices.Contains(within, name) {
				t.Errorf("<%s> stands in %v", name, open)
			}
			attr := map[string]string{}
			for _, a := range token.Attr {
				attr[a.Name.Local] = a.Value
			}
			shape[name].check(t, name, attr)
			visit(name, attr)
			open = append(open, name)
		case xml.EndElement:
			open = open[:len(open)-1]
		}
	}
}

func (e element) check(t *testing.T, name string, attr map[string]string) {
	t.Helper()
	for _, a := range e.must {
		if _, ok := attr[a]; !ok {
			t.Errorf("<%s> has no %s", name, a)
		}
	}
	for a := range attr {
		if !slices.Contains(e.must, a) && !slices.Contains(e.may, a) {
			t.Errorf("<%s> has %s", name, a)
		}
	}
}

func number(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Error(err)
	}
	return n
}
