package main

import (
	"encoding/base64"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	fakemilvus "github.com/rolecall/rolecall/internal/fakevendor/milvus"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/target/milvus"
)

// password is what the helper gives users.
const password = "Planted-9c-password"

const userPolicy = `
target "milvus" "prod" {
  version   = "2.6.11"
  unmanaged = "report"

  database "catalog" {
    collections = ["products"]
  }
}

user "svc_search" {
  description = "Searches for the shop"
}

role "searcher" {
  description = "Searches"

  grant {
    privileges = ["Search"]
    database   = "catalog"
    collection = "products"
  }
}

binding "search" {
  roles = [role.searcher]
  users = ["svc_search"]
}
`

// watched is the command lines of all processes that were ever seen.
type watched struct {
	mu    sync.Mutex
	lines map[string]bool
}

// look notes the command lines of whatever runs; where the system does not tell them there are none.
func (w *watched) look() {
	found, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, file := range found {
		if line, err := os.ReadFile(file); err == nil {
			w.lines[strings.ReplaceAll(string(line), "\x00", " ")] = true
		}
	}
}

// What servers are shown and what users are given stands nowhere: in nothing that
// is printed, in no file, in no process's arguments; not when all goes well, not
// when the server repeats it in its errors.
func TestSecretsStandNowhere(t *testing.T) {
	token := "root:" + secret
	r, server := startMilvus(t, fakemilvus.Options{Target: milvus.Target, Version: "2.6.11", Passwords: map[string]string{"root": secret}, Superusers: []string{"root"}, State: &schema.State{
		Databases: []schema.StateDatabase{{Name: "catalog", Collections: []string{"products"}}},
	}})
	server.url = "milvus://" + r.GRPCAddr
	s := newSession(t)
	vault := filepath.Join(t.TempDir(), "vault") // where the secrets are, which is not where they may come to
	write(t, filepath.Join(vault, "token"), token+"\n")
	write(t, filepath.Join(vault, "password"), password+"\n")
	write(t, filepath.Join(vault, "asked"), "")
	helper := filepath.Join(vault, "helper")
	write(t, helper, "#!/bin/sh\necho \"$1 $ROLECALL_ADDRESS\" >>"+filepath.Join(vault, "asked")+"\ncat "+filepath.Join(vault, "password")+"\n")
	if err := os.Chmod(helper, 0o755); err != nil {
		t.Fatal(err)
	}
	s.env[2] = "ROLECALL_UNUSED="
	write(t, filepath.Join(s.dir, ".config/rolecall/config.toml"),
		"[[credentials]]\naddress = \""+server.url+"\"\ncommand = [\"cat\", \""+filepath.Join(vault, "token")+"\"]\n\n[passwords]\ncommand = [\""+helper+"\"]\n\n[targets.prod]\naddress = \""+server.url+"\"\n")
	write(t, filepath.Join(s.dir, "policy/policy.hcl"), userPolicy)

	processes := &watched{lines: map[string]bool{}}
	server.calls(processes.look, 0, nil, false)
	s.does("pull", server.url, "-o", "state.json")
	s.does("plan", "policy", "--state", server.url, "-o", "plan.json")
	s.does("apply", "plan.json", "--dry-run")
	out := s.does("apply", "plan.json", "--yes")
	if !strings.Contains(out, "create_user user=svc_search") {
		t.Fatalf("no user is created:\n%s", out)
	}
	s.does("rotate", "svc_search", "policy")
	if out, code := s.run("rotate", "root", "policy"); code != 1 || !strings.Contains(out, `no user block declares "root"`) {
		t.Errorf("rotate of another: exit code %d\n%s", code, out)
	}
	s.does("diff", "policy", "--state", server.url, "--exit-code")

	// The user signs in with what the helper gave it.
	s.env[2] = "ROLECALL_TOKEN=svc_search:" + password
	if out, code := s.run("pull", server.url); strings.Contains(out, "auth check failure") {
		t.Errorf("svc_search cannot sign in: %d\n%s", code, out)
	}
	s.env[2] = "ROLECALL_TOKEN=svc_search:" + password + "-not"
	if out, code := s.run("pull", server.url); code != 1 || !strings.Contains(out, "auth check failure") {
		t.Errorf("a wrong password: exit code %d\n%s", code, out)
	}
	s.env[2] = "ROLECALL_UNUSED="
	if out, code := s.run("pull", "milvus://root:"+secret+"@"+r.GRPCAddr); code != 1 || !strings.Contains(out, "holds credentials") {
		t.Errorf("credentials in the address: exit code %d\n%s", code, out)
	}

	asked, err := os.ReadFile(filepath.Join(vault, "asked"))
	if err != nil || string(asked) != strings.Repeat("svc_search "+server.url+"\n", 2) {
		t.Errorf("the helper was called with\n%s(%v)", asked, err)
	}
	if len(processes.lines) == 0 {
		t.Error("no process was looked at")
	}
	for line := range processes.lines {
		mustBeClean(t, "the arguments of a process", line)
	}
	mustBeClean(t, "what was printed", s.out.String())
	err = filepath.WalkDir(s.dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			data, err := os.ReadFile(path)
			mustBeClean(t, path, string(data))
			return err
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func mustBeClean(t *testing.T, what, text string) {
	t.Helper()
	for _, s := range []string{secret, password} {
		for _, form := range []string{s, base64.StdEncoding.EncodeToString([]byte(s)), base64.StdEncoding.EncodeToString([]byte("root:" + s))} {
			if strings.Contains(text, form) {
				t.Errorf("%s holds %q:\n%s", what, form, text)
			}
		}
	}
}

// Without a helper nothing begins that needs a password.
func TestNoHelper(t *testing.T) {
	r, server := startMilvus(t, fakemilvus.Options{Target: milvus.Target, Version: "2.6.11", Keys: []string{secret}, State: &schema.State{
		Databases: []schema.StateDatabase{{Name: "catalog", Collections: []string{"products"}}},
	}})
	server.url = "milvus://" + r.GRPCAddr
	s := newSession(t)
	write(t, filepath.Join(s.dir, "policy/policy.hcl"), userPolicy)
	s.does("plan", "policy", "--state", server.url, "-o", "plan.json")
	before := text(server.state())
	out, code := s.run("apply", "plan.json", "--address", server.url, "--yes")
	if code != 1 || !strings.Contains(out, `creates user "svc_search": no helper gives passwords`) {
		t.Errorf("exit code %d\n%s", code, out)
	}
	write(t, filepath.Join(s.dir, ".config/rolecall/config.toml"), "[passwords]\ncommand = [\"false\"]\n")
	if out, code = s.run("apply", "plan.json", "--address", server.url, "--yes"); code != 1 || !strings.Contains(out, `run the helper for the password of user "svc_search", "false": exit status 1`) {
		t.Errorf("exit code %d\n%s", code, out)
	}
	if got := text(server.state()); got != before {
		t.Error("the server was changed")
	}
	if _, err := os.Stat(filepath.Join(s.dir, "plan.json.journal")); err == nil {
		t.Error("a journal was begun")
	}
}
