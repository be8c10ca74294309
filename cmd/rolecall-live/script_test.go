package main

import (
	"os"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/rolecall/rolecall/diff/plan"
	"github.com/rolecall/rolecall/internal/txtest"
	"github.com/rolecall/rolecall/schema"
)

// Each script of testdata/live is a session as it is typed, with both programs on
// PATH. Besides testscript's own commands it has
//
//	serve KIND [STATE]          starts a server of a kind with a state, and sets URL to its address
//	meddle OPERATION USER ROLE  has somebody else change the server that was started last
func TestScripts(t *testing.T) {
	var servers sync.Map // by script
	testscript.Run(t, testscript.Params{
		Dir:                "../../testdata/live",
		UpdateScripts:      txtest.Update(),
		RequireUniqueNames: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("PATH", programs+string(os.PathListSeparator)+os.Getenv("PATH"))
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("PROGRAMS", programs)
			env.Setenv("ROLECALL_TOKEN", secret)
			env.Setenv("ROLECALL_NOW", "2026-11-20T12:00:00Z")
			env.Setenv("TERM", "dumb")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"serve": func(ts *testscript.TestScript, _ bool, args []string) {
				s := &schema.State{Databases: []schema.StateDatabase{}}
				if len(args) > 1 {
					var err error
					s, err = schema.DecodeState([]byte(ts.ReadFile(args[1])))
					ts.Check(err)
				}
				for _, v := range vendors {
					if v.name == args[0] {
						server := v.serve(t, s, nil)
						servers.Store(ts, server)
						ts.Setenv("URL", server.url)
						return
					}
				}
				ts.Fatalf("no vendor %q", args[0])
			},
			"meddle": func(ts *testscript.TestScript, _ bool, args []string) {
				server, _ := servers.Load(ts)
				ts.Check(server.(*served).do(plan.Operation{Name: args[0], Args: plan.Args{User: args[1], Role: args[2]}}))
			},
		},
	})
}
