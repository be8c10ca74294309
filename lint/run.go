package lint

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rolecall/rolecall/schema"
)

// Rules that the runner itself knows: a file that cannot be read is told of
// whatever the configuration says, and suppressions are judged here.
const (
	syntaxError        = "RC001"
	suppressionProblem = "RC006"
	inputTooLarge      = "RC007"
)

// Run gives the findings of [Inspect] alone.
func Run(rules []*Rule, in Input, found []schema.Finding) ([]schema.Finding, error) {
	r, err := Inspect(rules, in, found)
	return r.Findings, err
}

// Result is what a run gives.
type Result struct {
	Findings []schema.Finding
	// Stale are the entries of the baseline that accept more than there is, with
	// how many too many. What the run could not see is not stale.
	Stale []BaselineEntry
	Costs []Cost // of rules, the highest first; nil without a clock
	// Added are the suppressions that the earlier revision does not have; nil without one.
	Added []schema.Comment
	// Wider are those that it has, and that silence more now than they did there.
	Wider []schema.Comment

	identities []string       // of Findings: what equal ones have in common
	silenced   map[string]int // findings, by the comment that silences them and what they have in common
	kept       []BaselineEntry
}

// Inspect gives the findings of rules on every model, together with those found
// while the policy was read and resolved: sorted, each once, with names,
// severities, fingerprints and suppressions set. rules is the whole list, since
// it is also what suppressions may name. An error tells of rules that failed;
// the result is that of all the others.
func Inspect(rules []*Rule, in Input, found []schema.Finding) (*Result, error) {
	jobs := plan(rules, in)
	runAll(jobs)

	all := slices.Clone(found)
	var errs []error
	for _, j := range jobs {
		if j.err != nil {
			errs = append(errs, j.err)
			continue
		}
		all = append(all, j.pass.findings...)
	}
	sure := ran(rules, in, jobs)
	levels := in.judged()
	all = settle(all, rules, levels)
	added := Added(in.BaseProject, in.Project)
	by, problems := suppress(all, rules, in, sure, added)
	all = append(all, settle(problems, rules, levels)...)
	schema.SortFindings(all)
	r := &Result{Findings: all, identities: fingerprint(all, in.Project), Costs: costs(jobs, in.Clock), Added: added}
	r.widen(in, by)
	r.accept(in.Config, rules, sure)
	return r, errors.Join(errs...)
}

// job is one rule on one model.
type job struct {
	pass  *Pass
	err   error
	clock func() time.Time
	took  time.Duration
}

// plan lists what there is to run: model by model, in the order of the rules.
func plan(rules []*Rule, in Input) []*job {
	var jobs []*job
	project := in.Project
	if project == nil {
		project = &schema.Project{}
	}
	for i, m := range slices.Concat(in.Models, in.Gone) {
		access, gone := NewAccess(m), i >= len(in.Models)
		id := m.Target.ID()
		for _, r := range rules {
			if r.Check == nil || gone && !r.Gone || in.Config.Levels.silent(r.ID) {
				continue
			}
			p := &Pass{
				Rule: r, Model: m, State: in.State[id], Next: in.Next[id], Base: in.Base[id], Now: in.Now, Gone: gone,
				Broken: project.Broken, Access: access, sources: project.Sources,
			}
			if p.has(r.Needs) {
				jobs = append(jobs, &job{pass: p, clock: in.Clock})
			}
		}
	}
	return jobs
}

// runAll runs jobs on all processors. Each writes to itself alone, so their
// order does not show in the result.
func runAll(jobs []*job) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(jobs)) {
		wg.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(jobs) {
					return
				}
				jobs[i].run()
			}
		})
	}
	wg.Wait()
}

// has reports whether there is what a rule compares with.
func (p *Pass) has(n Needs) bool {
	switch n {
	case NeedsNothing:
		return true
	case NeedsState:
		return p.State != nil
	case NeedsNext:
		return p.Next != nil
	case NeedsBase:
		return p.Base != nil
	}
	panic(fmt.Sprintf("lint: no such need %d", n))
}

// run runs the rule; a panic in it becomes the job's error.
func (j *job) run() {
	if j.clock != nil {
		start := j.clock()
		defer func() { j.took = j.clock().Sub(start) }()
	}
	defer func() {
		if v := recover(); v != nil {
			r := j.pass.Rule
			j.err = fmt.Errorf("run rule %s %q on target %q: %v (at %s)", r.ID, r.Name, j.pass.Model.Target.ID(), v, panicPlace())
		}
	}()
	j.pass.Rule.Check(j.pass)
}

// panicPlace is the line that panicked, told from within a deferred call.
func panicPlace() string {
	var pcs [32]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs[:])])
	panicked := false
	for {
		f, more := frames.Next()
		switch {
		case f.Function == "runtime.gopanic":
			panicked = true
		case panicked && !strings.HasPrefix(f.Function, "runtime."):
			return fmt.Sprintf("%s:%d", f.File[strings.LastIndexByte(f.File, '/')+1:], f.Line)
		}
		if !more {
			return "an unknown place"
		}
	}
}

// settle fills in names and severities, drops what is switched off, and makes
// one of equal findings: instances of one template say the same thing of the same
// line. It is of all their targets, and as severe as the worst of them.
func settle(fs []schema.Finding, rules []*Rule, levels judgedLevels) []schema.Finding {
	byID := index(rules)
	type key struct {
		rule, message string
		at            schema.Range
	}
	seen := map[key]int{}
	targets := map[int][]string{} // of the others that are equal to a kept one
	kept := fs[:0]
	for _, f := range fs {
		k := key{f.Rule, f.Message, f.Range}
		if r := byID[f.Rule]; r != nil {
			f.Name = r.Name
			if f.Severity == 0 {
				f.Severity = r.Severity
			}
		}
		given, off := levels.of(&f)
		if off {
			continue
		}
		if given != 0 {
			f.Severity = given
		}
		if i, again := seen[k]; again {
			targets[i] = append(targets[i], f.Target)
			kept[i].Severity = max(kept[i].Severity, f.Severity)
			kept[i].Against = kept[i].Against || f.Against
			continue
		}
		seen[k] = len(kept)
		kept = append(kept, f)
	}
	for i, others := range targets {
		kept[i].Target = joinTargets(append(others, kept[i].Target))
	}
	return kept
}

const targetSeparator = ", "

// joinTargets names targets, each once and sorted; what is about no target stays so.
func joinTargets(ids []string) string {
	slices.Sort(ids)
	if ids[0] == "" {
		return ""
	}
	return strings.Join(slices.Compact(ids), targetSeparator)
}

// Concerns reports whether a finding of a run is about the target with the given
// ID. One that several targets share names them all.
func Concerns(f schema.Finding, id string) bool {
	return f.Target == id || slices.Contains(strings.Split(f.Target, targetSeparator), id)
}

// index finds rules by ID and by name.
func index(rules []*Rule) map[string]*Rule {
	m := make(map[string]*Rule, 2*len(rules))
	for _, r := range rules {
		m[r.ID], m[r.Name] = r, r
	}
	return m
}
