package release_test

import (
	"testing"

	"github.com/rolecall/rolecall/internal/release"
)

func TestVersion(t *testing.T) {
	if got := release.Version("v1.2.3"); got != "v1.2.3" {
		t.Errorf("stamped v1.2.3, it is %q", got)
	}
	if got := release.Version(""); got != "(devel)" { // what the tests of a clone are
		t.Errorf("without a stamp it is %q", got)
	}
}

func TestIs(t *testing.T) {
	for v, want := range map[string]bool{
		"v1.2.3": true, "v1.2.3-rc.1": true, "(devel)": false, "": false,
		"v0.0.0-20261121210153-15ee4a4d1e2f": false, "v0.0.0-20261121210153-15ee4a4d1e2f+dirty": false,
	} {
		if got := release.Is(v); got != want {
			t.Errorf("%q: %v", v, got)
		}
	}
}
