package milvus_test

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rolecall/rolecall/diff/live"
	fake "github.com/rolecall/rolecall/internal/fakevendor/milvus"
	"github.com/rolecall/rolecall/schema"
)

// large is a server of 1,000 roles, 100,000 grants and 10,000 users.
func large() *schema.State {
	s := &schema.State{Format: schema.StateFormat}
	privileges := []string{"Insert", "Search", "Query", "Delete", "Upsert", "Load", "Flush", "CreateIndex", "DropIndex", "CollectionReadOnly"}
	for r := range 1000 {
		role := fmt.Sprintf("role_%04d", r)
		s.Roles = append(s.Roles, schema.StateRole{Name: role, Description: "made for measuring"})
		for g := range 100 {
			s.Grants = append(s.Grants, schema.StateGrant{Role: role, Privilege: privileges[g%10], Database: fmt.Sprintf("database_%d", g/50), Collection: fmt.Sprintf("collection_%d", g/10)})
		}
	}
	for u := range 10000 {
		user := fmt.Sprintf("user_%05d", u)
		s.Users = append(s.Users, schema.StateUser{Name: user})
		for r := range 3 {
			s.Members = append(s.Members, schema.StateMember{Principal: user, Role: fmt.Sprintf("role_%04d", (u+r*37)%1000)})
		}
	}
	for d := range 2 {
		db := schema.StateDatabase{Name: fmt.Sprintf("database_%d", d)}
		for c := range 10 {
			db.Collections = append(db.Collections, fmt.Sprintf("collection_%d", c))
		}
		s.Databases = append(s.Databases, db)
	}
	return s
}

// BenchmarkPull pulls it in every way. heap-MB is the most that was live besides
// what was before, the server in the same process included.
func BenchmarkPull(b *testing.B) {
	state := large()
	for _, one := range []struct {
		name, way string
		missing   []string
	}{{"backup", "gRPC", nil}, {"listing", "gRPC", []string{"BackupRBAC"}}, {"REST", "REST", nil}} {
		b.Run(one.name, func(b *testing.B) {
			r := serve(b, fake.Options{State: state, Version: "2.6.19", Missing: one.missing})
			var c live.Client = connect(b, r, one.way, root)
			_ = pull(b, c) // the server makes its view
			runtime.GC()
			before := heap()
			stop, most := watch()
			for b.Loop() {
				if s := pull(b, c); len(s.Grants) != 100000 {
					b.Fatal(len(s.Grants))
				}
			}
			stop()
			b.ReportMetric(float64(int64(most.Load())-int64(before))/(1<<20), "heap-MB")
		})
	}
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// watch looks at the heap until it is stopped.
func watch() (stop func(), most *atomic.Uint64) {
	most = &atomic.Uint64{}
	done := make(chan struct{})
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-done:
				return
			case <-time.After(5 * time.Millisecond):
				most.Store(max(most.Load(), heap()))
			}
		}
	}()
	return func() { close(done); <-ended }, most
}
