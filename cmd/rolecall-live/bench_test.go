package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	fakemilvus "github.com/rolecall/rolecall/internal/fakevendor/milvus"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/target/milvus"
)

// BenchmarkPull pulls 1,000 roles, 100,000 grants and 10,000 users as a user does,
// and tells the most memory that each of the programs had.
// The aims are 10 s and 200 MB.
func BenchmarkPull(b *testing.B) {
	s := &schema.State{}
	for i := range 100 {
		s.Databases = append(s.Databases, schema.StateDatabase{Name: fmt.Sprintf("d%d", i), Collections: []string{"c"}})
	}
	for i := range 1000 {
		role := fmt.Sprintf("role_%d", i)
		s.Roles = append(s.Roles, schema.StateRole{Name: role})
		for j := range 100 {
			s.Grants = append(s.Grants, schema.StateGrant{Role: role, Privilege: "Search", ObjectType: "Collection", Database: fmt.Sprintf("d%d", j), Collection: "c"})
		}
	}
	for i := range 10000 {
		user := fmt.Sprintf("user_%d", i)
		s.Users = append(s.Users, schema.StateUser{Name: user})
		s.Members = append(s.Members, schema.StateMember{Principal: user, Role: fmt.Sprintf("role_%d", i%1000)})
	}
	for _, way := range []string{"gRPC", "REST"} {
		b.Run(way, func(b *testing.B) {
			r, server := startMilvus(b, fakemilvus.Options{Target: milvus.Target, Version: "2.6.11", State: s, Keys: []string{secret}, Limits: map[string]int{"roles": 1 << 20, "users": 1 << 20}})
			server.url = "milvus://" + r.GRPCAddr
			if way == "REST" {
				server.url = "milvus+http://" + r.RESTAddr
			}
			session := newSession(b)
			stop, peak := make(chan struct{}), map[string]*atomic.Int64{"rolecall": {}, "rolecall-live": {}}
			go watchMemory(stop, peak)
			for b.Loop() {
				session.does("pull", server.url, "-o", "state.json")
			}
			close(stop)
			for name, kilobytes := range peak {
				b.ReportMetric(float64(kilobytes.Load())/1024, name+"-MB")
			}
		})
	}
}

// watchMemory notes the most memory that programs of some names had, where the system tells.
func watchMemory(stop chan struct{}, peak map[string]*atomic.Int64) {
	for {
		select {
		case <-stop:
			return
		case <-time.After(5 * time.Millisecond):
		}
		found, _ := filepath.Glob("/proc/[0-9]*/status")
		for _, file := range found {
			status, _ := os.ReadFile(file)
			var name string
			var kilobytes int64
			for line := range bytes.Lines(status) {
				_, _ = fmt.Sscanf(string(line), "Name: %s", &name)
				_, _ = fmt.Sscanf(string(line), "VmHWM: %d", &kilobytes)
			}
			if p := peak[name]; p != nil && kilobytes > p.Load() {
				p.Store(kilobytes)
			}
		}
	}
}
