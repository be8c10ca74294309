package lint

import (
	"github.com/rolecall/rolecall/schema"
)

// judgedLevels are levels for findings of a change: what it moves to another
// file is judged as strictly as where it stood.
type judgedLevels struct {
	levels Levels
	now    map[string][]declaration // by file
	former map[string]string        // the file of a declaration in the earlier revision
}

// judged prepares the levels of a run.
func (in *Input) judged() judgedLevels {
	j := judgedLevels{levels: in.Config.Levels}
	if in.Project == nil || in.BaseProject == nil {
		return j
	}
	j.now, j.former = map[string][]declaration{}, map[string]string{}
	for _, doc := range in.Project.Documents {
		for _, d := range declarations(doc) {
			j.now[d.at.File] = append(j.now[d.at.File], d)
		}
		if base := in.Base[doc.Target.ID()]; base != nil {
			for _, d := range declarationsAs(base.Document, doc.Target.Name) {
				j.former[d.address] = d.at.File
			}
		}
	}
	return j
}

// of gives what holds for a finding: the severity given to it, 0 where it is its
// own, and whether it is dropped.
func (j *judgedLevels) of(f *schema.Finding) (s schema.Severity, off bool) {
	s, off = j.levels.In(f.Rule, f.Range.File)
	was := j.formerFile(f.Range)
	if was == "" || was == f.Range.File {
		return s, off
	}
	then, thenOff := j.levels.In(f.Rule, was)
	switch {
	case thenOff:
		return s, off
	case off:
		return then, false
	case s == 0 || then == 0:
		return strictest(s, then, f.Severity), false
	}
	return max(s, then), false
}

// strictest is the greater of two given severities of which one at least is the
// finding's own; 0 where that is the greatest or not known.
func strictest(a, b, own schema.Severity) schema.Severity {
	if given := max(a, b); given > own {
		return given
	}
	return 0
}

// formerFile is where the declaration at a place stood; empty where it is new.
func (j *judgedLevels) formerFile(at schema.Range) string {
	for _, d := range j.now[at.File] {
		if d.at.Start.Byte <= at.Start.Byte && at.Start.Byte < max(d.at.End.Byte, d.at.Start.Byte+1) {
			return j.former[d.address]
		}
	}
	return ""
}
