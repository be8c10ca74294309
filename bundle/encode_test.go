package bundle_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/internal/txtest"
	"pgregory.net/rapid"
)

func TestEncode(t *testing.T) {
	txtest.Run(t, "../testdata/bundle/encode.txtar", func(t *testing.T, a *txtest.Archive) {
		target := bundle.Target{Kind: "milvus", Name: "prod", Version: "2.6"}
		table := bundle.Table{Target: target,
			Grants:  lines[bundle.Grant](t, a.File(t, "grants")),
			Members: lines[bundle.Member](t, a.File(t, "members")),
			Aliases: map[string]map[string]string{"z": {"b": "1", "a": "2"}, "y": nil},
		}
		table.Normalize()
		cel := bundle.CEL{Target: target}
		if err := json.Unmarshal(a.File(t, "cel"), &cel); err != nil {
			t.Fatal(err)
		}
		a.Golden(t, "table.json", table.Encode())
		a.Golden(t, "cel.json", cel.Encode())
		a.Golden(t, "bundle.json", bundle.Encode(&table, &cel))

		for _, lined := range [][]byte{table.Encode(), cel.Encode()} {
			var compact bytes.Buffer
			if err := json.Compact(&compact, lined); err != nil {
				t.Fatal(err)
			}
			if !bytes.Contains(bundle.Encode(&table, &cel), compact.Bytes()) {
				t.Errorf("the bundle has it with other bytes: %s", lined)
			}
		}
	})
}

func TestEncodeNothing(t *testing.T) {
	const target = `{"kind":"","name":"","version":""}`
	for got, want := range map[string]string{
		string((&bundle.Table{}).Encode()): `{"format":"rolecall.table/v1","target":` + target + `,"grants":[],"members":[],"implicit":[],"aliases":{}}` + "\n",
		string((&bundle.CEL{}).Encode()):   `{"format":"rolecall.cel/v1","target":` + target + `,"variables":{},"conditions":{},"roles":{}}` + "\n",
	} {
		if got != want {
			t.Errorf("got  %swant %s", got, want)
		}
	}
}

// What is written is read again as it was, and is what encoding/json understands by it.
func TestEncodeParseIdentity(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table, cel := drawTable(t)
		table.Normalize()
		data := bundle.Encode(&table, &cel)
		b, err := bundle.Parse(data)
		if err != nil {
			t.Fatalf("%v\n%s", err, data)
		}
		same := cmp.Options{cmpopts.EquateEmpty()}
		if diff := cmp.Diff(table, b.Table, same); diff != "" {
			t.Fatalf("table: %s", diff)
		}
		if diff := cmp.Diff(cel, b.CEL, same); diff != "" {
			t.Fatalf("cel: %s", diff)
		}
		if again := bundle.Encode(&b.Table, &b.CEL); !bytes.Equal(again, data) {
			t.Fatalf("encoded again: %s", again)
		}
		var byStandard struct{ Table bundle.Table }
		if err := json.Unmarshal(data, &byStandard); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(table, byStandard.Table, same); diff != "" {
			t.Fatalf("encoding/json: %s", diff)
		}
	})
}

func TestNormalizeForgetsTheOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table, cel := drawTable(t)
		other := table
		other.Grants = append([]bundle.Grant(nil), table.Grants...)
		other.Members = append([]bundle.Member(nil), table.Members...)
		other.Implicit = append([]string(nil), table.Implicit...)
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		r.Shuffle(len(other.Grants), func(i, j int) { other.Grants[i], other.Grants[j] = other.Grants[j], other.Grants[i] })
		r.Shuffle(len(other.Members), func(i, j int) { other.Members[i], other.Members[j] = other.Members[j], other.Members[i] })
		r.Shuffle(len(other.Implicit), func(i, j int) { other.Implicit[i], other.Implicit[j] = other.Implicit[j], other.Implicit[i] })
		table.Normalize()
		other.Normalize()
		if a, b := bundle.Encode(&table, &cel), bundle.Encode(&other, &cel); !bytes.Equal(a, b) {
			t.Fatalf("\n%s%s", a, b)
		}
	})
}

// Any change of a byte is refused, or changes nothing that matters.
func TestParseRefusesAnyChangedByte(t *testing.T) {
	whole := sealed(aTarget, aTable, aCEL)
	want := must(bundle.Parse(whole))
	rapid.Check(t, func(t *rapid.T) {
		changed := bytes.Clone(whole)
		i := rapid.IntRange(0, len(changed)-1).Draw(t, "place")
		changed[i] = rapid.Byte().Draw(t, "byte")
		b, err := bundle.Parse(changed)
		if err != nil {
			return
		}
		if diff := cmp.Diff(want, b, cmpopts.IgnoreUnexported(bundle.Bundle{}), cmpopts.IgnoreFields(bundle.Bundle{}, "Signatures")); diff != "" {
			t.Fatalf("byte %d: %s", i, diff)
		}
	})
}

func TestCompareSources(t *testing.T) {
	ordered := []string{"", "a", "a.hcl:2:1", "a.hcl:10:1", "a.hcl:10:9", "a.hcl:10:10", "b.hcl:1:1", "c:d.hcl:1:1", "catalog:admin", "catalog:public"}
	for i, a := range ordered {
		for j, b := range ordered {
			if got := bundle.CompareSources(a, b); (got < 0) != (i < j) || (got > 0) != (i > j) {
				t.Errorf("%q and %q: %d", a, b, got)
			}
		}
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
