package bundle_test

import (
	"slices"
	"testing"
	"time"

	"github.com/rolecall/rolecall/bundle"
)

// roleEngine allows by the name of the role.
type roleEngine string

func (e roleEngine) Allows(role string, _ *bundle.Request, _ time.Time) (bool, error) {
	return role == string(e), nil
}

// A token holds what it is bound to and nothing that everyone holds, whichever way
// it is asked, and whether it is known or not.
func TestTokensAreNotEveryone(t *testing.T) {
	row := func(role, privilege string) bundle.Grant {
		return bundle.Grant{Role: role, Privilege: privilege, Level: "cluster", Database: "*", Collection: "*", EnforcedBy: "server", Source: "a:1:1"}
	}
	b := mustNew(t, bundle.Table{
		Grants: []bundle.Grant{row("base", "profile"), row("token:plain", "query"), row("token:timed", "query")},
		Members: []bundle.Member{
			{Principal: "ana", Role: "base", Source: "b:1:1", Expires: "2026-01-01T00:00:00Z"},
			{Principal: "token:plain", Role: "token:plain", Source: "b:2:1"},
			{Principal: "token:timed", Role: "token:timed", Source: "b:3:1", Expires: "2030-01-01T00:00:00Z"},
		},
		Implicit: []string{"base"},
	}, bundle.CEL{Roles: map[string]bundle.CELRole{"base": {Expression: "true"}}})
	at := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	profile := b.Permission("profile", "", "")
	for principal, want := range map[string]bool{"ana": true, "stranger": true, "tokens": true, "token:plain": false, "token:timed": false, "token:stranger": false, "token:": false} {
		req := &bundle.Request{Principal: principal, Privilege: "profile"}
		bringing := &bundle.Request{Principal: principal, Privilege: "profile", Roles: []string{}}
		p := b.Principal(principal)
		for way, got := range map[string]bool{
			"Allowed": b.Allowed(req, at, nil), "Lookup": b.Lookup(req, at, nil).Allowed, "Decide": b.Decide(req, at, nil).Allowed,
			"DecideWith": b.DecideWith(roleEngine("base"), req, at, nil).Allowed,
			"no roles":   b.Allowed(bringing, at, nil), "a principal": p.Allowed(&bundle.Request{Privilege: "profile"}, at, nil),
			"a principal with no roles": p.Allowed(&bundle.Request{Privilege: "profile", Roles: []string{}}, at, nil), "May": p.May(profile, at, nil, nil),
			"Roles": slices.Contains(b.Roles(principal, at), "base"), "WhatCan": privileges(b.WhatCan(principal, at))["profile"],
		} {
			if got != want {
				t.Errorf("%s, by %s: %v", principal, way, got)
			}
		}
		if got := b.Allowed(&bundle.Request{Principal: principal, Privilege: "profile", Roles: []string{"base"}}, at, nil); !got {
			t.Errorf("%s with the role in the request is denied", principal)
		}
	}
	for a := range b.WhoCan("profile", "", "", at) {
		if a.Principal != "ana" {
			t.Errorf("WhoCan lists %s", a.Principal)
		}
	}
}

func privileges(rows func(func(bundle.Access) bool)) map[string]bool {
	out := map[string]bool{}
	for a := range rows {
		out[a.Privilege] = true
	}
	return out
}
