package report

import (
	"encoding/json"
	"io"
	"math"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/compiler/policytest"
)

// JSONFormat marks the document that [JSON] writes.
const JSONFormat = "rolecall.test/v1"

type jsonReport struct {
	Format  string       `json:"format"`
	Summary jsonSummary  `json:"summary"`
	Targets []jsonTarget `json:"targets"`
}

type jsonSummary struct {
	Tests     int `json:"tests"`
	Passed    int `json:"passed"`
	Failed    int `json:"failed"`
	Questions int `json:"questions"`
}

type jsonTarget struct {
	Target   bundle.Target `json:"target"`
	Tests    []jsonTest    `json:"tests"`
	Coverage *jsonCoverage `json:"coverage"`
	Mutation *jsonMutation `json:"mutation"`
}

type jsonTest struct {
	Name      string        `json:"name"`
	Source    string        `json:"source"`
	Passed    bool          `json:"passed"`
	Questions int           `json:"questions"`
	Failures  []jsonFailure `json:"failures"`
}

type jsonFailure struct {
	Expected string          `json:"expected"`
	Source   string          `json:"source"`
	Request  bundle.Request  `json:"request"`
	Decision bundle.Decision `json:"decision"`
	Message  string          `json:"message"`
	Help     string          `json:"help"`
	Links    []jsonLink      `json:"links"`
}

type jsonLink struct {
	What   string `json:"what"`
	Source string `json:"source"`
}

type jsonCoverage struct {
	Percent float64     `json:"percent"`
	Covered int         `json:"covered"`
	Points  []jsonPoint `json:"points"`
}

type jsonPoint struct {
	Kind    string `json:"kind"`
	Address string `json:"address"`
	What    string `json:"what"`
	Source  string `json:"source"`
	Hits    int    `json:"hits"`
}

type jsonMutation struct {
	Mutants    int          `json:"mutants"`
	Noticed    int          `json:"noticed"`
	Equivalent int          `json:"equivalent"`
	Survived   []jsonMutant `json:"survived"`
}

type jsonMutant struct {
	Change  string `json:"change"` // drop or widen
	Address string `json:"address"`
	Message string `json:"message"`
	Source  string `json:"source"`
}

// JSON writes one document for all targets. Its paths are those of the project.
func JSON(w io.Writer, r *Report) error {
	doc := jsonReport{Format: JSONFormat, Targets: []jsonTarget{}}
	for _, result := range r.Results {
		t := jsonTarget{Target: result.Target, Tests: []jsonTest{}, Mutation: jsonMutationOf(result.Mutation)}
		for i := range result.Tests {
			t.Tests = append(t.Tests, jsonTestOf(&result.Tests[i]))
			doc.Summary.Questions += result.Tests[i].Checks
		}
		doc.Summary.Tests += len(result.Tests)
		doc.Summary.Failed += result.Failed()
		if r.Coverage {
			t.Coverage = jsonCoverageOf(result.Coverage)
		}
		doc.Targets = append(doc.Targets, t)
	}
	doc.Summary.Passed = doc.Summary.Tests - doc.Summary.Failed
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(doc)
}

func jsonTestOf(t *policytest.TestResult) jsonTest {
	out := jsonTest{Name: t.Test.Name(), Source: t.Test.Decl.Range.String(), Passed: t.Passed(), Questions: t.Checks, Failures: []jsonFailure{}}
	for _, f := range t.Failures {
		j := jsonFailure{
			Expected: "deny", Source: f.Check.Item.Name.Range.String(), Request: f.Check.Request,
			Decision: f.Decision, Message: f.Message, Help: f.Help, Links: []jsonLink{},
		}
		if f.Check.Expect.Decl.Allow {
			j.Expected = "allow"
		}
		for _, l := range f.Links {
			j.Links = append(j.Links, jsonLink{l.What, l.Range.String()})
		}
		out.Failures = append(out.Failures, j)
	}
	return out
}

func jsonCoverageOf(c *policytest.Coverage) *jsonCoverage {
	out := &jsonCoverage{Percent: math.Round(10*Share(c.Covered(), len(c.Points))) / 10, Covered: c.Covered(), Points: []jsonPoint{}}
	for _, p := range c.Points {
		out.Points = append(out.Points, jsonPoint{p.Kind, p.Address, p.What, p.Range.String(), p.Hits})
	}
	return out
}

func jsonMutationOf(m *policytest.Mutation) *jsonMutation {
	if m == nil {
		return nil
	}
	out := &jsonMutation{Mutants: m.Mutants, Noticed: m.Noticed, Equivalent: m.Equivalent, Survived: []jsonMutant{}}
	for i := range m.Survived {
		s := &m.Survived[i]
		change := "drop"
		if s.Widens {
			change = "widen"
		}
		out.Survived = append(out.Survived, jsonMutant{change, s.Address, s.Message, s.Range.String()})
	}
	return out
}
