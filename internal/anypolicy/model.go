package anypolicy

import (
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
	"github.com/rolecall/rolecall/schema/target/all"
)

// Failer is what a test and a property have in common.
type Failer interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// Model gives the one model of a policy.
func Model(t Failer, text string) *schema.Model {
	t.Helper()
	project, found := parse.Project([]parse.File{{Path: "x.hcl", Data: []byte(text)}}, parse.Options{})
	if len(project.Documents) != 1 {
		t.Fatalf("%d targets: %v", len(project.Documents), found)
	}
	m, more := all.Resolve(project.Documents[0], project.Broken)
	if m == nil {
		t.Fatal(more[0].Message)
	}
	return m
}
