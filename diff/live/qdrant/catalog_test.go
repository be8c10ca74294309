package qdrant_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/diff/live"
	fake "github.com/rolecall/rolecall/internal/fakevendor/qdrant"
	"github.com/rolecall/rolecall/schema/target"
)

// What the server says it knows is held to the catalog.
func TestCatalog(t *testing.T) {
	for _, tt := range []struct {
		permissions []string
		want        string
	}{
		{nil, "The catalog qdrant cloud and the server agree on privileges.\n"},
		{
			[]string{"read:dreams", "write:dreams"},
			"Privileges of the server that the catalog qdrant cloud does not have: \"read:dreams\", \"write:dreams\"\nPrivileges of the catalog qdrant cloud that the server does not have: \"delete:account\", ",
		},
	} {
		_, at := serve(t, fake.Options{Permissions: tt.permissions, PageSize: 7, Callers: map[string]fake.Caller{key: {Permissions: []string{"read:roles"}}}})
		known, err := connect(t, at).(live.Cataloger).Catalog(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		r := target.Compare(catalog(), known)
		if err := r.Write(&b); err != nil || !strings.HasPrefix(b.String(), tt.want) || r.Same() != (tt.permissions == nil) {
			t.Errorf("%s\n%+v", b.String(), r)
		}
		if !slices.IsSorted(r.Gone) {
			t.Error(r.Gone)
		}
	}
}
