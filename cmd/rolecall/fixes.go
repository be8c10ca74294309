package main

import (
	"bytes"
	"fmt"
	"maps"
	"path"
	"path/filepath"
	"slices"

	"github.com/rolecall/rolecall/diff/text"
	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
)

// maxPasses bounds how often cures are applied: one may make room for another.
const maxPasses = 10

// fixer applies cures to a policy until none is left.
type fixer struct {
	*world
	policy  *policy
	inspect func() (*lint.Result, error)
	unsafe  bool

	cured   int
	refused map[string]bool // files that cures would break
}

// cure corrects the policy as far as its findings say how, and gives the result
// of a run on what it has become; with --diff that of the policy as it stays.
func (in *lintFlags) cure(w *world, p *policy, r *lint.Result, inspect func() (*lint.Result, error)) (*lint.Result, error, error) {
	x := fixer{world: w, policy: p, inspect: inspect, unsafe: in.unsafe, refused: map[string]bool{}}
	asItWas, before := *p, r
	r, broken, err := x.run(r)
	if err != nil {
		return nil, nil, err
	}
	changed := x.changed(asItWas.files)
	unsafe := ""
	if n := x.left(r); n > 0 {
		unsafe = fmt.Sprintf("; --unsafe corrects %d more", n)
	}
	if in.diff {
		*p = asItWas
		w.note("%d would be fixed, %d would remain%s", x.cured, unsuppressed(r), unsafe)
		return before, broken, x.print(changed)
	}
	w.note("%d fixed, %d remaining%s", x.cured, unsuppressed(r), unsafe)
	return r, broken, x.write(changed)
}

// run applies cures pass by pass. broken tells of rules that failed.
func (x *fixer) run(r *lint.Result) (_ *lint.Result, broken, err error) {
	for range maxPasses {
		fs := slices.DeleteFunc(slices.Clone(r.Findings), func(f schema.Finding) bool {
			return f.Fix != nil && slices.ContainsFunc(f.Fix.Edits, func(e schema.Edit) bool { return x.refused[e.Range.File] })
		})
		changed, cured := lint.Fix(fs, x.policy.project.Sources, x.unsafe)
		if len(changed) == 0 {
			break
		}
		next := *x.policy
		next.files = replace(next.files, changed)
		if err := next.read(); err != nil {
			return nil, nil, err
		}
		if x.worse(&next, changed) {
			continue
		}
		*x.policy = next
		x.cured += len(cured)
		if r, broken = x.inspect(); broken != nil {
			break
		}
	}
	return r, broken, nil
}

// replace gives files with other contents.
func replace(files []parse.File, changed map[string][]byte) []parse.File {
	files = slices.Clone(files)
	for i, f := range files {
		if data, ok := changed[f.Path]; ok {
			files[i].Data = data
		}
	}
	return files
}

// worse refuses the files that can be read less well after a pass. Where that
// shows in other files, all that the pass changes is refused.
func (x *fixer) worse(next *policy, changed map[string][]byte) bool {
	more := map[string]int{}
	first := map[string]schema.Finding{}
	for _, f := range x.policy.found {
		more[f.Range.File]--
	}
	for _, f := range next.found {
		if more[f.Range.File]++; more[f.Range.File] > 0 {
			first[f.Range.File] = f
		}
	}
	worse, elsewhere := false, false
	for _, file := range slices.Sorted(maps.Keys(first)) {
		worse = true
		if changed[file] == nil {
			elsewhere = true
			continue
		}
		x.refuse(file, first[file])
	}
	if elsewhere {
		for _, file := range slices.Sorted(maps.Keys(changed)) {
			for _, f := range first {
				x.refuse(file, f)
				break
			}
		}
	}
	return worse
}

func (x *fixer) refuse(file string, because schema.Finding) {
	if !x.refused[file] {
		x.refused[file] = true
		because.Range.File = x.name(because.Range.File)
		x.note("%s is left as it is: its fixes would bring %s %s: %s", x.name(file), because.Range, because.Rule, because.Message)
	}
}

// name is a file of the project as seen from the working directory.
func (x *fixer) name(file string) string { return path.Join(x.base(x.policy.root), file) }

// changed gives the files that are not what they were.
func (x *fixer) changed(before []parse.File) (files []change) {
	for i, f := range x.policy.files {
		if !bytes.Equal(f.Data, before[i].Data) {
			files = append(files, change{f.Path, before[i].Data, f.Data})
		}
	}
	return files
}

// change is what becomes of a file.
type change struct {
	path          string
	before, after []byte
}

func (x *fixer) print(changed []change) error {
	for _, c := range changed {
		name := x.name(c.path)
		if _, err := fmt.Fprint(x.stdout, text.Unified(name, name, string(c.before), string(c.after), 3)); err != nil {
			return fmt.Errorf("write: %w", cause(err))
		}
	}
	return nil
}

// write writes the files, if they still are what was read.
func (x *fixer) write(changed []change) error {
	var files fileSet
	for _, c := range changed {
		name := filepath.Join(x.policy.root, filepath.FromSlash(c.path))
		now, err := x.readFile(name, parse.DefaultFileBytes)
		if err != nil {
			return fmt.Errorf("fix %q: %w", name, err)
		}
		if !bytes.Equal(now, c.before) {
			return fmt.Errorf("fix %q: it changed in the meantime", name)
		}
		files.add(name, c.after)
	}
	return files.write()
}

// left counts what only --unsafe would correct.
func (x *fixer) left(r *lint.Result) int {
	if x.unsafe {
		return 0
	}
	_, all := lint.Fix(r.Findings, x.policy.project.Sources, true)
	_, safe := lint.Fix(r.Findings, x.policy.project.Sources, false)
	return len(all) - len(safe)
}

// unsuppressed counts the findings that nothing suppresses.
func unsuppressed(r *lint.Result) int {
	n := 0
	for _, f := range r.Findings {
		if f.Suppressed == nil {
			n++
		}
	}
	return n
}
