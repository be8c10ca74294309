package browser

import (
	"fmt"
	"testing"

	"github.com/rolecall/rolecall/schema"
)

// large is a deployed state of 500 roles by 1,000 scopes.
func large() *schema.State {
	s := &schema.State{Target: schema.StateTarget{Kind: "milvus", Name: "large", Version: "2.6"}}
	privileges := []string{"Search", "Insert", "Delete", "Load"}
	for r := range 500 {
		role := fmt.Sprintf("role_%03d", r)
		s.Roles = append(s.Roles, schema.StateRole{Name: role})
		s.Members = append(s.Members, schema.StateMember{Principal: fmt.Sprintf("user_%03d", r), Role: role})
		for i := range 200 {
			n := (r*7 + i*5) % 1000
			s.Grants = append(s.Grants, schema.StateGrant{Role: role, Privilege: privileges[(r+i)%4], Database: fmt.Sprintf("db_%02d", n/50), Collection: fmt.Sprintf("collection_%02d", n%50)})
		}
	}
	return s
}

// scrolled moves the matrix to and fro for a number of frames and says in how many of
// them there is a cell wherever one looks, and how many cells the page had at most.
const scrolled = `(async () => {
  const box = document.querySelector(".scroller"), frames = 240;
  let whole = 0, most = 0;
  for (let i = 0; i < frames; i++) {
    box.scrollTop += i % 60 < 30 ? 90 : 10;
    box.scrollLeft += i % 60 < 30 ? 40 : 300;
    await new Promise(requestAnimationFrame);
    const r = box.getBoundingClientRect(), spots = [[0.3, 0.5], [0.6, 0.6], [0.95, 0.9], [0.3, 0.9], [0.95, 0.5]];
    if (spots.every(([x, y]) => document.elementFromPoint(r.left + x * box.clientWidth, r.top + y * box.clientHeight)?.closest("tbody td, tbody th"))) whole++;
    most = Math.max(most, box.querySelectorAll("td, th").length);
  }
  return JSON.stringify({ ratio: whole / frames, most, row: box.scrollTop, column: box.scrollLeft });
})()`

// The matrix of 500 roles by 1,000 scopes has in the page what is seen, at every frame.
func TestLargeMatrix(t *testing.T) {
	b := open(t, written(t, &pageOf{Targets: targetsOf(ofState(t, large()))}), 1280, 800, "light")
	b.view(t, "#/matrix")
	if told := b.text(t, ".bar output"); told != "501 of 501 roles, 1,001 of 1,001 scopes" && told != "502 of 502 roles, 1,001 of 1,001 scopes" {
		t.Errorf("%q is told", told)
	}
	b.picture(t, "large")
	got := js[struct {
		Ratio       float64
		Most        int
		Row, Column float64
	}](t, b, "("+scrolled+").then(JSON.parse)")
	t.Logf("%+v", got)
	if got.Ratio < 0.95 || got.Most > 4000 || got.Row < 1000 || got.Column < 10000 {
		t.Errorf("scrolled: %+v", got)
	}
	js[any](t, b, `document.querySelector(".matrix").dispatchEvent(new KeyboardEvent("keydown", { key: "End", ctrlKey: true, bubbles: true }))`)
	b.settle(t)
	last := js[string](t, b, `(() => { const e = document.querySelector("#at"); return e && e.getBoundingClientRect().bottom <= document.querySelector(".scroller").getBoundingClientRect().bottom ? [...document.querySelectorAll(".heads th")].at(-1).textContent : "not in view"; })()`)
	if last != "collection_49" {
		t.Errorf("at the end is %q", last)
	}
	js[any](t, b, `document.querySelector("#at").click()`)
	if b.text(t, ".panel h2") == "" {
		t.Error("the last cell opens nothing")
	}
	b.quiet(t)
}
