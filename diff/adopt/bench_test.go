package adopt_test

import (
	"fmt"
	"testing"

	"github.com/rolecall/rolecall/schema"
)

// large is a server with many roles, each with grants on products of databases
// and collections, and with many users.
func large(roles, users int) *schema.State {
	s := &schema.State{
		Format: schema.StateFormat, Target: schema.StateTarget{Kind: "milvus", Name: "large", Version: "2.6"},
		Groups: []schema.StateGroup{}, Databases: []schema.StateDatabase{},
	}
	for r := range roles {
		name := fmt.Sprintf("role_%d", r)
		s.Roles = append(s.Roles, schema.StateRole{Name: name})
		for d := range 5 {
			for c := range 5 {
				for _, p := range []string{"Search", "Query", "Insert", "Upsert"} {
					s.Grants = append(s.Grants, schema.StateGrant{Role: name, Privilege: p, Database: fmt.Sprintf("db%d", (r+d*d)%20), Collection: fmt.Sprintf("c%d", (r*7+c*c)%50)})
				}
			}
		}
	}
	for u := range users {
		name := fmt.Sprintf("user_%d", u)
		s.Users = append(s.Users, schema.StateUser{Name: name})
		for m := range 1 + u%3 {
			s.Members = append(s.Members, schema.StateMember{Principal: name, Role: fmt.Sprintf("role_%d", (u*31+m*17)%roles)})
		}
	}
	return s
}

func BenchmarkNew(b *testing.B) {
	for _, roles := range []int{100, 1000} {
		s := large(roles, 10*roles)
		b.Run(fmt.Sprintf("roles=%d/grants=%d/users=%d", roles, len(s.Grants), len(s.Users)), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				write(b, s)
			}
		})
	}
}
