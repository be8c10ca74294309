package citest

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// action is action.yml, with the keys that ours has.
type action struct {
	Name        string            `yaml:"name"`
	Description string            `yaml:"description"`
	Author      string            `yaml:"author"`
	Branding    map[string]string `yaml:"branding"`
	Inputs      map[string]struct {
		Description string `yaml:"description"`
		Default     string `yaml:"default"`
	} `yaml:"inputs"`
	Outputs map[string]struct {
		Description string `yaml:"description"`
		Value       string `yaml:"value"`
	} `yaml:"outputs"`
	Runs struct {
		Using string `yaml:"using"`
		Steps []step `yaml:"steps"`
	} `yaml:"runs"`
}

type step struct {
	Name  string            `yaml:"name"`
	ID    string            `yaml:"id"`
	If    string            `yaml:"if"`
	Uses  string            `yaml:"uses"`
	With  map[string]string `yaml:"with"`
	Shell string            `yaml:"shell"`
	Run   string            `yaml:"run"`
	Env   map[string]string `yaml:"env"`
}

func readAction(t *testing.T) action {
	t.Helper()
	var a action
	decode(t, "action.yml", read(t, root+"/action.yml"), &a)
	return a
}

// job is a job of a workflow: a checkout, an event, and a runner that does with
// the action's steps what GitHub's does. Steps that use other actions are left out.
type job struct {
	t     *testing.T
	dir   string            // the checkout
	temp  string            // what the runner gives to a job
	env   map[string]string // of GitHub, besides what every job has
	event map[string]any
}

// result is what a run of the action leaves behind.
type result struct {
	code    int // of the step that failed, else 0
	failed  string
	log     string
	summary string
	outputs map[string]string // of the action
}

// installed builds rolecall as the action does, once, and gives the directory it is in.
func installed(t *testing.T) string {
	t.Helper()
	dir, err := install()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

var install = sync.OnceValues(func() (string, error) {
	temp, err := os.MkdirTemp("", "rolecall-ci-")
	if err != nil {
		return "", err
	}
	made = append(made, temp)
	cmd := exec.Command("bash", root+"/action/install.sh")
	cmd.Env = append(os.Environ(), "RUNNER_TEMP="+temp, "GITHUB_PATH="+filepath.Join(temp, "path"), "INPUT_VERSION=", "ACTION_REF=v0.0.7")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("install rolecall: %w\n%s", err, out)
	}
	path, err := os.ReadFile(filepath.Join(temp, "path"))
	return strings.TrimSpace(string(path)), err
})

var made []string // to be removed at the end

func TestMain(m *testing.M) {
	code := m.Run()
	for _, dir := range made {
		_ = os.RemoveAll(dir)
	}
	os.Exit(code)
}

func newJob(t *testing.T, files map[string]string) *job {
	t.Helper()
	needs(t, "bash", "git", "jq", "curl")
	j := &job{t: t, dir: filepath.Join(t.TempDir(), "checkout"), temp: t.TempDir(), env: map[string]string{}, event: map[string]any{}}
	if err := os.Mkdir(j.dir, 0o777); err != nil {
		t.Fatal(err)
	}
	j.git("init", "-q")
	j.commit(files)
	return j
}

// git runs git in the checkout, as nobody in particular.
func (j *job) git(args ...string) string {
	j.t.Helper()
	cmd := exec.Command("git", append([]string{"-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"}, args...)...)
	cmd.Dir, cmd.Env = j.dir, j.environ()
	out, err := cmd.CombinedOutput()
	if err != nil {
		j.t.Fatalf("git %q: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

// commit makes the files what the checkout has and gives the name of the commit. Empty ones are deleted.
func (j *job) commit(files map[string]string) string {
	j.t.Helper()
	for name, text := range files {
		if text == "" {
			if err := os.Remove(filepath.Join(j.dir, name)); err != nil {
				j.t.Fatal(err)
			}
			continue
		}
		write(j.t, filepath.Join(j.dir, name), text)
	}
	j.git("add", "-A")
	j.git("commit", "-q", "--allow-empty", "-m", "change")
	return j.git("rev-parse", "HEAD")
}

// pullRequest makes the job one of a pull request with that number.
func (j *job) pullRequest(number int, base string) {
	j.env["GITHUB_REF"] = fmt.Sprintf("refs/pull/%d/merge", number)
	j.event["pull_request"] = map[string]any{
		"number": number,
		"base":   map[string]any{"sha": base},
		"head":   map[string]any{"sha": "feedfacefeedfacefeedfacefeedfacefeedface", "repo": map[string]any{"fork": false}},
	}
}

// environ is the environment of a job: nothing of the machine's but where its programs are.
func (j *job) environ() []string {
	env := map[string]string{
		"PATH": os.Getenv("PATH"), "HOME": j.temp, "RUNNER_TEMP": j.temp, "LC_ALL": "C.UTF-8",
		"NO_PROXY": "*", "no_proxy": "*", "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.DevNull,
		"GITHUB_EVENT_PATH": filepath.Join(j.temp, "event.json"), "GITHUB_STEP_SUMMARY": filepath.Join(j.temp, "summary"),
		"GITHUB_REF": "refs/heads/main", "GITHUB_REPOSITORY": "acme/access", "GITHUB_WORKFLOW": "access", "GITHUB_JOB": "lint",
		"GITHUB_RUN_ID": "77", "GITHUB_SERVER_URL": "https://github.example", "GITHUB_API_URL": "http://127.0.0.1:1",
	}
	maps.Copy(env, j.env)
	var out []string
	for k, v := range env {
		out = append(out, k+"="+v)
	}
	return out
}

var expression = regexp.MustCompile(`\$\{\{ *([a-z.-]+) *\}\}`)

// run runs the action.
func (j *job) run(inputs map[string]string) result {
	j.t.Helper()
	a := readAction(j.t)
	path := installed(j.t) + string(os.PathListSeparator) + os.Getenv("PATH")
	event, err := json.Marshal(j.event)
	if err != nil {
		j.t.Fatal(err)
	}
	write(j.t, filepath.Join(j.temp, "event.json"), string(event))
	write(j.t, filepath.Join(j.temp, "summary"), "")

	values := map[string]string{}
	for name, in := range a.Inputs {
		values["inputs."+name] = in.Default
	}
	values["inputs.token"] = "" // GitHub's own is not to be had here
	for name, v := range inputs {
		if _, ok := a.Inputs["inputs."+name]; !ok && a.Inputs[name].Description == "" {
			j.t.Fatalf("no input %q", name)
		}
		values["inputs."+name] = v
	}
	evaluate := func(s string) string {
		return expression.ReplaceAllStringFunc(s, func(m string) string { return values[expression.FindStringSubmatch(m)[1]] })
	}

	r := result{outputs: map[string]string{}}
	for i, s := range a.Runs.Steps {
		if s.Uses != "" || s.Name == "Install rolecall" || s.Name == "Comment" && values["inputs.comment"] != "true" || r.code != 0 {
			continue
		}
		output := filepath.Join(j.temp, fmt.Sprint("output-", i))
		write(j.t, output, "")
		script := filepath.Join(j.temp, fmt.Sprint("step-", i))
		write(j.t, script, s.Run)
		cmd := exec.Command("bash", "--noprofile", "--norc", "-eo", "pipefail", script)
		here, err := filepath.Abs(root)
		if err != nil {
			j.t.Fatal(err)
		}
		cmd.Dir = j.dir
		cmd.Env = append(j.environ(), "GITHUB_ACTION_PATH="+here, "GITHUB_OUTPUT="+output, "PATH="+path)
		for k, v := range s.Env {
			cmd.Env = append(cmd.Env, k+"="+evaluate(v))
		}
		out, err := cmd.CombinedOutput()
		r.log += string(out)
		if err != nil {
			r.code, r.failed = cmd.ProcessState.ExitCode(), s.Name
		}
		for name, v := range outputs(j.t, read(j.t, output)) {
			values["steps."+s.ID+".outputs."+name] = v
		}
	}
	for name, o := range a.Outputs {
		r.outputs[name] = evaluate(o.Value)
	}
	r.outputs["upload-file"] = values["steps.check.outputs.upload-file"]
	r.summary = read(j.t, filepath.Join(j.temp, "summary"))
	return r
}

// outputs reads a file of outputs as the runner does: NAME<<END, lines, END.
func outputs(t *testing.T, text string) map[string]string {
	t.Helper()
	out := map[string]string{}
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	for i := 0; i < len(lines) && lines[0] != ""; i++ {
		name, end, ok := strings.Cut(lines[i], "<<")
		n := slices.Index(lines[i+1:], end)
		if !ok || n < 0 {
			t.Fatalf("output: %q is neither NAME<<END nor within one", lines[i])
		}
		out[name] = strings.Join(lines[i+1:i+1+n], "\n")
		i += n + 1
	}
	return out
}

// commands gives the workflow commands that the runner takes a log for: lines that
// begin with :: and, from before those, ##[ anywhere; none while they are stopped.
func commands(log string) []string {
	var out []string
	again := ""
	for line := range strings.Lines(log) {
		line = strings.TrimRight(line, "\r\n")
		switch word, stops := strings.CutPrefix(line, "::stop-commands::"); {
		case again != "":
			if strings.TrimSpace(line) == "::"+again+"::" {
				again = ""
			}
		case stops:
			again = word
		case strings.HasPrefix(strings.TrimSpace(line), "::") || strings.Contains(line, "##["):
			out = append(out, line)
		}
	}
	return out
}
