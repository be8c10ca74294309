package citest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// One comment stands on a pull request, whatever happens to it: begun when there
// is something to say, found among many, changed in its place.
func TestComment(t *testing.T) {
	j := newJob(t, shop())
	s := newServer(t)
	j.env["GITHUB_API_URL"] = s.URL
	j.pullRequest(7, j.git("rev-parse", "HEAD"))
	inputs := map[string]string{"directory": "access", "token": secret}

	if r := j.run(inputs); r.code != 0 || len(s.comments) != 0 {
		t.Fatalf("a clean policy: code %d, %d comments\n%s", r.code, len(s.comments), r.log)
	}

	j.commit(misspelt())
	if r := j.run(inputs); r.code != 2 || len(s.comments) != 1 {
		t.Fatalf("first run: code %d, %d comments\n%s", r.code, len(s.comments), r.log)
	}
	first := s.comments[0].Body
	want(t, "the comment", first, "## rolecall: 1 error\n", "RC101", "<sub>rolecall v0.0.7 · commit feedface", "[run](https://github.example/acme/access/actions/runs/77)")
	mark, _, _ := strings.Cut(first, "\n")

	// Somebody else's comment with our mark, and a crowd between it and ours.
	own := s.comments[0]
	s.comments = nil
	stranger := s.add("mallory", mark+"\nall is well")
	ghost := s.add("", "left")
	ghost.User = nil
	for i := range 230 {
		s.add("reviewer", fmt.Sprint("nit ", i))
	}
	own.ID = 5
	s.comments = append(s.comments, own)
	j.commit(map[string]string{"access/imports.hcl": strings.Replace(importer, "Insert", "Inser", 1)})
	s.calls = nil
	if r := j.run(inputs); r.code != 2 || len(s.by(bot)) != 1 || !strings.Contains(own.Body, "## rolecall: 2 errors\n") {
		t.Fatalf("second run: code %d, comments %d, ours:\n%s\n%s", r.code, len(s.by(bot)), own.Body, r.log)
	}
	if stranger.Body != mark+"\nall is well" {
		t.Errorf("somebody else's comment is changed: %s", stranger.Body)
	}
	if len(s.calls) != 4 || !strings.HasPrefix(s.calls[3], "PATCH ") {
		t.Errorf("calls %q", s.calls)
	}

	// Nothing left to say: the comment says that.
	j.commit(shop())
	if r := j.run(inputs); r.code != 0 || !strings.Contains(own.Body, "## rolecall: no findings\n") {
		t.Errorf("clean again: code %d\n%s", r.code, own.Body)
	}

	// Another directory, target or job has a comment of its own.
	j.commit(misspelt())
	j.env["GITHUB_JOB"] = "other"
	if r := j.run(inputs); r.code != 2 || len(s.by(bot)) != 2 {
		t.Errorf("another job: %d comments\n%s", len(s.by(bot)), r.log)
	}
}

// What a change does to its own check is told, though nothing is found.
func TestCommentTellsSuppressions(t *testing.T) {
	j := newJob(t, shop())
	s := newServer(t)
	j.env["GITHUB_API_URL"] = s.URL
	j.pullRequest(7, j.git("rev-parse", "HEAD"))
	text := strings.Replace(misspelt()["access/search.hcl"], "    privileges", "    # rolecall:ignore RC101 reason=\"as agreed ```` with @alice\"\n    privileges", 1)
	j.commit(map[string]string{"access/search.hcl": text})
	r := j.run(map[string]string{"directory": "access", "token": secret})
	if r.code != 0 || len(s.comments) != 1 {
		t.Fatalf("code %d, %d comments\n%s", r.code, len(s.comments), r.log)
	}
	want(t, "the comment", s.comments[0].Body, "**What rolecall says besides**\n\n`````text\nrolecall: the change adds 1 suppression:\n", "````` with @alice"[1:], "\n`````\n")
	want(t, "the summary", r.summary, "the change adds 1 suppression")
}

// A comment that cannot be written is a warning, and the rest is as ever.
func TestNoComment(t *testing.T) {
	readOnly := newServer(t)
	readOnly.readOnly = true
	marked := newServer(t)
	for _, c := range []struct {
		name, url, token, says string
	}{
		{"a fork's token", readOnly.URL, secret, "the token may not write one, as on pull requests from forks (HTTP 403)"},
		{"a wrong token", marked.URL, "other", "(HTTP 401)"},
		{"no token", marked.URL, "", "there is no token"},
		{"another repository", marked.URL + "/elsewhere", secret, "(HTTP 404)"},
		{"no server", "http://127.0.0.1:1", secret, "the server answers with HTTP 000"},
	} {
		j := newJob(t, shop())
		j.env["GITHUB_API_URL"] = c.url
		j.pullRequest(7, j.git("rev-parse", "HEAD"))
		j.commit(misspelt())
		r := j.run(map[string]string{"directory": "access", "token": c.token})
		if r.code != 2 || r.failed != "Verdict" || r.outputs["exit-code"] != "2" || !strings.Contains(r.summary, "RC101") {
			t.Errorf("%s: code %d of %q, outputs %v, summary %q\n%s", c.name, r.code, r.failed, r.outputs, r.summary, r.log)
		}
		cs := commands(r.log)
		if len(cs) != 2 || !strings.HasPrefix(cs[0], "::error ") || !strings.HasPrefix(cs[1], "::warning title=rolecall::no comment on the pull request: ") || !strings.Contains(cs[1], c.says) {
			t.Errorf("%s: commands %q", c.name, cs)
		}
		if strings.Contains(r.log, secret) {
			t.Errorf("%s: the token is in the log", c.name)
		}
	}

	// A push is no pull request: nobody is asked for anything.
	j := newJob(t, misspeltShop())
	j.env["GITHUB_API_URL"] = marked.URL
	marked.calls = nil
	if r := j.run(map[string]string{"directory": "access", "token": secret}); r.code != 2 || len(marked.calls) != 0 {
		t.Errorf("a push: code %d, calls %q\n%s", r.code, marked.calls, r.log)
	}
	j.pullRequest(7, j.git("rev-parse", "HEAD"))
	if r := j.run(map[string]string{"directory": "access", "token": secret, "comment": "false"}); r.code != 2 || len(marked.calls) != 0 {
		t.Errorf("no comment wanted: code %d, calls %q\n%s", r.code, marked.calls, r.log)
	}
	if !slices.Contains(readOnly.calls, "POST /repos/acme/access/issues/7/comments") {
		t.Errorf("calls %q", readOnly.calls)
	}
}

func misspeltShop() map[string]string {
	files := shop()
	for name, text := range misspelt() {
		files[name] = text
	}
	return files
}
