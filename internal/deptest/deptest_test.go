// Package deptest holds the house's import rules as a test. It reads our own
// sources, so that the test cache sees a new import; a test that asked the go
// command was served from the cache after a forbidden import was added.
package deptest

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/rolecall/rolecall"

// rooms says for every package which others of ours it may import, and why it is not more.
var rooms = map[string]struct {
	may []string
	why string
}{
	"bundle":                     {nil, "services import it: it needs nothing but the standard library"},
	"bundle/reload":              {[]string{"bundle", "internal/loopback"}, "services import it: it brings what the standard library has and nothing else"},
	"bundle/authzen":             {[]string{"bundle"}, "services import it: it brings what the standard library has and nothing else"},
	"bundle/decisionlog":         {[]string{"bundle"}, "services import it: it brings what the standard library has and nothing else"},
	"bundle/oci":                 {[]string{"bundle", "bundle/reload", "internal/loopback"}, "a source of bundles; services that use registries import it"},
	"bundle/httpauth":            {[]string{"bundle"}, "services import it: it brings what the standard library has and nothing else"},
	"bundle/grpcauth":            {[]string{"bundle"}, "services that speak gRPC import it"},
	"bundle/condition":           {[]string{"bundle"}, "services import it for conditions"},
	"bundle/signature":           {[]string{"bundle"}, "services import it to know who wrote their bundle"},
	"schema":                     {nil, "the model is at the bottom"},
	"schema/parse":               {[]string{"schema"}, "reading knows nothing of vendors"},
	"schema/target":              {[]string{"schema"}, "a vendor is data and a few pure functions"},
	"schema/target/milvus":       {[]string{"schema", "schema/target"}, "vendors know nothing of each other"},
	"schema/target/zilliz":       {[]string{"schema", "schema/target"}, "vendors know nothing of each other"},
	"schema/target/qdrant":       {[]string{"schema", "schema/target"}, "vendors know nothing of each other"},
	"schema/target/all":          {[]string{"schema", "schema/target", "schema/target/milvus", "schema/target/zilliz", "schema/target/qdrant"}, "the one list of vendors"},
	"lint":                       {[]string{"schema"}, "the contract knows no rule and no vendor"},
	"lint/rules":                 {[]string{"lint", "schema", "bundle/condition"}, "rules ask the catalog and never name a vendor"},
	"lint/report":                {[]string{"schema"}, "reports know findings, not rules"},
	"compiler":                   {[]string{"schema", "bundle", "bundle/condition", "compiler/claims"}, "a compiler knows no vendor"},
	"compiler/claims":            {[]string{"bundle", "schema"}, "claims know models and what the catalog says of tokens"},
	"compiler/graph":             {[]string{"bundle", "compiler/query", "lint/report", "schema"}, "drawings know what questions are asked of; names are escaped as lint does"},
	"compiler/review":            {[]string{"bundle", "compiler/graph", "compiler/query", "compiler/query/report", "diff", "diff/report", "lint/report", "schema"}, "a page shows what other rooms know; names are escaped as they do"},
	"compiler/query":             {[]string{"bundle", "bundle/condition", "compiler", "schema"}, "questions need rows, catalogs and models; what differs is asked of the catalog"},
	"compiler/query/report":      {[]string{"bundle", "compiler/query", "lint/report"}, "names are written as lint writes them"},
	"compiler/usage":             {[]string{"bundle", "bundle/condition", "compiler/query", "internal/lines", "schema", "schema/target"}, "uses are counted of what questions are asked of; the formats of logs are data of vendors"},
	"compiler/usage/propose":     {[]string{"bundle", "compiler/query", "compiler/usage", "diff/adopt", "lint", "lint/rules", "schema", "schema/parse"}, "a policy that is written is read, linted and compared like any other"},
	"compiler/usage/report":      {[]string{"compiler/query/report", "compiler/usage", "lint/report"}, "names are written as lint writes them, cells as lists of access"},
	"compiler/emit":              {[]string{"compiler", "bundle", "bundle/condition", "bundle/signature"}, "formats know programs, and what signs and translates them"},
	"compiler/policytest":        {[]string{"schema", "bundle", "bundle/condition", "compiler"}, "tests ask what is compiled, and know no vendor"},
	"compiler/policytest/report": {[]string{"compiler/policytest", "bundle", "lint/report", "schema"}, "reports know results; failures are shown as findings are"},
	"diff":                       {[]string{"schema"}, "states and rows are compared without knowing the vendor"},
	"diff/text":                  {nil, "lines of text"},
	"diff/gate":                  {[]string{"diff", "schema"}, "gates judge results and know no vendor"},
	"diff/report":                {[]string{"diff", "diff/gate", "diff/text", "lint/report", "schema"}, "reports know results and gates; findings and names are written as lint writes them"},
	"diff/plan":                  {[]string{"diff", "schema", "schema/target"}, "plans know results and tables of calls, and no vendor"},
	"diff/adopt":                 {[]string{"diff", "lint", "lint/rules", "schema", "schema/parse"}, "a policy that is written is read, linted and compared like any other; of vendors it asks the catalog"},
	"diff/live":                  {[]string{"diff/plan", "internal/loopback", "schema", "schema/target"}, "the contract of clients knows no vendor and no SDK"},
	"diff/live/vectordb":         {[]string{"diff/live", "diff/plan", "schema"}, "what the ways to talk to such a server have in common knows none of them"},
	"diff/live/rest":             {[]string{"diff/live", "diff/live/vectordb", "diff/plan", "schema", "schema/target"}, "two vendors speak this interface; it knows their tables and not them"},
	"diff/live/milvus":           {[]string{"diff/live", "diff/live/rest", "diff/live/vectordb", "diff/plan", "schema", "schema/target", "schema/target/milvus"}, "one vendor's clients"},
	"diff/live/zilliz":           {[]string{"diff/live", "diff/live/rest", "diff/live/vectordb", "diff/plan", "schema", "schema/target/zilliz"}, "one vendor's clients"},
	"diff/live/qdrant":           {[]string{"diff/live", "diff/plan", "schema", "schema/target", "schema/target/qdrant"}, "one vendor's clients"},
	"internal/fakevendor/milvus": {[]string{"diff/plan", "internal/modelserver", "schema", "schema/target"}, "test support: one vendor's server on the network; whose it is it is told"},
	"internal/fakevendor/qdrant": {[]string{"diff/plan", "internal/modelserver", "schema", "schema/target/qdrant"}, "test support: one vendor's server on the network"},
	"internal/cmd/fakevendor":    {[]string{"*"}, "main is an assembly of parts"},
	"internal/modelserver":       {[]string{"diff/plan", "schema"}, "test support: a server that keeps state and refuses"},
	"diff/live/pipe":             {[]string{"diff/live", "diff/plan", "schema", "schema/target"}, "a client through another process knows no vendor"},
	"diff/apply":                 {[]string{"diff", "diff/live", "diff/plan", "schema"}, "what carries a plan out knows no vendor"},
	"internal/release":           {nil, "which version a program is"},
	"internal/pdp":               {[]string{"bundle", "bundle/authzen", "bundle/condition", "bundle/decisionlog", "bundle/oci", "bundle/reload", "bundle/signature", "internal/pdp/setup"}, "a decision point is made of what services import"},
	"internal/pdp/setup":         {[]string{"internal/loopback"}, "what rolecall says to the program that serves, without linking what serves"},
	"cmd/rolecall":               {[]string{"*"}, "main is an assembly of parts"},
	"cmd/rolecall-live":          {[]string{"*"}, "main is an assembly of parts"},
	"internal/gaps":              {[]string{"diff", "schema"}, "test support: reads states a way of its own"},
	"internal/loopback":          {nil, "which hosts are this machine"},
	"internal/lines":             {nil, "lines of bounded length"},
	"internal/txtest":            {nil, "test support"},
	"internal/anypolicy":         {[]string{"schema", "schema/parse", "schema/target/all"}, "test support: policies made up at random"},
}

// live are the rooms that talk to a network: clients, what serves, and the servers they are tested against.
// The binary rolecall-live links them, and rolecall does not.
var live = []string{"bundle/grpcauth", "bundle/httpauth", "internal/pdp", "internal/pdp/setup", "bundle/authzen", "bundle/reload", "diff/live/rest", "diff/live/vectordb", "diff/live/milvus", "diff/live/zilliz", "diff/live/qdrant", "internal/fakevendor/milvus", "internal/fakevendor/qdrant", "internal/cmd/fakevendor", "cmd/rolecall-live"}

// owners says which rooms may import something foreign: each foreign thing has one room.
var owners = []struct {
	prefix string
	rooms  []string
	why    string
}{
	{"github.com/hashicorp/hcl", []string{"schema/parse"}, "one room knows HCL"},
	{"github.com/zclconf/go-cty", []string{"schema/parse"}, "one room knows HCL's values"},
	{"cel.dev/cel-go", []string{"bundle/condition"}, "checking and evaluating share one environment"},
	{"github.com/go-jose", []string{"bundle/signature"}, "one room knows JOSE; bundle stays without it"},
	{"github.com/BurntSushi/toml", []string{"cmd/rolecall"}, "configuration is read at the edge"},
	{"github.com/spf13/cobra", []string{"cmd/rolecall"}, "flags are read at the edge"},
	{"github.com/sergi/go-diff", []string{"diff/text"}, "one room compares text"},
	{"os", []string{"internal/pdp", "bundle/reload", "cmd/rolecall", "cmd/rolecall-live", "internal/cmd/fakevendor", "internal/txtest"}, "packages are pure; the edge does the I/O"},
	{"os/exec", []string{"cmd/rolecall"}, "the edge does the I/O"},
	{"net", live, "these alone talk to a network"},
	{"net/http", live, "these alone talk to a network"},
	{"oras.land", []string{"bundle/oci"}, "one room talks to registries"},
	{"github.com/prometheus", []string{"internal/pdp"}, "one room counts for a server"},
	{"google.golang.org/grpc", live, "its start-up costs milliseconds, which lint would pay"},
	{"github.com/milvus-io", live, "a vendor's SDK is for talking to it"},
	{"github.com/qdrant", live, "a vendor's SDK is for talking to it"},
	{"flag", []string{"internal/cmd/fakevendor", "internal/txtest"}, "flags are read at the edge"},
	{"math/rand", nil, "the same input gives the same bytes"},
	{"math/rand/v2", []string{"bundle/reload", "diff/live/vectordb"}, "the same input gives the same bytes; pauses between calls are none"},
	{"unsafe", nil, "no tricks"},
}

func TestImports(t *testing.T) {
	seen := map[string]bool{}
	sources(t, func(room, file string, imports []string) {
		seen[room] = true
		rule, known := rooms[room]
		if !known {
			t.Errorf("%s: package %q is no room of the house; add it to rooms with the reason for its imports", file, room)
			return
		}
		for _, imp := range imports {
			if ours, ok := strings.CutPrefix(imp, module+"/"); ok && !slices.Contains(rule.may, ours) && !slices.Contains(rule.may, "*") {
				t.Errorf("%s imports %s: %s", file, ours, rule.why)
			}
			for _, o := range owners {
				if (imp == o.prefix || strings.HasPrefix(imp, o.prefix+"/") && strings.Contains(o.prefix, ".")) && !slices.Contains(o.rooms, room) {
					t.Errorf("%s imports %s: %s", file, imp, o.why)
				}
			}
			if slices.Contains([]string{"bundle", "bundle/authzen", "bundle/reload"}, room) && strings.Contains(imp, ".") && !strings.HasPrefix(imp, module) {
				t.Errorf("%s imports %s: %s", file, imp, rule.why)
			}
		}
	})
	for room := range rooms {
		if !seen[room] {
			t.Errorf("rooms lists %q, which is no package", room)
		}
	}
}

// TestVendorNames keeps the names of vendors out of code that must ask the catalog.
func TestVendorNames(t *testing.T) {
	for _, room := range []string{"bundle", "bundle/condition", "bundle/signature", "compiler", "compiler/emit", "compiler/graph", "compiler/query", "compiler/query/report", "compiler/usage", "compiler/usage/propose", "compiler/usage/report", "diff", "diff/adopt", "diff/gate", "diff/plan", "diff/report", "internal/modelserver", "lint", "lint/rules", "schema", "schema/parse"} {
		files, err := filepath.Glob(filepath.Join("../..", room, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no sources in %q (%v)", room, err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			for _, lit := range literals(t, file) {
				if lit == "milvus" || lit == "zilliz" || lit == "qdrant" {
					t.Errorf("%s names the vendor %q: ask the catalog instead", file, lit)
				}
			}
		}
	}
}

// sources calls visit for every source file that is no test, module of its own or fixture.
func sources(t *testing.T, visit func(room, file string, imports []string)) {
	t.Helper()
	root := "../.."
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, file)
		rel = filepath.ToSlash(rel)
		if d.IsDir() {
			if rel != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || isModule(file)) {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(rel, ".go") || strings.HasSuffix(rel, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		var imports []string
		for _, spec := range f.Imports {
			imp, _ := strconv.Unquote(spec.Path.Value)
			imports = append(imports, imp)
		}
		visit(path.Dir(rel), rel, imports)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func isModule(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "go.mod"))
	return err == nil && filepath.Clean(dir) != filepath.Clean("../..")
}
