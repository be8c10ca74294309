package citest

import (
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// recipe gives the block of docs/ci.md that stands for a file.
func recipe(t *testing.T, file string) string {
	t.Helper()
	for _, b := range blocks(read(t, root+"/docs/ci.md")) {
		if _, name, _ := strings.Cut(b.info, " "); name == file {
			return b.text
		}
	}
	t.Fatalf("docs/ci.md has no block %q", file)
	return ""
}

// shell runs a script in the checkout with rolecall in the path, and programs
// that are made for it before everything else.
func (j *job) shell(script string, programs map[string]string, env ...string) (string, int) {
	j.t.Helper()
	shims := j.t.TempDir()
	for name, text := range programs {
		write(j.t, filepath.Join(shims, name), text)
		if err := os.Chmod(filepath.Join(shims, name), 0o777); err != nil {
			j.t.Fatal(err)
		}
	}
	cmd := exec.Command("bash", "-c", script)
	cmd.Dir = j.dir
	cmd.Env = append(append(j.environ(), "PATH="+strings.Join([]string{shims, installed(j.t), os.Getenv("PATH")}, string(os.PathListSeparator))), env...)
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		j.t.Fatal(err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

func TestPreCommitRecipe(t *testing.T) {
	var config struct {
		Repos []struct {
			Repo  string `yaml:"repo"`
			Rev   string `yaml:"rev"`
			Hooks []struct {
				ID    string   `yaml:"id"`
				Args  []string `yaml:"args"`
				Files string   `yaml:"files"`
			} `yaml:"hooks"`
		} `yaml:"repos"`
	}
	decode(t, ".pre-commit-config.yaml", recipe(t, ".pre-commit-config.yaml"), &config)
	for _, h := range config.Repos[0].Hooks {
		i := slices.IndexFunc(hooks(t), func(of hook) bool { return of.ID == h.ID })
		if i < 0 {
			t.Fatalf("no hook %q", h.ID)
		}
	}
	if len(config.Repos) != 1 || len(config.Repos[0].Hooks) != 3 || config.Repos[0].Rev == "" {
		t.Errorf("%+v", config)
	}

	// What the page says to write for entry is taken.
	j := newJob(t, shop())
	j.git("update-ref", "refs/remotes/origin/main", "HEAD")
	entries := regexp.MustCompile("`entry: (rolecall [^`]+)`").FindAllStringSubmatch(read(t, root+"/docs/ci.md"), -1)
	if len(entries) != 2 {
		t.Errorf("entries %q", entries)
	}
	for _, e := range entries {
		if out, code := j.shell(e[1]+" access", nil); code != 0 {
			t.Errorf("%s: code %d\n%s", e[1], code, out)
		}
	}
}

// workflow is a workflow of GitHub Actions, with the keys that ours have.
type workflow struct {
	Name        string            `yaml:"name"`
	On          any               `yaml:"on"`
	Permissions map[string]string `yaml:"permissions"`
	Concurrency map[string]string `yaml:"concurrency"`
	Jobs        map[string]struct {
		RunsOn  string `yaml:"runs-on"`
		Timeout int    `yaml:"timeout-minutes"`
		Steps   []struct {
			ID              string            `yaml:"id"`
			If              string            `yaml:"if"`
			Uses            string            `yaml:"uses"`
			With            map[string]string `yaml:"with"`
			Env             map[string]string `yaml:"env"`
			Run             string            `yaml:"run"`
			ContinueOnError bool              `yaml:"continue-on-error"`
		} `yaml:"steps"`
	} `yaml:"jobs"`
}

func TestWorkflows(t *testing.T) {
	a := readAction(t)
	for _, b := range blocks(read(t, root+"/docs/ci.md")) {
		_, file, _ := strings.Cut(b.info, " ")
		if !strings.HasPrefix(file, ".github/workflows/") {
			continue
		}
		var w workflow
		decode(t, file, b.text, &w)
		if w.On == nil || w.Permissions["contents"] != "read" {
			t.Errorf("%s: on %v, permissions %v", file, w.On, w.Permissions)
		}
		for _, job := range w.Jobs {
			if job.Timeout == 0 {
				t.Errorf("%s has no time limit", file)
			}
			for _, s := range job.Steps {
				if s.Run != "" {
					checkShell(t, file, s.Run)
				}
				if strings.HasPrefix(s.Uses, "rolecall/rolecall@") {
					for name := range s.With {
						if a.Inputs[name].Description == "" {
							t.Errorf("%s: the action has no input %q", file, name)
						}
					}
				}
			}
		}
		for _, m := range regexp.MustCompile(`steps\.rolecall\.outputs\.([a-z-]+)`).FindAllStringSubmatch(b.text, -1) {
			if a.Outputs[m[1]].Value == "" {
				t.Errorf("%s: the action has no output %q", file, m[1])
			}
		}
	}
}

// The page lists what the action takes and gives.
func TestActionIsDescribed(t *testing.T) {
	page, a := read(t, root+"/docs/ci.md"), readAction(t)
	_, section, _ := strings.Cut(page, "\n## GitHub Actions\n")
	section, _, _ = strings.Cut(section, "\n## ")
	var listed []string
	for _, row := range regexp.MustCompile("(?m)^\\| (`[^|]*) \\|").FindAllStringSubmatch(section, -1) {
		for _, name := range regexp.MustCompile("`([a-z-]+)`").FindAllStringSubmatch(row[1], -1) {
			listed = append(listed, name[1])
		}
	}
	slices.Sort(listed)
	if all := slices.Sorted(maps.Keys(merged(a))); !slices.Equal(listed, all) {
		t.Errorf("the page lists\n%q, the action has\n%q", listed, all)
	}
}

func merged(a action) map[string]bool {
	names := map[string]bool{}
	for name := range a.Inputs {
		names[name] = true
	}
	for name := range a.Outputs {
		names[name] = true
	}
	return names
}

// reviewdog gets what it reads, and the job ends as rolecall did.
func TestReviewdogRecipe(t *testing.T) {
	var w workflow
	decode(t, "reviewdog.yml", recipe(t, ".github/workflows/reviewdog.yml"), &w)
	steps := w.Jobs["rolecall"].Steps
	j := newJob(t, shop())
	j.commit(misspelt())
	out, code := j.shell("set -e\n"+steps[len(steps)-1].Run, map[string]string{"reviewdog": "#!/bin/sh\necho \"$@\" >reviewdog.args\ncat >reviewdog.in\n"})
	if code != 2 {
		t.Errorf("code %d\n%s", code, out)
	}
	want(t, "reviewdog's input", read(t, filepath.Join(j.dir, "reviewdog.in")), `"value": "RC101"`, `"path": "access/search.hcl"`)
	want(t, "reviewdog's flags", read(t, filepath.Join(j.dir, "reviewdog.args")), "-f=rdjson ", "-filter-mode=nofilter")
}

func TestMakeRecipe(t *testing.T) {
	needs(t, "make")
	j := newJob(t, shop())
	write(t, filepath.Join(j.dir, "policy.mk"), recipe(t, "policy.mk"))
	if out, code := j.shell("make -f policy.mk policy BASE=HEAD", nil); code != 0 {
		t.Errorf("a clean policy: code %d\n%s", code, out)
	}
	want(t, "the report", read(t, filepath.Join(j.dir, "reports/rolecall.xml")), "<testsuites ")
	j.commit(map[string]string{"access/imports.hcl": ""})
	if out, code := j.shell("make -f policy.mk policy BASE=HEAD^", nil); code == 0 || !strings.Contains(out, "RC201") {
		t.Errorf("a bound role goes: code %d\n%s", code, out)
	}
	write(t, filepath.Join(j.dir, "deployed.json"), state)
	if out, code := j.shell("make -f policy.mk policy-fix && make -f policy.mk policy-drift STATE=deployed.json", nil); code == 0 || !strings.Contains(out, "Error 2") {
		t.Errorf("what is deployed differs: code %d\n%s", code, out)
	}
}

// gitlab is docs/ci/gitlab.yml.
type gitlab struct {
	Rolecall struct {
		Stage        string              `yaml:"stage"`
		Image        string              `yaml:"image"`
		Variables    map[string]string   `yaml:"variables"`
		Rules        []map[string]string `yaml:"rules"`
		BeforeScript []string            `yaml:"before_script"`
		Script       []string            `yaml:"script"`
		Artifacts    struct {
			When    string            `yaml:"when"`
			Paths   []string          `yaml:"paths"`
			Reports map[string]string `yaml:"reports"`
		} `yaml:"artifacts"`
	} `yaml:"rolecall"`
}

// TestGitLab runs the job's script. The reports are held to what GitLab refuses a
// report for: its schema of security reports 15.0.7, and what it needs of each finding.
func TestGitLab(t *testing.T) {
	var template, user gitlab
	decode(t, "gitlab.yml", read(t, root+"/docs/ci/gitlab.yml"), &template)
	_, overrides, _ := strings.Cut(recipe(t, ".gitlab-ci.yml"), "\n\n")
	decode(t, ".gitlab-ci.yml", overrides, &user)
	job := template.Rolecall
	for name := range user.Rolecall.Variables {
		if job.Variables[name] == "" {
			t.Errorf("the template has no variable %q", name)
		}
	}
	if m := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(read(t, root+"/go.mod")); job.Image != "golang:"+m[1] {
		t.Errorf("image %s, go.mod asks for %s", job.Image, m[1])
	}
	if job.Artifacts.When != "always" {
		t.Error("reports of a failed job are not kept")
	}
	script := "set -eo pipefail\n" + strings.Join(append(job.BeforeScript, job.Script...), "\n")
	checkShell(t, "gitlab.yml", "#!/bin/bash\n"+script)

	programs := map[string]string{"go": "#!/bin/sh\necho \"$@\" >go.args\n", "apt-get": "#!/bin/sh\nexit 1\n"}
	j := newJob(t, shop())
	base := j.git("rev-parse", "HEAD")
	run := func(env ...string) int {
		out, code := j.shell(script, programs, append([]string{"ROLECALL_CI_DIRECTORY=access", "ROLECALL_CI_VERSION=v0.1.0", "CI_MERGE_REQUEST_DIFF_BASE_SHA=" + base}, env...)...)
		t.Logf("%s", out)
		return code
	}
	if code := run(); code != 0 {
		t.Errorf("a clean policy: code %d", code)
	}
	if quality, sast := gitlabReports(t, j, job.Artifacts.Reports); len(quality) != 0 || len(sast.Vulnerabilities) != 0 {
		t.Errorf("a clean policy: %v, %v", quality, sast)
	}
	want(t, "go's arguments", read(t, filepath.Join(j.dir, "go.args")), "install github.com/rolecall/rolecall/cmd/rolecall@v0.1.0")

	// An error that is about too much access, one that is not, and a role that goes.
	files := misspelt()
	files["access/imports.hcl"] = ""
	files["access/admin.hcl"] = "role \"ops\" {\n  description = \"@all ![x](y) <b>\"\n\n  grant {\n    privileges = [\"*\"]\n    database   = \"*\"\n    collection = \"*\"\n  }\n}\n\nbinding \"ops\" {\n  roles = [role.ops]\n  users = [\"carol\"]\n}\n"
	j.commit(files)
	if code := run(); code != 2 {
		t.Errorf("code %d", code)
	}
	quality, sast := gitlabReports(t, j, job.Artifacts.Reports)
	if !quality["RC101"] || !quality["RC201"] || !quality["RC105"] {
		t.Errorf("code quality: %v", quality)
	}
	var rules []string
	for _, v := range sast.Vulnerabilities {
		rules = append(rules, v.Identifiers[0].Value)
	}
	if !slices.Contains(rules, "RC105") || slices.Contains(rules, "RC101") {
		t.Errorf("sast: %v", rules)
	}

	// No base, a base that is the target's, and a base that is not to be had.
	if code := run("CI_MERGE_REQUEST_DIFF_BASE_SHA="); code != 2 {
		t.Errorf("no base: code %d", code)
	}
	head := j.git("rev-parse", "HEAD")
	run("CI_MERGE_REQUEST_TARGET_BRANCH_SHA=" + head)
	if quality, _ := gitlabReports(t, j, job.Artifacts.Reports); quality["RC201"] {
		t.Error("compared with where the branch began, not with the target as merged")
	}
	for _, name := range append(slices.Collect(maps.Values(job.Artifacts.Reports)), "rolecall.sarif") {
		if err := os.Remove(filepath.Join(j.dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	if code := run("CI_MERGE_REQUEST_DIFF_BASE_SHA=" + strings.Repeat("a", 40)); code != 1 {
		t.Errorf("a base that is nowhere: code %d", code)
	}
}

type sastReport struct {
	Version string
	Scan    struct {
		Analyzer, Scanner struct {
			ID, Name, Version string
			Vendor            struct{ Name string }
		}
		Type, Status       string
		StartTime, EndTime string
	}
	Vulnerabilities []struct {
		ID, Name, Description, Severity string
		Identifiers                     []struct{ Type, Name, Value, URL string }
		Location                        struct {
			File      string
			StartLine int `json:"start_line"`
		}
	}
}

// gitlabReports reads both reports and gives the rules of the one and all of the other.
func gitlabReports(t *testing.T, j *job, reports map[string]string) (quality map[string]bool, sast sastReport) {
	t.Helper()
	var findings []struct {
		Description, CheckName, Fingerprint, Severity string
		Location                                      struct {
			Path  string
			Lines struct{ Begin int }
		}
	}
	for name, v := range map[string]any{"codequality": &findings, "sast": &sast} {
		text := strings.NewReplacer(`"check_name"`, `"checkname"`, `"start_time"`, `"starttime"`, `"end_time"`, `"endtime"`).Replace(read(t, filepath.Join(j.dir, reports[name])))
		if err := json.Unmarshal([]byte(text), v); err != nil {
			t.Fatalf("%s: %v\n%s", name, err, text)
		}
	}
	quality = map[string]bool{}
	for _, f := range findings {
		if f.Description == "" || f.Fingerprint == "" || f.Location.Path == "" || f.Location.Lines.Begin == 0 {
			t.Errorf("code quality: %+v", f)
		}
		quality[f.CheckName] = true
	}
	moment := regexp.MustCompile(`^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$`)
	for _, tool := range []any{sast.Scan.Analyzer.ID, sast.Scan.Analyzer.Name, sast.Scan.Analyzer.Version, sast.Scan.Analyzer.Vendor.Name, sast.Scan.Scanner.ID, sast.Scan.Scanner.Version} {
		if tool == "" {
			t.Errorf("sast: scan %+v", sast.Scan)
		}
	}
	if sast.Version != "15.0.7" || sast.Scan.Type != "sast" || sast.Scan.Status != "success" || !moment.MatchString(sast.Scan.StartTime) || !moment.MatchString(sast.Scan.EndTime) {
		t.Errorf("sast: %+v", sast)
	}
	ids := map[string]bool{}
	for _, v := range sast.Vulnerabilities {
		i := v.Identifiers[0]
		if v.ID == "" || ids[v.ID] || len(v.Name) > 255 || i.Type == "" || i.Name == "" || i.Value == "" || !strings.HasPrefix(i.URL, "https://") ||
			!slices.Contains([]string{"High", "Medium", "Info"}, v.Severity) || !strings.HasPrefix(v.Location.File, "access/") || v.Location.StartLine == 0 {
			t.Errorf("sast: %+v", v)
		}
		ids[v.ID] = true
		for line := range strings.Lines(v.Description) {
			if !strings.HasPrefix(line, "    ") {
				t.Errorf("sast: a description is Markdown there; this is no code: %q", v.Description)
			}
		}
	}
	return quality, sast
}
