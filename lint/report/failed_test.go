package report

import (
	"bytes"
	"strings"
	"testing"
)

// TestFailedRulesAreTold shows that no report for a machine takes a run in which a
// rule failed for a clean one.
func TestFailedRulesAreTold(t *testing.T) {
	for format, want := range map[string]string{
		"sarif":  `"executionSuccessful": false`,
		"json":   `"failed": [`,
		"junit":  `errors="1"`,
		"github": "::error title=rolecall::",
	} {
		f, ok := Find(format)
		if !ok {
			t.Fatalf("no format %q", format)
		}
		for _, failed := range [][]string{nil, {`run rule RC106 "wildcard-scope" on target "prod": boom`}} {
			var out bytes.Buffer
			if err := f.Write(&out, &Report{Failed: failed}); err != nil {
				t.Fatal(err)
			}
			if told := strings.Contains(out.String(), want) && strings.Contains(out.String(), "boom"); told != (failed != nil) {
				t.Errorf("%s of %d failed rules:\n%s", format, len(failed), out.String())
			}
		}
	}
}
