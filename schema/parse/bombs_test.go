package parse_test

import (
	"fmt"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/schema/parse"
)

// TestExpressionBombs: a few bytes that ask for gigabytes or hours are refused
// before they are evaluated, with a place. A soft memory limit makes a miss
// show as a test that does not end, instead of a machine that does not answer.
func TestExpressionBombs(t *testing.T) {
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(1 << 30))
	doubling := "  a0 = \"0123456789\"\n"
	for i := range 40 {
		doubling += fmt.Sprintf("  a%d = \"${local.a%d}${local.a%d}\"\n", i+1, i, i)
	}
	lists := "  a0 = [\"0123456789\"]\n"
	for i := range 40 {
		lists += fmt.Sprintf("  a%d = concat(local.a%d, local.a%d)\n", i+1, i, i)
	}
	squares := "  a0 = 1e99\n"
	for i := range 40 {
		squares += fmt.Sprintf("  a%d = local.a%d * local.a%d\n", i+1, i, i)
	}
	nested := "[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : a + b + c]]]"
	for name, locals := range map[string]string{
		"format width":      "  a = format(\"%10000000000s\", \"x\")\n",
		"format list width": "  a = formatlist(\"%1000000000s\", [\"x\"])\n",
		"format star":       "  a = format(\"%*d\", 1000000000, 1)\n",
		"format index":      "  a = format(\"" + strings.Repeat("%[1]s", 50_000) + "\", \"" + strings.Repeat("x", 500_000) + "\")\n",
		"indent":            "  a = indent(1000000000, \"a\\nb\\nc\")\n",
		"replace":           "  a = replace(\"" + strings.Repeat("x", 50_000) + "\", \"x\", \"" + strings.Repeat("y", 50_000) + "\")\n",
		"replace pattern":   "  a = replace(\"" + strings.Repeat("x", 50_000) + "\", \"/x?/\", \"" + strings.Repeat("y", 50_000) + "\")\n",
		"product":           "  a = setproduct(range(1000), range(1000), range(1000))\n",
		"join":              "  a = join(\"" + strings.Repeat("x", 500_000) + "\", range(1000))\n",
		"doubling text":     doubling,
		"doubling lists":    lists,
		"squares":           squares,
		"nested loops":      "  a = " + nested + "\n",
		"nested splats":     "  a = [for a in range(1000) : [for b in range(1000) : range(1000)[*]]]\n",
		"loop of text":      "  a = join(\"\", [for i in range(1000) : \"" + strings.Repeat("x", 100_000) + "${i}\"])\n",
		"a huge number":     "  a = \"${1e999999999}\"\n",
		"a tiny number":     "  a = \"${1e-999999999}\"\n",
		"a huge text":       "  a = \"1e999999999\" + 0\n",
	} {
		t.Run(name, func(t *testing.T) {
			refused(t, "bomb.hcl", "target \"milvus\" \"x\" {}\nlocals {\n"+locals+"}\n")
		})
	}
	decoding := "  a0 = \"[\"\n"
	for i := range 18 {
		decoding += fmt.Sprintf("  a%d = \"${local.a%d}${local.a%d}\"\n", i+1, i, i)
	}
	t.Run("jsondecode", func(t *testing.T) {
		refused(t, "bomb.hcl", "target \"milvus\" \"x\" {}\nlocals {\n"+decoding+"  b = jsondecode(local.a18)\n}\n")
	})
	t.Run("directives", func(t *testing.T) {
		refused(t, "bomb.hcl", "locals {\n  a = \""+strings.Repeat("%{if true}", 100_000)+"\"\n}\n")
	})
	t.Run("indexes", func(t *testing.T) {
		refused(t, "bomb.hcl", "locals {\n  a = local.b"+strings.Repeat("[local", 1)+strings.Repeat("][0", 40_000)+"]\n}\n")
	})
	t.Run("dynamic", func(t *testing.T) {
		refused(t, "bomb.hcl", "target \"milvus\" \"x\" {}\nrole \"r\" {\n  dynamic \"grant\" {\n    for_each = flatten("+nested+")\n    content {}\n  }\n}\n")
	})
	t.Run("many dynamic", func(t *testing.T) {
		var b strings.Builder
		b.WriteString("target \"milvus\" \"x\" {}\n")
		for i := range 200 {
			fmt.Fprintf(&b, "role \"r%d\" {\n  dynamic \"grant\" {\n    for_each = range(1000)\n    content {\n      privileges = []\n    }\n  }\n}\n", i)
		}
		refused(t, "bomb.hcl", b.String())
	})
	t.Run("default", func(t *testing.T) {
		refused(t, "bomb.hcl", "target \"milvus\" \"x\" {}\nvariable \"a\" {\n  default = "+nested+"\n}\n")
	})
	t.Run("json", func(t *testing.T) {
		refused(t, "bomb.hcl.json", `{"target":{"milvus":{"x":{}}},"locals":{"a":"${`+nested+`}"}}`)
	})
	t.Run("json number", func(t *testing.T) {
		refused(t, "bomb.hcl.json", `{"target":{"milvus":{"x":{"version":1e999999999}}}}`)
	})
}

// TestWhatIsAffordable: what real policies do is not refused.
func TestWhatIsAffordable(t *testing.T) {
	src := `target "milvus" "x" {}
locals {
  tenants     = { for i in range(200) : format("tenant_%03d", i) => { databases = [for j in range(5) : "db${i}_${j}"] } }
  pairs       = flatten([for name, t in local.tenants : [for d in t.databases : "${name}/${d}"]])
  description = join(", ", [for p in local.pairs : replace(p, "/", " on ")])
  sha         = "7e8765432 and 3e123456"
  indented    = indent(2, "a\nb")
  product     = setproduct(["a", "b"], range(100), toset(["x"]))
}
variable "pairs" {
  default = length(setproduct(["a", "b"], range(100), toset(["x"]))) == 200 ? "" : tonumber("x")
}
role "tenant" {
  for_each    = local.tenants
  description = format("%-20s|%5.1f", each.key, 1.5)
}
`
	project, found := parse.Project([]parse.File{{Path: "x.hcl", Data: []byte(src)}}, parse.Options{})
	for _, f := range found {
		t.Errorf("%s %s", f.Range, f.Message)
	}
	if n := len(project.Documents[0].Roles); n != 200 {
		t.Errorf("%d roles", n)
	}
}

// TestOneLongLine: places in a file of one line are found without looking back
// over the line for each of them.
func TestOneLongLine(t *testing.T) {
	names := strings.Repeat(`"Search",`, 200_000)
	src := `target "milvus" "x" {}` + "\n" + `privilege_group "g" { privileges = [` + names + `] }` + "\n"
	project, found := parse.Project([]parse.File{{Path: "x.hcl", Data: []byte(src)}}, parse.Options{})
	for _, f := range found {
		t.Errorf("%s %s", f.Range, f.Message)
	}
	g := project.Documents[0].Groups[0]
	if last := g.Privileges[len(g.Privileges)-1].Range.Start; last.Line != 2 || last.Column != len(`privilege_group "g" { privileges = [`)+199_999*len(`"Search",`)+1 {
		t.Errorf("the last name is at %+v", last)
	}
}
