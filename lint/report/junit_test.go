package report

import "testing"

// junitShape is what the schema of Jenkins' xUnit plugin (junit-10) allows, in
// our words, as far as we write of it.
var junitShape = map[string]element{
	"testsuites": {may: []string{"name", "time", "tests", "failures", "errors"}, children: []string{"testsuite"}},
	"testsuite": {
		must: []string{"name", "tests", "failures", "errors"}, may: []string{"skipped", "time", "timestamp", "file"},
		children: []string{"testcase", "testsuite", "properties"},
	},
	"testcase": {must: []string{"name"}, may: []string{"classname", "time", "group"}, children: []string{"failure", "error", "skipped"}},
	"failure":  {may: []string{"message", "type"}},
	"skipped":  {may: []string{"message", "type"}},
}

// Tests have names of their own, the numbers are right, and there is always a test.
func validJUnit(t *testing.T, r *Report, data []byte) {
	names, got := map[string]bool{}, map[string]int{}
	walkXML(t, data, "testsuites", junitShape, func(name string, attr map[string]string) {
		got[name]++
		switch name {
		case "testcase":
			if names[attr["name"]] {
				t.Errorf("two tests are called %q", attr["name"])
			}
			names[attr["name"]] = true
		case "testsuite":
			for _, a := range []string{"tests", "failures", "skipped"} {
				got["suite "+a] += number(t, attr[a])
			}
		case "testsuites":
			got["all tests"], got["all failures"] = number(t, attr["tests"]), number(t, attr["failures"])
		}
	})
	s := count(r.shown())
	want := s.Error + s.Warning + s.Info
	if want == 0 {
		want = 1
	}
	for what, n := range map[string]int{
		"testcase": want, "suite tests": want, "all tests": want,
		"failure": s.Error + s.Warning, "suite failures": s.Error + s.Warning, "all failures": s.Error + s.Warning,
		"skipped": s.Info, "suite skipped": s.Info,
	} {
		if got[what] != n {
			t.Errorf("%s: %d, want %d", what, got[what], n)
		}
	}
}
