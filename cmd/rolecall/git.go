package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// git reads a repository through git's plumbing. Nothing is checked out, no hook,
// pager or helper runs, nothing is fetched, and no argument is taken for a flag.
type git struct {
	program string
	dir     string // where it runs
	prefix  string // of dir in the repository; "." at its top
	env     []string
}

// openGit finds the repository that a directory lies in.
func (w *world) openGit(dir string) (*git, error) {
	program, err := exec.LookPath("git")
	if err != nil {
		return nil, errors.New("git is needed to read a revision, and it is not installed; a directory needs none, as in --against ../base")
	}
	g := &git{program: program, dir: dir, env: gitEnv(w.environ)}
	g.prefix, err = g.inside(dir)
	return g, err
}

// inside is where a directory lies in the repository.
func (g *git) inside(dir string) (string, error) {
	at := *g
	at.dir = dir
	out, err := at.run("rev-parse", "--show-toplevel", "--show-prefix")
	if err != nil {
		return "", err
	}
	top, prefix, _ := strings.Cut(string(out), "\n")
	if g.dir != dir {
		if ours, err := g.run("rev-parse", "--show-toplevel"); err != nil || strings.TrimSuffix(string(ours), "\n") != top {
			return "", fmt.Errorf("the project begins at %q, outside of the repository", dir)
		}
	}
	return path.Clean(strings.TrimSuffix(prefix, "\n")), nil
}

// gitEnv is the environment without what git would take from a hook or from
// elsewhere for this repository. The user's own configuration stays: it says
// which repositories are safe.
func gitEnv(environ []string) []string {
	keep := []string{"GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_CEILING_DIRECTORIES", "GIT_EXEC_PATH"}
	env := slices.DeleteFunc(slices.Clone(environ), func(kv string) bool {
		name, _, _ := strings.Cut(kv, "=")
		return strings.HasPrefix(name, "GIT_") && !slices.Contains(keep, name) || name == "LC_ALL" || name == "LANGUAGE"
	})
	return append(env, "LC_ALL=C", "GIT_TERMINAL_PROMPT=0", "GIT_NO_LAZY_FETCH=1")
}

// command is a run of git that keeps to itself.
func (g *git) command(args ...string) *exec.Cmd {
	safe := []string{
		"--no-pager", "--no-optional-locks", "--no-replace-objects", "--literal-pathspecs",
		"-c", "core.fsmonitor=false", "-c", "core.hooksPath=" + os.DevNull, "-c", "protocol.allow=never",
	}
	cmd := exec.Command(g.program, append(safe, args...)...)
	cmd.Dir, cmd.Env = g.dir, g.env
	return cmd
}

// run gives what git prints, or what it says went wrong.
func (g *git) run(args ...string) ([]byte, error) {
	var stderr bytes.Buffer
	cmd := g.command(args...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, gitError(err, stderr.String())
	}
	return out, nil
}

var errPartial = errors.New("a file of the revision is not in this clone, which leaves out contents; fetch them with 'git fetch --refetch --no-filter'")

// gitError is what git said, on one line.
func gitError(err error, said string) error {
	if strings.Contains(said, "promisor") || strings.Contains(said, "lazy fetching") {
		return errPartial
	}
	if said = strings.Join(strings.Fields(said), " "); said != "" {
		return fmt.Errorf("git: %s", strings.TrimPrefix(said, "fatal: "))
	}
	return fmt.Errorf("git: %w", err)
}

var objectName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[0-9a-f]{40,64}$`) })

// commit is the commit that a revision names.
func (g *git) commit(rev string) (string, error) {
	if rev == "" || strings.HasPrefix(rev, "-") {
		return "", usagef("%q is no revision", rev)
	}
	out, err := g.run("rev-parse", "--verify", "--quiet", "--end-of-options", rev+"^{commit}")
	name := strings.TrimSuffix(string(out), "\n")
	if err == nil && objectName().MatchString(name) {
		return name, nil
	}
	if _, err := g.run("symbolic-ref", "--quiet", "HEAD"); err == nil && rev == "HEAD" {
		return "", errUnborn
	}
	return "", g.missing(rev)
}

// mergeBase is the commit where HEAD left the line of another; the other itself
// where that is what HEAD came from. Where none is in this clone it is empty.
func (g *git) mergeBase(commit string) string {
	out, err := g.run("merge-base", "--end-of-options", commit, "HEAD")
	if name := strings.TrimSuffix(string(out), "\n"); err == nil && objectName().MatchString(name) {
		return name
	}
	// A clone may be cut off behind HEAD. It still knows what HEAD's parents are called.
	head, err := g.run("cat-file", "commit", "HEAD")
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(head)) {
		if line == "\n" {
			break
		}
		if line == "parent "+commit+"\n" {
			return commit
		}
	}
	return ""
}

// shallow reports whether the clone lacks history.
func (g *git) shallow() bool {
	out, err := g.run("rev-parse", "--is-shallow-repository")
	return err == nil && strings.TrimSpace(string(out)) == "true"
}

// errUnborn tells of a branch without a commit, as on the first one.
var errUnborn = errors.New("the branch has no commit yet")

// missing says why a revision is not there, and how to get it.
func (g *git) missing(rev string) error {
	fetch := "git fetch origin"
	if remote, branch, ok := strings.Cut(rev, "/"); ok && branch != "" && !strings.ContainsAny(rev, "~^:@ '") {
		fetch = fmt.Sprintf("git fetch --depth=1 %s +refs/heads/%s:refs/remotes/%s", remote, branch, rev)
	} else if objectName().MatchString(rev) {
		fetch = "git fetch --depth=1 origin " + rev
	}
	if g.shallow() {
		if strings.ContainsAny(rev, "~^@") {
			fetch = "git fetch --deepen=100"
		}
		return fmt.Errorf("the revision is not in this clone, which is shallow; fetch it with '%s', or all history with 'git fetch --unshallow' (fetch-depth: 0 of actions/checkout)", fetch)
	}
	return fmt.Errorf("the repository has no such revision; where it is one of a remote, fetch it with '%s'", fetch)
}

// gitEntry is a file of a tree.
type gitEntry struct{ mode, object string }

// Modes of entries that are no regular files.
const (
	gitLink   = "120000"
	gitModule = "160000"
)

// list lists what a commit has at paths, or beneath them. Without paths it is everything.
func (g *git) list(commit string, recursive bool, paths ...string) (names []string, entries map[string]gitEntry, err error) {
	args := []string{"ls-tree", "-z", "--full-tree"}
	if recursive {
		args = append(args, "-r")
	}
	out, err := g.run(append(append(args, commit, "--"), paths...)...)
	if err != nil {
		return nil, nil, err
	}
	entries = map[string]gitEntry{}
	for line := range strings.SplitSeq(string(out), "\x00") {
		about, name, ok := strings.Cut(line, "\t")
		fields := strings.Fields(about)
		if !ok || len(fields) != 3 {
			continue
		}
		names = append(names, name)
		entries[name] = gitEntry{fields[0], fields[2]}
	}
	return names, entries, nil
}

// nearest finds the directory nearest upwards that has a file.
func (g *git) nearest(commit, dir, name string) (root string, found bool, err error) {
	var paths []string
	for at := dir; ; at = path.Dir(at) {
		paths = append(paths, path.Join(at, name))
		if at == "." {
			break
		}
	}
	_, entries, err := g.list(commit, false, paths...)
	if err != nil {
		return "", false, err
	}
	for _, p := range paths {
		if _, ok := entries[p]; ok {
			return path.Dir(p), true, nil
		}
	}
	return "", false, nil
}

// file reads a file that a commit has, by its path relative to a directory of the repository.
func (g *git) file(commit, root, name string) ([]byte, error) {
	name = path.Join(root, filepath.ToSlash(name))
	if !filepath.IsLocal(name) {
		return nil, errOutside
	}
	_, entries, err := g.list(commit, false, name)
	if err != nil {
		return nil, err
	}
	e, ok := entries[name]
	if !ok || e.mode == gitModule || e.mode == gitLink {
		return nil, fs.ErrNotExist
	}
	var data []byte
	err = g.cat([]string{e.object}, maxBaseline, func(_ int, d []byte) { data = d })
	return data, err
}
