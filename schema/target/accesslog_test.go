package target_test

import (
	"maps"
	"regexp"
	"slices"
	"testing"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/target"
	"github.com/rolecall/rolecall/schema/target/all"
)

// A description of access logs names where each part was read and when, and knows
// every value that its formats have.
func TestAccessLogs(t *testing.T) {
	value := regexp.MustCompile(`\$[a-z_]+`)
	kinds := []string{"time", "principal", "operation", "status", "code", "database", "collection", "word", "text"}
	seen := 0
	for _, known := range all.Targets {
		if known.AccessLog == nil {
			continue
		}
		seen++
		a := known.AccessLog()
		used := map[string]bool{a.Source: true, a.Denied.Source: true, a.Unproven.Source: true}
		for _, f := range a.Formats {
			used[f.Source] = true
			for _, name := range value.FindAllString(f.Format, -1) {
				if a.Metrics[name] == "" {
					t.Errorf("%s: %q is in a format and no value", known.Kind, name)
				}
			}
		}
		for name, kind := range a.Metrics {
			if !slices.Contains(kinds, kind) || value.FindString(name) != name {
				t.Errorf("%s: %q is a %q", known.Kind, name, kind)
			}
		}
		if !maps.EqualFunc(used, a.Sources, func(bool, schema.Source) bool { return true }) {
			t.Errorf("%s: sources %v are named, and %v are there", known.Kind, slices.Sorted(maps.Keys(used)), slices.Sorted(maps.Keys(a.Sources)))
		}
		for name, s := range a.Sources {
			if s.Title == "" || len(s.Date) != len("2026-11-21") {
				t.Errorf("%s: source %q has title %q and date %q", known.Kind, name, s.Title, s.Date)
			}
		}
		if len(a.Denied.Statuses) == 0 || len(a.Times) == 0 || a.Unknown == "" {
			t.Errorf("%s: %+v", known.Kind, a)
		}
	}
	if seen == 0 {
		t.Error("no target has access logs")
	}
	for _, data := range []string{`{}`, `{"format":"rolecall.accesslog/v1","colour":1}`, `x`} {
		if _, err := target.DecodeAccessLog([]byte(data)); err == nil {
			t.Errorf("%s is taken", data)
		}
	}
}
