package browser

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// focus is what the keys are on: a tag, and what it says.
const focus = `(() => { const e = document.activeElement; return e.tagName + " " + (e.getAttribute("aria-label") || e.textContent.trim().slice(0, 40)); })()`

func (b *tab) press(t *testing.T, keys string) {
	t.Helper()
	do(t, b, chromedp.KeyEvent(keys))
}

func (b *tab) wantFocus(t *testing.T, after, want string) {
	t.Helper()
	if got := js[string](t, b, focus); got != want {
		t.Errorf("after %s the focus is on %q, not %q", after, got, want)
	}
}

// Somebody without a mouse comes everywhere: past the header, through the views, into
// the matrix, to the rows behind a cell, and back.
func TestKeys(t *testing.T) {
	b := open(t, example(t), 1280, 800, "light")
	b.press(t, kb.Tab)
	b.wantFocus(t, "the first tab", "A Skip to content")
	b.press(t, kb.Enter)
	if at := js[string](t, b, `document.activeElement.id`); at != "content" {
		t.Errorf("skipping leads to %q", at)
	}
	b.view(t, at("#/"))
	for range 5 { // target, search, theme, overview, matrix
		b.press(t, kb.Tab)
	}
	js[any](t, b, `document.querySelector("nav.views a[href^='#/matrix']").focus()`)
	b.press(t, kb.Enter)
	b.settle(t)
	b.wantFocus(t, "opening a view", "H1 Access matrix")

	for range 5 { // rows, columns, show, two filters
		b.press(t, kb.Tab)
	}
	b.press(t, kb.Tab)
	if role := js[string](t, b, `document.activeElement.getAttribute("role")`); role != "grid" {
		t.Fatalf("the matrix is not where tab leads, but %s", js[string](t, b, focus))
	}
	b.press(t, kb.ArrowDown)
	b.press(t, kb.ArrowRight)
	b.wantCell(t, "analyst", "analytics.*")
	b.press(t, kb.End)
	b.press(t, kb.PageDown)
	b.press(t, kb.Home)
	b.press(t, kb.ArrowUp)
	b.wantCell(t, "tenant_globex", "*")
	b.press(t, kb.Enter)
	if !js[bool](t, b, `document.activeElement.id === "panel-head" && !document.querySelector(".panel").hidden`) {
		t.Errorf("a cell opens nothing: the focus is on %s", js[string](t, b, focus))
	}
	b.press(t, kb.Escape)
	if !js[bool](t, b, `document.activeElement.getAttribute("role") === "grid" && document.querySelector(".panel").hidden`) {
		t.Errorf("the panel does not close: the focus is on %s", js[string](t, b, focus))
	}
	b.press(t, "/")
	b.wantFocus(t, "a slash", "INPUT Search everything")
	js[any](t, b, `document.activeElement.value = ""`) // a driver's key types what the page has taken
	b.press(t, "carol\r")
	b.settle(t)
	if hits := b.text(t, "main h2"); hits != "Principals" {
		t.Errorf("the search shows %q", b.text(t, "main"))
	}
	b.quiet(t)
}

func (b *tab) wantCell(t *testing.T, row, column string) {
	t.Helper()
	got := js[string](t, b, `(() => { const td = document.getElementById(document.activeElement.getAttribute("aria-activedescendant")); return td.parentElement.cells[0].textContent + " " + document.querySelector(".heads").cells[td.cellIndex].title; })()`)
	if got != row+" "+column {
		t.Errorf("the keys are on the cell of %s, not of %s %s", got, row, column)
	}
}

// Whatever the keys are on is seen to be.
func TestFocusIsSeen(t *testing.T) {
	for _, scheme := range []string{"light", "dark"} {
		b := open(t, example(t), 1280, 800, scheme)
		b.view(t, "#/findings?target=search.prod")
		for range 25 {
			b.press(t, kb.Tab)
			if !js[bool](t, b, `(() => { const e = document.activeElement; return e === document.body || getComputedStyle(e).outlineStyle !== "none"; })()`) {
				t.Errorf("%s: the focus on %s is not seen", scheme, js[string](t, b, focus))
			}
		}
	}
}
