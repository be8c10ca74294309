package browser

import (
	"testing"

	"github.com/chromedp/cdproto/emulation"
)

// contrast is the least contrast of text with what is behind it, and of which text.
// What is behind is blended, as colours may let something through.
const contrast = `(() => {
  const parse = (c) => { const x = document.createElement("canvas").getContext("2d"); x.fillStyle = c; x.fillRect(0, 0, 1, 1); const d = x.getImageData(0, 0, 1, 1).data; return [d[0], d[1], d[2], d[3] / 255]; };
  const known = new Map(), colour = (c) => { if (!known.has(c)) known.set(c, parse(c)); return known.get(c); };
  const over = (top, under) => [0, 1, 2].map((i) => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
  const light = (c) => { const [r, g, b] = c.map((v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const behind = (e) => { const all = []; for (; e; e = e.parentElement) all.push(colour(getComputedStyle(e).backgroundColor)); return all.reverse().reduce((under, top) => over(top, under), [255, 255, 255, 1]); };
  let least = 99, of = "";
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n = walk.nextNode(); n; n = walk.nextNode()) {
    const e = n.parentElement;
    if (!n.data.trim() || !e.checkVisibility() || e.closest(".hidden, script, .gap, option, td.none, .key.none, .skip")) continue;
    const ground = behind(e), ink = over(colour(getComputedStyle(e).color), ground);
    const [a, b] = [light(ground), light(ink)].sort((x, y) => y - x), ratio = (a + 0.05) / (b + 0.05);
    if (ratio < least) [least, of] = [ratio, e.className + ": " + n.data.trim().slice(0, 30)];
  }
  return JSON.stringify({ least, of });
})()`

var looked = []string{"#/", "#/matrix", "#/matrix?by=principal&columns=privilege", "#/principals", "#/principal/carol", "#/roles", "#/role/analyst", "#/findings", "#/changes", "#/graph", "#/search?q=search"}

// Text stands out from what is behind it, in every view, light and dark, wide and narrow;
// and a view is no wider than the screen.
func TestLooks(t *testing.T) {
	html := example(t)
	for _, scheme := range []string{"light", "dark"} {
		for _, width := range []int64{1280, 390} {
			b := open(t, html, width, 844, scheme)
			if got := js[string](t, b, `document.documentElement.dataset.theme`); got != scheme {
				t.Errorf("where the reader's system is %s, the page is %s", scheme, got)
			}
			for i, hash := range looked {
				b.view(t, at(hash))
				found := js[struct {
					Least float64
					Of    string
				}](t, b, "JSON.parse("+contrast+")")
				if found.Least < 4.5 {
					t.Errorf("%s, %s: a contrast of %.2f: %s", scheme, hash, found.Least, found.Of)
				}
				if wide := js[int64](t, b, `document.documentElement.scrollWidth`); wide > width {
					t.Errorf("%s is %d wide on a screen of %d", hash, wide, width)
				}
				b.picture(t, names[i]+"-"+scheme+map[int64]string{1280: "", 390: "-narrow"}[width])
			}
			b.quiet(t)
		}
	}
}

var names = []string{"overview", "matrix", "privileges", "principals", "principal", "roles", "role", "findings", "changes", "graph", "search"}

// at is a view of the target that has most to show.
func at(hash string) string {
	for i := range len(hash) {
		if hash[i] == '?' {
			return hash + "&target=search.prod"
		}
	}
	return hash + "?target=search.prod"
}

// The theme is that of the reader's system until another is chosen.
func TestTheme(t *testing.T) {
	b := open(t, example(t), 1280, 800, "dark")
	ground := func() string { return js[string](t, b, `getComputedStyle(document.body).backgroundColor`) }
	dark := ground()
	js[any](t, b, `document.querySelector("button.theme").click()`)
	if light := ground(); light == dark || b.text(t, "button.theme") != "Theme: light" {
		t.Errorf("light is %s, as dark is %s", light, dark)
	}
	js[any](t, b, `document.querySelector("button.theme").click()`)
	if ground() != dark {
		t.Error("dark is not dark again")
	}
	call(t, b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "light"}}})
	if ground() != dark {
		t.Error("what was chosen does not stay")
	}
	b.quiet(t)
}

// On paper there are no controls, and it is light.
func TestPaper(t *testing.T) {
	b := open(t, example(t), 1280, 800, "dark")
	b.view(t, at("#/role/analyst"))
	call(t, b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print", Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}})
	if !js[bool](t, b, `!document.querySelector(".top").checkVisibility() && document.querySelector("main table").checkVisibility()`) {
		t.Error("the controls are printed, or what they control is not")
	}
	if ground := js[string](t, b, `getComputedStyle(document.body).backgroundColor`); ground != "rgb(255, 255, 255)" {
		t.Errorf("paper is %s", ground)
	}
	b.picture(t, "paper")
}
