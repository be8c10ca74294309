package report

import (
	"slices"
	"testing"
)

// checkstyleShape is what Checkstyle's own report schema (1.0.0) allows, in our words.
var checkstyleShape = map[string]element{
	"checkstyle": {may: []string{"version"}, children: []string{"file", "error", "exception"}},
	"file":       {must: []string{"name"}, children: []string{"error", "exception"}},
	"error":      {may: []string{"line", "column", "severity", "message", "source"}},
}

// Each file stands there once, each finding in one; numbers count from 1.
func validCheckstyle(t *testing.T, r *Report, data []byte) {
	files, found := map[string]bool{}, 0
	walkXML(t, data, "checkstyle", checkstyleShape, func(name string, attr map[string]string) {
		switch name {
		case "file":
			if files[attr["name"]] {
				t.Errorf("file %q stands there twice", attr["name"])
			}
			files[attr["name"]] = true
		case "error":
			found++
			if !slices.Contains([]string{"error", "warning", "info", "ignore"}, attr["severity"]) {
				t.Errorf("severity %q", attr["severity"])
			}
			for _, a := range []string{"line", "column"} {
				if n, ok := attr[a]; ok && number(t, n) < 1 {
					t.Errorf("%s %s", a, n)
				}
			}
			if attr["message"] == "" || attr["source"] == "" {
				t.Errorf("an error without message or source: %v", attr)
			}
		}
	})
	if want := len(r.shown()); found != want {
		t.Errorf("%d errors for %d findings", found, want)
	}
}
