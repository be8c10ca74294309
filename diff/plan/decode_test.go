package plan_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/diff/plan"
)

// A plan that is written reads as what it was.
func TestDecodeWhatIsWritten(t *testing.T) {
	for _, v := range vendors {
		rapid.Check(t, func(t *rapid.T) {
			m, s := v.pair(t)
			p := planOf(m, s)
			var b bytes.Buffer
			if err := p.WriteJSON(&b); err != nil {
				t.Fatal(err)
			}
			back, err := plan.Decode(b.Bytes())
			if err != nil {
				t.Fatalf("%v\n%s", err, b.String())
			}
			if !reflect.DeepEqual(p, back) {
				t.Fatalf("%+v is read as %+v", p, back)
			}
		})
	}
}

func TestDecodeRefuses(t *testing.T) {
	plan1 := func(steps string) string {
		return `{"format":"rolecall.plan/v1","target":{"kind":"milvus"},"state_digest":"sha256:x","steps":[` + steps + `]}`
	}
	for _, c := range []struct{ text, err string }{
		{`[]`, "decode plan: json: cannot unmarshal"},
		{`{}`, `decode plan: format is "", not "rolecall.plan/v1"`},
		{`{"format":"rolecall.plan/v1","state_digest":"sha256:x"}`, "decode plan: it does not say which server or which state it is for"},
		{`{"format":"rolecall.plan/v1","target":{"kind":"milvus"}}`, "decode plan: it does not say which server or which state it is for"},
		{plan1(`{"n":2,"operation":"create_role","args":{"role":"r"}}`), "decode plan: step 2 stands where step 1 is next"},
		{plan1(`{"n":1,"operation":"drop_everything"}`), `decode plan: step 1: no plan has the operation "drop_everything"`},
		{plan1(`{"n":1,"operation":"drop_role"}`), "decode plan: step 1: drop_role needs role"},
		{plan1(`{"n":1,"operation":"alter_role","args":{"role":"r"}}`), "decode plan: step 1: alter_role needs description"},
		{plan1(`{"n":1,"operation":"grant_privilege","args":{"role":"r"}}`), "decode plan: step 1: grant_privilege needs privilege"},
		{plan1(`{"n":1,"operation":"revoke_privilege_v1","args":{"role":"r","privilege":"p"}}`), "decode plan: step 1: revoke_privilege_v1 needs object_type"},
	} {
		if _, err := plan.Decode([]byte(c.text)); err == nil || !strings.HasPrefix(err.Error(), c.err) {
			t.Errorf("%s: %v", c.text, err)
		}
	}
}

// Whatever stands in a plan, it is read or refused, and what is read can be written and read again.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"format":"rolecall.plan/v1","target":{"kind":"milvus"},"state_digest":"sha256:x","steps":[{"n":1,"operation":"grant_role","args":{"user":"u","role":"r"},"call":"c","inverse":{"operation":"revoke_role","args":{"user":"u","role":"r"},"call":"c"},"because":"b"}],"unreachable":[]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := plan.Decode(data)
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := p.WriteJSON(&b); err != nil {
			t.Fatal(err)
		}
		if _, err := plan.Decode(b.Bytes()); err != nil {
			t.Fatalf("%v\n%s", err, b.String())
		}
	})
}
