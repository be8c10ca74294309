package browser

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/compiler/query"
	"github.com/rolecall/rolecall/compiler/review"
)

// cells are those of a matrix that is in view as a whole: by row and column, what they say.
const cells = `JSON.stringify(Object.fromEntries([...document.querySelectorAll(".matrix tbody tr")].map((tr) =>
  [tr.cells[0].title, Object.fromEntries([...tr.cells].slice(1).filter((td) => td.textContent).map((td) => [document.querySelector(".heads").cells[td.cellIndex].title, td.textContent]))])))`

// The page's matrix, which its scripts put together, says what the command's says.
func TestMatrixIsThatOfTheCommand(t *testing.T) {
	p := examplePage(t)
	b := open(t, written(t, p), 8000, 2000, "light")
	for _, o := range []query.MatrixOptions{{}, {Principals: true}, {ByPrivilege: true}, {Principals: true, ByPrivilege: true}} {
		for i := range p.Targets {
			want := wantCells(t, &p.Targets[i], o)
			b.view(t, address(&p.Targets[i], o))
			var got map[string]map[string]string
			if err := json.Unmarshal([]byte(js[string](t, b, cells)), &got); err != nil {
				t.Fatal(err)
			}
			if len(want) == 0 {
				t.Fatalf("%s has no rows", p.Targets[i].ID())
			}
			for row, columns := range want {
				for column, text := range columns {
					if got[row][column] != text {
						t.Errorf("%s %+v: %s on %s is %q, not %q", p.Targets[i].ID(), o, row, column, got[row][column], text)
					}
				}
				if len(got[row]) != len(columns) {
					t.Errorf("%s %+v: %s has %d cells, not %d", p.Targets[i].ID(), o, row, len(got[row]), len(columns))
				}
			}
		}
	}
	b.quiet(t)
}

func address(target *review.Target, o query.MatrixOptions) string {
	hash := "#/matrix?target=" + target.ID()
	if target.Ground.State != nil {
		hash += "+(deployed)"
	}
	hash += "&by=" + map[bool]string{false: "role", true: "principal"}[o.Principals]
	return hash + "&columns=" + map[bool]string{false: "scope", true: "privilege"}[o.ByPrivilege]
}

func wantCells(t *testing.T, target *review.Target, o query.MatrixOptions) map[string]map[string]string {
	t.Helper()
	m, err := target.Ground.Matrix(o)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]map[string]string{}
	for _, line := range m.Lines {
		want[line.Name] = map[string]string{}
		for _, c := range line.Cells {
			text := letters(c.Marks)
			if len(c.Conditional) > 0 {
				text += "(" + letters(c.Conditional) + ")"
			}
			want[line.Name][head(target, m.Heads[c.Column], o)] = text
		}
	}
	return want
}

func letters(marks []string) string {
	s := ""
	for _, m := range marks {
		s += strings.ToUpper(m[:1])
	}
	return s
}

// head is what the page calls a column.
func head(target *review.Target, name string, o query.MatrixOptions) string {
	switch {
	case o.ByPrivilege || target.Ground.Catalog.Behaviour.Scoped:
		return name
	case name == "*":
		return "the whole account"
	}
	return "collection " + strings.TrimPrefix(name, "*.")
}
