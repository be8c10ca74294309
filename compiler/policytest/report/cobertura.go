package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"path"

	findings "github.com/rolecall/rolecall/lint/report"
)

// Cobertura writes coverage in the shape of Cobertura's DTD (coverage-04): a
// package a directory, a class a file. Several things on a line are its conditions.
// It says no time, so that the same policy gives the same bytes.
func Cobertura(w io.Writer, r *Report) error {
	doc := coberturaReport{Version: "rolecall", Sources: []string{"."}, Packages: []coberturaPackage{}}
	var total tally
	for _, f := range r.files() {
		dir := path.Dir(f.name)
		if n := len(doc.Packages); n == 0 || doc.Packages[n-1].Name != dir {
			doc.Packages = append(doc.Packages, coberturaPackage{Name: dir})
		}
		p := &doc.Packages[len(doc.Packages)-1]
		c, t := coberturaClassOf(&f)
		p.Classes = append(p.Classes, c)
		p.tally.add(t)
		total.add(t)
	}
	for i := range doc.Packages {
		p := &doc.Packages[i]
		p.LineRate, p.BranchRate = p.tally.rates()
	}
	doc.LineRate, doc.BranchRate = total.rates()
	doc.LinesCovered, doc.LinesValid = total.hit, total.lines
	doc.BranchesCovered, doc.BranchesValid = total.taken, total.branches
	return findings.EncodeXML(w, "<!DOCTYPE coverage SYSTEM \"http://cobertura.sourceforge.net/xml/coverage-04.dtd\">\n", doc)
}

// tally counts lines and branches.
type tally struct{ lines, hit, branches, taken int }

func (t *tally) add(o tally) {
	t.lines, t.hit, t.branches, t.taken = t.lines+o.lines, t.hit+o.hit, t.branches+o.branches, t.taken+o.taken
}

func (t *tally) rates() (lines, branches string) {
	return rate(t.hit, t.lines), rate(t.taken, t.branches)
}

func rate(part, whole int) string { return fmt.Sprintf("%.4f", Share(part, whole)/100) }

func coberturaClassOf(f *file) (coberturaClass, tally) {
	c := coberturaClass{Name: path.Base(f.name), File: f.name, Complexity: "0", Lines: []coberturaLine{}}
	var t tally
	for _, l := range f.lines {
		line := coberturaLine{Number: l.number, Hits: l.hits(), Branch: "false"}
		t.lines, t.hit = t.lines+1, t.hit+min(l.hits(), 1)
		if n := len(l.points); n > 1 {
			t.branches, t.taken = t.branches+n, t.taken+l.touched()
			line.Branch = "true"
			line.Coverage = fmt.Sprintf("%d%% (%d/%d)", 100*l.touched()/n, l.touched(), n)
			line.Conditions = &coberturaConditions{}
			for i, p := range l.points {
				line.Conditions.All = append(line.Conditions.All, coberturaCondition{i, "jump", fmt.Sprintf("%d%%", 100*min(p.Hits, 1))})
			}
		}
		c.Lines = append(c.Lines, line)
	}
	c.LineRate, c.BranchRate = t.rates()
	return c, t
}

type coberturaReport struct {
	XMLName         xml.Name           `xml:"coverage"`
	LineRate        string             `xml:"line-rate,attr"`
	BranchRate      string             `xml:"branch-rate,attr"`
	LinesCovered    int                `xml:"lines-covered,attr"`
	LinesValid      int                `xml:"lines-valid,attr"`
	BranchesCovered int                `xml:"branches-covered,attr"`
	BranchesValid   int                `xml:"branches-valid,attr"`
	Complexity      int                `xml:"complexity,attr"`
	Version         string             `xml:"version,attr"`
	Timestamp       int                `xml:"timestamp,attr"`
	Sources         []string           `xml:"sources>source"`
	Packages        []coberturaPackage `xml:"packages>package"`
}

type coberturaPackage struct {
	Name       string           `xml:"name,attr"`
	LineRate   string           `xml:"line-rate,attr"`
	BranchRate string           `xml:"branch-rate,attr"`
	Complexity int              `xml:"complexity,attr"`
	Classes    []coberturaClass `xml:"classes>class"`

	tally tally
}

type coberturaClass struct {
	Name       string          `xml:"name,attr"`
	File       string          `xml:"filename,attr"`
	LineRate   string          `xml:"line-rate,attr"`
	BranchRate string          `xml:"branch-rate,attr"`
	Complexity string          `xml:"complexity,attr"`
	Methods    struct{}        `xml:"methods"`
	Lines      []coberturaLine `xml:"lines>line"`
}

type coberturaLine struct {
	Number     int                  `xml:"number,attr"`
	Hits       int                  `xml:"hits,attr"`
	Branch     string               `xml:"branch,attr"`
	Coverage   string               `xml:"condition-coverage,attr,omitempty"`
	Conditions *coberturaConditions `xml:"conditions"`
}

type coberturaConditions struct {
	All []coberturaCondition `xml:"condition"`
}

type coberturaCondition struct {
	Number   int    `xml:"number,attr"`
	Type     string `xml:"type,attr"`
	Coverage string `xml:"coverage,attr"`
}
