package qdrant_test

import (
	"context"
	"fmt"
	"testing"

	fake "github.com/rolecall/rolecall/internal/fakevendor/qdrant"
	"github.com/rolecall/rolecall/schema"
)

// BenchmarkPull reads 1,000 roles with 100 permissions each and 10,000 users who hold three of them.
func BenchmarkPull(b *testing.B) {
	s := &schema.State{}
	for r := range 1000 {
		name := fmt.Sprintf("role %d", r)
		s.Roles = append(s.Roles, schema.StateRole{Name: name})
		for p := range 100 {
			s.Grants = append(s.Grants, schema.StateGrant{Role: name, Privilege: fmt.Sprintf("read:thing_%d", p)})
		}
	}
	for u := range 10000 {
		name := fmt.Sprintf("user%d@example.com", u)
		s.Users = append(s.Users, schema.StateUser{Name: name})
		for r := range 3 {
			s.Members = append(s.Members, schema.StateMember{Principal: name, Role: fmt.Sprintf("role %d", (u*7+r*331)%1000)})
		}
	}
	server := fake.New(fake.Options{State: s, Callers: callers})
	at := listen(b, server.GRPC())
	c := connect(b, at)
	b.ReportAllocs()
	for b.Loop() {
		got, err := c.Pull(context.Background(), nil)
		if err != nil || len(got.Roles) != 1003 || len(got.Members) != 40000 {
			b.Fatal(err)
		}
	}
}
