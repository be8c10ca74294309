package report

import (
	"encoding/json"
	"strings"
	"testing"
)

func readSARIF(t *testing.T, r *Report) sarifRun {
	t.Helper()
	var log sarifLog
	data := write(t, find(t, "sarif"), r)
	if err := json.Unmarshal(data, &log); err != nil || len(log.Runs) != 1 {
		t.Fatalf("%v\n%s", err, data)
	}
	return log.Runs[0]
}

// What GitHub asks for beyond the schema: a rule stands there once, an index
// leads to it, every result has a relative URI and a fingerprint of its own.
func TestSARIFIsTakenByGitHub(t *testing.T) {
	for name, r := range samples() {
		run := readSARIF(t, r)
		ids, prints := map[string]bool{}, map[string]bool{}
		for _, rule := range run.Tool.Driver.Rules {
			if ids[rule.ID] || rule.ShortDescription.Text == "" || rule.FullDescription.Text == "" || rule.Help.Text == "" {
				t.Errorf("%s: rule %+v is told twice or lacks a text", name, rule)
			}
			ids[rule.ID] = true
		}
		for _, result := range run.Results {
			if rule := run.Tool.Driver.Rules[result.RuleIndex]; rule.ID != result.RuleID {
				t.Errorf("%s: index of %s leads to %s", name, result.RuleID, rule.ID)
			}
			uri := result.Locations[0].PhysicalLocation.ArtifactLocation.URI
			if uri == "" || strings.HasPrefix(uri, "/") || strings.ContainsAny(uri, `\: #?`) {
				t.Errorf("%s: URI %q", name, uri)
			}
			print := result.PartialFingerprints.PrimaryLocationLineHash
			if prints[print] || result.Suppressions == nil {
				t.Errorf("%s: fingerprint %q stands there twice, or no list of suppressions", name, print)
			}
			prints[print] = true
		}
	}
}

func TestSARIFKeepsTheWorst(t *testing.T) {
	r := many(sarifResults + 7)
	run := readSARIF(t, r)
	if len(run.Results) != sarifResults || run.Results[0].Level != "error" {
		t.Errorf("%d results, the first of level %s", len(run.Results), run.Results[0].Level)
	}
	want := "5000 of 5007 findings are written, the worst first; left out: 7 info"
	if n := run.Invocations[0].Notifications; len(n) != 1 || n[0].Message.Text != want {
		t.Errorf("notifications are %+v", n)
	}
	if n := readSARIF(t, many(sarifResults)).Invocations[0].Notifications; n != nil {
		t.Errorf("notifications where nothing is left out: %+v", n)
	}
}

func TestSARIFVersion(t *testing.T) {
	for version, want := range map[string]string{
		"v1.2.3": "1.2.3", "v1.2.3-rc.1": "1.2.3-rc.1", "v1.2.3+build": "1.2.3+build",
		"": "", "devel": "", "v1": "", "1.2.3": "",
	} {
		if got := newSARIFDriver(version, nil).SemanticVersion; got != want {
			t.Errorf("semantic version of %q is %q, want %q", version, got, want)
		}
	}
}

func TestSARIFEscape(t *testing.T) {
	for text, want := range map[string]string{
		`role["a"] {b}`:     `role["a"] {b}`,
		"{0} of {12}":       "{{0}} of {{12}}",
		`[a](http://x) \n`:  `\[a\](http://x) \\n`,
		"a list [x] (quot)": "a list [x] (quot)",
	} {
		if got := sarifEscape(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}
