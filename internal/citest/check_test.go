package citest

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const (
	target = `target "milvus" "shop" {
  version = "2.6"

  database "catalog" {
    collections = ["imports", "products"]
  }
}
`
	importer = `role "importer" {
  description = "Nightly imports"

  grant {
    privileges = ["Insert"]
    database   = "catalog"
    collection = "imports"
  }
}

binding "imports" {
  roles = [role.importer]
  users = ["svc_import"]
}
`
	searcher = `role "searcher" {
  description = "Search for the shop"

  grant {
    privileges = ["Insert", "Search"]
    database   = "catalog"
    collection = "products"
  }
}

binding "search" {
  roles = [role.searcher]
  users = ["svc_search"]
}
`
)

// shop is a policy without findings.
func shop() map[string]string {
	return map[string]string{"access/target.hcl": target, "access/imports.hcl": importer, "access/search.hcl": searcher}
}

// misspelt is the shop with an error in it.
func misspelt() map[string]string {
	return map[string]string{"access/search.hcl": strings.Replace(searcher, "Search\"]", "Serach\"]", 1)}
}

// state is what is deployed: the shop's roles, and one that it does not have.
const state = `{
  "format": "rolecall.state/v1",
  "target": {"kind": "milvus", "name": "shop", "version": "2.6"},
  "roles": [{"name": "importer"}, {"name": "searcher"}, {"name": "label_tool"}],
  "users": [{"name": "svc_import"}, {"name": "svc_search"}, {"name": "bob"}],
  "grants": [
    {"role": "importer", "privilege": "Insert", "object_type": "Collection", "database": "catalog", "collection": "imports"},
    {"role": "label_tool", "privilege": "Query", "object_type": "Collection", "database": "catalog", "collection": "products"},
    {"role": "searcher", "privilege": "Insert", "object_type": "Collection", "database": "catalog", "collection": "products"},
    {"role": "searcher", "privilege": "Search", "object_type": "Collection", "database": "catalog", "collection": "products"}
  ],
  "members": [{"principal": "svc_import", "role": "importer"}, {"principal": "svc_search", "role": "searcher"}, {"principal": "bob", "role": "label_tool"}]
}
`

// want fails unless each text is in what is named.
func want(t *testing.T, name, got string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(got, text) {
			t.Errorf("%s lacks %q:\n%s", name, text, got)
		}
	}
}

func TestCleanPolicy(t *testing.T) {
	j := newJob(t, shop())
	r := j.run(map[string]string{"directory": "access"})
	if r.code != 0 || r.outputs["exit-code"] != "0" || r.outputs["diff-exit-code"] != "" {
		t.Errorf("code %d, outputs %v\n%s", r.code, r.outputs, r.log)
	}
	want(t, "the summary", r.summary, "## rolecall: no findings\n")
	if c := commands(r.log); len(c) != 0 {
		t.Errorf("commands %q", c)
	}
}

func TestFindings(t *testing.T) {
	j := newJob(t, shop())
	j.commit(misspelt())
	r := j.run(map[string]string{"directory": "access"})
	if r.code != 2 || r.failed != "Verdict" || r.outputs["exit-code"] != "2" {
		t.Errorf("code %d of %q, outputs %v\n%s", r.code, r.failed, r.outputs, r.log)
	}
	want(t, "the log", r.log, "access/search.hcl", `"Serach"`, "did you mean")
	want(t, "the summary", r.summary, "## rolecall: 1 error\n", "`access/search.hcl:5:29`")
	if c := commands(r.log); len(c) != 1 || !strings.HasPrefix(c[0], "::error title=RC101 unknown-privilege,file=access/search.hcl,line=5,") {
		t.Errorf("commands %q", c)
	}
	var found struct {
		Format   string
		Findings []struct{ Rule string }
	}
	if err := json.Unmarshal([]byte(read(t, r.outputs["findings-file"])), &found); err != nil || found.Format != "rolecall.findings/v1" || len(found.Findings) != 1 {
		t.Errorf("%+v (%v)", found, err)
	}

	r = j.run(map[string]string{"directory": "access", "fail-level": "never"})
	if r.code != 1 || r.outputs["exit-code"] != "1" {
		t.Errorf("a level that is none: code %d, outputs %v", r.code, r.outputs)
	}
	want(t, "the summary", r.summary, "## rolecall could not do its work\n", "fail-level")
}

// GitHub opens alerts for suppressed results, so they are not among those uploaded.
func TestSuppressedAreNotUploaded(t *testing.T) {
	j := newJob(t, shop())
	text := strings.Replace(misspelt()["access/search.hcl"], "    privileges", "    # rolecall:ignore RC101 reason=\"SEC-1\"\n    privileges", 1)
	j.commit(map[string]string{"access/search.hcl": text, "access/imports.hcl": strings.Replace(importer, "Insert", "Inser", 1)})
	r := j.run(map[string]string{"directory": "access"})
	for name, n := range map[string]int{"sarif-file": 2, "upload-file": 1} {
		var log struct {
			Version string
			Runs    []struct {
				Results []struct{ RuleID, Level string }
			}
		}
		if err := json.Unmarshal([]byte(read(t, r.outputs[name])), &log); err != nil || log.Version != "2.1.0" || len(log.Runs) != 1 || len(log.Runs[0].Results) != n {
			t.Errorf("%s: %+v (%v)", name, log, err)
		}
	}
}

func TestState(t *testing.T) {
	j := newJob(t, shop())
	write(t, filepath.Join(j.dir, "deployed.json"), state)
	r := j.run(map[string]string{"directory": "access", "state": "deployed.json"})
	if r.code != 2 || r.outputs["exit-code"] != "2" || r.outputs["diff-exit-code"] != "2" {
		t.Errorf("a bound role goes: code %d, outputs %v\n%s", r.code, r.outputs, r.log)
	}
	want(t, "the summary", r.summary, "RC201", "#### Access lost", "`bob` loses")
	want(t, "the log", r.log, "bob loses Query")

	// What is deployed beyond the policy fails only where that is asked for.
	write(t, filepath.Join(j.dir, "deployed.json"), strings.NewReplacer(`, {"name": "label_tool"}`, "", `, {"principal": "bob", "role": "label_tool"}`, "", `"role": "label_tool", "privilege": "Query"`, `"role": "searcher", "privilege": "Query"`).Replace(state))
	for asked, code := range map[string]int{"false": 0, "true": 2} {
		r = j.run(map[string]string{"directory": "access", "state": "deployed.json", "fail-on-changes": asked})
		if r.code != code || r.outputs["exit-code"] != "0" || r.outputs["diff-exit-code"] != "2" {
			t.Errorf("fail-on-changes %s: code %d, outputs %v\n%s", asked, r.code, r.outputs, r.log)
		}
	}

	write(t, filepath.Join(j.dir, "deployed.json"), "{}")
	r = j.run(map[string]string{"directory": "access", "state": "deployed.json"})
	if r.code != 1 || r.outputs["diff-exit-code"] != "1" {
		t.Errorf("a state that is none: code %d, outputs %v\n%s", r.code, r.outputs, r.log)
	}
}

// A change that gives access is told on the pull request, and refused where a
// gate is asked for; what was accepted before it passes.
func TestGates(t *testing.T) {
	j := newJob(t, shop())
	s := newServer(t)
	j.env["GITHUB_API_URL"] = s.URL
	base := j.commit(map[string]string{"access/accepted.toml": "[[accept]]\nprincipal = \"svc_import\"\nrole = \"importer\"\nprivileges = [\"Search\"]\ndatabase = \"catalog\"\ncollection = \"imports\"\nreason = \"SEC-1\"\nuntil = \"2099-01-01\"\n"})
	j.pullRequest(7, base)
	inputs := func(more ...string) map[string]string {
		in := map[string]string{"directory": "access", "token": secret}
		for i := 0; i < len(more); i += 2 {
			in[more[i]] = more[i+1]
		}
		return in
	}
	if r := j.run(inputs("fail-on", "widen")); r.code != 0 || r.outputs["gate-exit-code"] != "0" || r.outputs["diff-exit-code"] != "0" || len(s.comments) != 0 {
		t.Errorf("nothing changes: code %d, outputs %v, %d comments\n%s", r.code, r.outputs, len(s.comments), r.log)
	}
	j.commit(map[string]string{"access/imports.hcl": strings.Replace(importer, `["Insert"]`, `["Insert", "Search"]`, 1)})
	r := j.run(inputs())
	if r.code != 0 || r.outputs["gate-exit-code"] != "0" || r.outputs["diff-exit-code"] != "2" || len(s.comments) != 1 {
		t.Errorf("no gate: code %d, outputs %v, %d comments\n%s", r.code, r.outputs, len(s.comments), r.log)
	}
	want(t, "the comment", s.comments[0].Body, "#### Access gained\n", "`svc_import` gains `Search` on `catalog.imports`", "by `binding.imports`")
	r = j.run(inputs("fail-on", "widen,escalate"))
	if r.code != 2 || r.outputs["exit-code"] != "0" || r.outputs["gate-exit-code"] != "2" {
		t.Errorf("a gate: code %d, outputs %v\n%s", r.code, r.outputs, r.log)
	}
	want(t, "the comment", s.comments[0].Body, "## ❌ rolecall diff: 1 of 2 gates fail: `widen`\n")
	if r := j.run(inputs("fail-on", "widen", "accept", "access/accepted.toml")); r.code != 0 || r.outputs["gate-exit-code"] != "0" {
		t.Errorf("accepted: code %d, outputs %v\n%s", r.code, r.outputs, r.log)
	}
	if r := j.run(inputs("fail-on", "widn")); r.code != 1 || r.outputs["gate-exit-code"] != "1" {
		t.Errorf("no such gate: code %d, outputs %v\n%s", r.code, r.outputs, r.log)
	}
}

// A pull request is compared with its base: the first parent of the merge that
// GitHub checks out, however old the base that the event names is.
func TestBase(t *testing.T) {
	j := newJob(t, shop())
	old := j.git("rev-parse", "HEAD")
	j.git("branch", "-m", "main")
	j.git("checkout", "-q", "-b", "change")
	j.commit(map[string]string{"access/search.hcl": ""})
	j.git("checkout", "-q", "main")
	// On main the importer went in the meantime, properly; the change is not to blame.
	base := j.commit(map[string]string{"access/imports.hcl": "", "access/search.hcl": strings.Replace(searcher, `["svc_search"]`, `["svc_import", "svc_search"]`, 1)})
	j.git("checkout", "-q", "-b", "merge")
	j.git("merge", "-q", "-X", "theirs", "--no-commit", "--no-ff", "-s", "ours", "change")
	if err := os.Remove(filepath.Join(j.dir, "access/search.hcl")); err != nil {
		t.Fatal(err)
	}
	j.commit(nil)
	j.git("checkout", "-q", "main")
	j.git("config", "uploadpack.allowReachableSHA1InWant", "true") // as on GitHub

	clone := *j
	clone.dir = filepath.Join(t.TempDir(), "shallow")
	j.git("clone", "-q", "--depth=1", "--branch=merge", "file://"+j.dir, clone.dir)
	clone.pullRequest(7, old)
	r := clone.run(map[string]string{"directory": "access"})
	if r.code != 2 {
		t.Errorf("code %d\n%s", r.code, r.log)
	}
	want(t, "the log", r.log, `role "searcher" is deleted while "svc_import" and "svc_search" hold it`)
	if strings.Contains(r.log, `role "importer" is deleted`) {
		t.Errorf("compared with %s, not with %s:\n%s", old, base, r.log)
	}

	for against, code := range map[string]string{"none": "0", old: "2", base: "2"} {
		if r := clone.run(map[string]string{"directory": "access", "against": against}); r.outputs["exit-code"] != code {
			t.Errorf("against %s: outputs %v\n%s", against, r.outputs, r.log)
		}
	}
	// Where the base cannot be had, nothing is waved through.
	j.git("config", "uploadpack.allowReachableSHA1InWant", "false")
	clone.dir = filepath.Join(t.TempDir(), "shallow")
	j.git("clone", "-q", "--depth=1", "--branch=merge", "file://"+j.dir, clone.dir)
	clone.git("remote", "set-url", "origin", "file:///nowhere")
	if r := clone.run(map[string]string{"directory": "access"}); r.code != 1 {
		t.Errorf("no base: code %d\n%s", r.code, r.log)
	} else {
		want(t, "the log", r.log, "which is shallow; fetch it with")
	}
}

// Inputs are values, whatever they look like.
func TestHostileInputs(t *testing.T) {
	names := []string{"directory", "against", "target", "fail-level", "state", "fail-on", "accept", "fail-on-changes"} // and version: TestVersion
	for i, value := range []string{"$(touch pwned)", "`touch pwned`", "; touch pwned", "--help", "-x", "\n::error::x", "a' 'b\"", "*", "$PATH"} {
		if i == 1 {
			names = names[:2] // they go the same way
		}
		for _, name := range names {
			j := newJob(t, shop())
			inputs := map[string]string{"directory": "access"}
			inputs[name] = value
			r := j.run(inputs)
			if c := commands(r.log); len(c) != 0 {
				t.Errorf("%s %q: commands %q", name, value, c)
			}
			if name != "fail-on-changes" && name != "fail-on" && name != "accept" && r.code == 0 { // on a push there is no change to judge
				t.Errorf("%s %q is taken for something:\n%s", name, value, r.log)
			}
			for _, dir := range []string{j.dir, j.temp} {
				if _, err := os.Stat(filepath.Join(dir, "pwned")); err == nil {
					t.Errorf("%s %q is run", name, value)
				}
			}
		}
	}
}

// A version is a version.
func TestVersion(t *testing.T) {
	needs(t, "bash")
	for _, version := range []string{"v1.2.3 extra", "$(touch pwned)", "v1;id", "../x", "v1\n"} {
		dir := t.TempDir()
		cmd := exec.Command("bash", root+"/action/install.sh")
		cmd.Env = append(os.Environ(), "RUNNER_TEMP="+dir, "GITHUB_PATH="+filepath.Join(dir, "path"), "ACTION_REF=main", "INPUT_VERSION="+version)
		if out, err := cmd.CombinedOutput(); err == nil || !strings.Contains(string(out), "::error::version has characters that no version has") {
			t.Errorf("%q: %v\n%s", version, err, out)
		}
	}
}

// hostile is a policy whose names try to be commands, Markdown and shell.
func hostile() map[string]string {
	names := []string{
		`x\n::error::forged`, `x\r\n::set-output name=exit-code::0`, `##[add-path]/tmp/evil`, `$(touch pwned)`, "`touch pwned`",
		`x\n::stop-commands::mine`, `<!-- rolecall:`, `</details><script>`, `@everyone #1`, `%0A::warning::x`, "x\\n```\\n# heading", `| a | b |`,
	}
	var b strings.Builder
	for i, n := range names {
		fmt.Fprintf(&b, "role \"%[1]s\" {\n  grant {\n    privileges = [\"Serach%[1]s\"]\n    database   = \"catalog\"\n    collection = \"products\"\n  }\n}\n\nbinding \"b%[2]d\" {\n  roles = [role[\"%[1]s\"]]\n  users = [\"%[1]s\"]\n}\n\n", n, i)
	}
	return map[string]string{"access/names ::error::x\n::error::y.hcl": b.String()}
}

func TestHostileNames(t *testing.T) {
	j := newJob(t, shop())
	s := newServer(t)
	j.env["GITHUB_API_URL"] = s.URL
	j.pullRequest(7, j.git("rev-parse", "HEAD"))
	files := hostile()
	files["access/rolecall.toml"] = "# ::error::\n[rules.\"\\n::error::x\"]\n"
	for _, with := range []bool{true, false} { // with a configuration that cannot be read, and without
		if !with {
			files["access/rolecall.toml"] = ""
		}
		j.commit(files)
		delete(files, "access/rolecall.toml")
		quoted, err := json.Marshal(`evil\n::error::state "$(touch pwned)" <b>` + "\n::error::state ##[add-path]x")
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(j.dir, "deployed.json"), strings.ReplaceAll(state, `"label_tool"`, string(quoted)))
		r := j.run(map[string]string{"directory": "access", "state": "deployed.json", "token": secret})
		if r.code == 0 {
			t.Errorf("with %v: code 0\n%s", with, r.log)
		}
		for _, c := range commands(r.log) {
			if !regexp.MustCompile(`^::(error|warning|notice) title=(RC\d{3}|rolecall)[^:]*::`).MatchString(c) {
				t.Errorf("with %v: command %q", with, c)
			}
		}
		if n := len(commands(r.log)); n > 29 {
			t.Errorf("%d annotations", n)
		}
		for _, dir := range []string{j.dir, j.temp} {
			if _, err := os.Stat(filepath.Join(dir, "pwned")); err == nil {
				t.Error("a name is run")
			}
		}
		if len(s.by(bot)) != 1 {
			t.Fatalf("with %v: %d comments\n%s", with, len(s.by(bot)), r.log)
		}
		for name, text := range map[string]string{"comment": s.by(bot)[0].Body, "summary": r.summary} {
			checkMarkdown(t, name, text)
		}
	}
}

// checkMarkdown fails where a name has become markup, outside of code.
func checkMarkdown(t *testing.T, name, text string) {
	t.Helper()
	fences := regexp.MustCompile("(?ms)^(```+)text\n.*?^(```+)$").FindAllString(text, -1)
	for _, f := range fences {
		text = strings.Replace(text, f, "", 1)
	}
	for i, line := range strings.Split(text, "\n") {
		if i == 0 && strings.HasPrefix(line, "<!-- rolecall:") {
			continue
		}
		for _, code := range []string{"``+[^`].*?[^`]``+", "`[^`]+`"} {
			line = regexp.MustCompile(code).ReplaceAllString(line, "")
		}
		for _, tag := range []string{"<br>", "<details>", "</details>", "<summary>", "</summary>", "<sub>", "</sub>"} {
			line = strings.ReplaceAll(line, tag, "")
		}
		if strings.ContainsAny(line, "<") || regexp.MustCompile(`@\w|(^|\s)#\d`).MatchString(line) || strings.HasPrefix(line, "# ") || strings.HasPrefix(line, "::") {
			t.Errorf("%s: line %q", name, line)
		}
	}
}

var shown = regexp.MustCompile(`(?m)^(\| |- )`)

// A comment holds 65,536 characters. What does not fit is cut between entries, counted, and in the summary.
func TestBudget(t *testing.T) {
	j := newJob(t, shop())
	s := newServer(t)
	j.env["GITHUB_API_URL"] = s.URL
	j.pullRequest(7, j.git("rev-parse", "HEAD"))
	var b strings.Builder
	var roles, grants, users, members []string
	for i := range 1500 {
		fmt.Fprintf(&b, "role \"r%[1]d\" {\n  grant {\n    privileges = [\"Serach%[1]d\"]\n    database   = \"catalog\"\n    collection = \"products\"\n  }\n}\n\n", i)
		roles = append(roles, fmt.Sprintf(`{"name": "gone_%d"}`, i))
		users = append(users, fmt.Sprintf(`{"name": "user_%d"}`, i))
		grants = append(grants, fmt.Sprintf(`{"role": "gone_%d", "privilege": "Query", "object_type": "Collection", "database": "catalog", "collection": "c%d"}`, i, i))
		members = append(members, fmt.Sprintf(`{"principal": "user_%d", "role": "gone_%d"}`, i, i))
	}
	j.commit(map[string]string{"access/many.hcl": b.String()})
	write(t, filepath.Join(j.dir, "deployed.json"), fmt.Sprintf(`{"format": "rolecall.state/v1", "target": {"kind": "milvus", "name": "shop", "version": "2.6"}, "roles": [%s], "users": [%s], "grants": [%s], "members": [%s]}`,
		strings.Join(roles, ","), strings.Join(users, ","), strings.Join(grants, ","), strings.Join(members, ",")))
	// Errors in a policy keep it from being compared; so each of the two alone fills a report first.
	for _, c := range []struct {
		name  string
		files map[string]string
	}{{"findings", nil}, {"a diff", map[string]string{"access/many.hcl": ""}}, {"both", map[string]string{"access/many.hcl": warnings(1500)}}} {
		if c.files != nil {
			j.commit(c.files)
		}
		r := j.run(map[string]string{"directory": "access", "state": "deployed.json", "token": secret, "against": "none"})
		if len(s.by(bot)) != 1 {
			t.Fatalf("%s: no comment\n%s", c.name, clip(r.log))
		}
		body := s.by(bot)[0].Body
		n := len([]rune(body))
		t.Logf("%s: comment of %d characters, summary of %d bytes, code %d", c.name, n, len(r.summary), r.code)
		if n > 60_000 || n < 40_000 || len(r.summary) > 900<<10 {
			t.Errorf("%s: comment of %d characters, summary of %d bytes", c.name, n, len(r.summary))
		}
		if strings.Count(body, "<details>") != strings.Count(body, "</details>") || strings.Count(body, "\n```")%2 != 0 {
			t.Errorf("%s: something is left open:\n%s", c.name, clip(body))
		}
		for i, line := range strings.Split(body, "\n") {
			if strings.HasPrefix(line, "| ") && !strings.HasSuffix(line, " |") {
				t.Errorf("%s: line %d is cut: %q", c.name, i+1, line)
			}
		}
		if c.name == "both" {
			want(t, "the comment", clip(body), "## rolecall:")
			want(t, "the comment", body, " more stand in the [job summary](https://github.example/acme/access/actions/runs/77), which counts what no report has room for\n", "### ⚠️ rolecall diff")
			if len(shown.FindAllString(r.summary, -1)) <= len(shown.FindAllString(body, -1)) {
				t.Error("the summary does not have more")
			}
		}
	}
}

// warnings are roles that many findings below errors are about.
func warnings(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "role \"r%[1]d\" {\n  grant {\n    privileges = [\"DropCollection\"]\n    database   = \"*\"\n  }\n}\n\nbinding \"b%[1]d\" {\n  roles = [role.r%[1]d]\n  users = [\"user_%[1]d\"]\n}\n\n", i)
	}
	return b.String()
}

func clip(s string) string { return s[:min(len(s), 2000)] }
