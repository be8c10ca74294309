package report

import (
	"path"
	"strings"
	"testing"
)

// GitLab's own schema asks for description, fingerprint, severity and location;
// its documentation adds the rest, and that severities are of a list, paths
// relative without "./" and fingerprints unique.
func validGitLab(t *testing.T, r *Report, data []byte) {
	var doc []gitlabIssue
	strict(t, data, &doc)
	if doc == nil || len(doc) != len(r.shown()) {
		t.Fatalf("%d items for %d findings\n%s", len(doc), len(r.shown()), data)
	}
	prints := map[string]bool{}
	for i, item := range doc {
		p := item.Location.Path
		switch {
		case item.Description == "", item.CheckName == "":
			t.Errorf("item %d lacks a field: %+v", i, item)
		case !strings.Contains(" info minor major critical blocker ", " "+item.Severity+" "):
			t.Errorf("item %d has severity %q", i, item.Severity)
		case p == "", p != path.Clean(p), path.IsAbs(p):
			t.Errorf("item %d has path %q", i, p)
		case item.Location.Lines.Begin < 1, item.Location.Lines.End < item.Location.Lines.Begin:
			t.Errorf("item %d is on lines %+v", i, item.Location.Lines)
		case prints[item.Fingerprint]:
			t.Errorf("item %d repeats fingerprint %q", i, item.Fingerprint)
		}
		prints[item.Fingerprint] = true
	}
}

func TestGitLabOfNothingIsAnEmptyList(t *testing.T) {
	if got := string(write(t, find(t, "gitlab"), &Report{})); got != "[]\n" {
		t.Errorf("got %q", got)
	}
}

// Security rules are ranked as such by the readers that can.
func TestSecurityRules(t *testing.T) {
	r := many(3)
	r.Rules = []RuleInfo{{ID: "RC206", Name: "unbound-role", Severity: 2, Tags: []string{"roles", "security"}}}
	if got := readSARIF(t, r).Tool.Driver.Rules[0].Properties; got.SecuritySeverity != "5.0" || len(got.Tags) != 2 {
		t.Errorf("SARIF says %+v", got)
	}
	if got := string(write(t, find(t, "gitlab"), r)); strings.Count(got, `"severity": "critical"`) != 1 {
		t.Errorf("GitLab is told %s", got)
	}
}
