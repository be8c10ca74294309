package lint

import (
	"slices"

	"github.com/rolecall/rolecall/schema"
)

// Level is what a project or a command line wants of a rule.
type Level int

// The levels. The zero Level wants nothing.
const (
	AsIs      Level = iota
	Off             // its findings are dropped
	On              // it is not off, at the severity it has
	AtInfo          // all its findings are infos
	AtWarning       // warnings
	AtError         // errors
)

// LevelNames are the levels that a configuration can name, mildest first.
var LevelNames = []string{"off", "info", "warning", "error"}

// ParseLevel reads one of [LevelNames].
func ParseLevel(name string) (Level, bool) {
	levels := []Level{Off, AtInfo, AtWarning, AtError}
	if i := slices.Index(LevelNames, name); i >= 0 {
		return levels[i], true
	}
	return AsIs, false
}

// Severity is the severity that the level gives; 0 for those that give none.
func (l Level) Severity() schema.Severity {
	switch l {
	case AtInfo:
		return schema.Info
	case AtWarning:
		return schema.Warning
	case AtError:
		return schema.Error
	case AsIs, Off, On:
	}
	return 0
}

// Layer is what one source says of rules.
type Layer struct {
	// Glob is of the files whose findings are meant, as [schema.MatchPath] takes
	// it; empty for everywhere, findings without a file included.
	Glob  string
	Rules map[string]Level // by ID
}

// Levels are layers; each overrules those before it. A file that could not be
// read is told of whatever they say: RC001 and RC007 keep their severity.
type Levels []Layer

// In gives what holds for a rule's findings in a file: the severity given to
// them, 0 where it is their own, and whether they are dropped.
func (ls Levels) In(rule, file string) (s schema.Severity, off bool) {
	if unreadable(rule) {
		return 0, false
	}
	for _, l := range ls {
		level := l.Rules[rule]
		if level == AsIs || l.Glob != "" && !schema.MatchPath(l.Glob, file) {
			continue
		}
		off = level == Off
		if given := level.Severity(); given != 0 {
			s = given
		}
	}
	return s, off
}

// silent reports whether a rule's findings are dropped in every file there can be.
func (ls Levels) silent(rule string) bool {
	if unreadable(rule) {
		return false
	}
	for _, l := range slices.Backward(ls) {
		switch level := l.Rules[rule]; {
		case level == AsIs:
		case level != Off:
			return false
		case l.Glob == "":
			return true
		}
	}
	return false
}

// unreadable reports whether a rule tells that something could not be read.
func unreadable(rule string) bool { return rule == syntaxError || rule == inputTooLarge }

// Acceptable reports whether findings of a rule can be accepted, by a comment or
// a baseline: what cannot be read cannot, nor what is wrong with a suppression.
func Acceptable(rule string) bool { return !unreadable(rule) && rule != suppressionProblem }
