package bundle_test

import (
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/rolecall/rolecall/bundle"
)

// workloads keeps what benchmarks share: a large table takes a while to make.
var workloads = map[string]*opened{}

type opened struct {
	*workload
	*bundle.Bundle
	flat        *flat
	ids         []flatIDs
	principals  []*bundle.Principal
	permissions []*bundle.Permission
}

// requested is how many requests a benchmark goes round. It is enough that none is in a cache any more.
const requested = 1 << 17

func open(b *testing.B, s size) *opened {
	b.Helper()
	if workloads[s.name] == nil {
		w := newWorkload(s, requested)
		o := &opened{w, mustNew(b, w.table, w.cel), newFlat(&w.table), nil, nil, nil}
		known := map[string]*bundle.Principal{}
		for i := range w.requests {
			req := &w.requests[i]
			o.ids = append(o.ids, o.flat.resolve(req))
			if known[req.Principal] == nil {
				known[req.Principal] = o.Principal(req.Principal)
			}
			o.principals = append(o.principals, known[req.Principal])
			o.permissions = append(o.permissions, o.Permission(req.Privilege, req.Database, req.Collection))
			if got, want := o.Allowed(req, time.Time{}, nil), o.flat.decide(req); got != want {
				b.Fatalf("%+v: got %v, the flat table has %v", req, got, want)
			}
		}
		workloads[s.name] = o
	}
	return workloads[s.name]
}

// against times ours and theirs in turns, each for a chunk of requests, and
// reports the medians and their ratio: whatever else the machine does hits both.
func against(b *testing.B, requests int, ours, theirs func(i int) bool) {
	const chunk = 4096
	var spent [2][]time.Duration
	at := 0
	b.ReportAllocs()
	for b.Loop() {
		for side, decide := range [2]func(int) bool{ours, theirs} {
			start := time.Now()
			for i := at; i < at+chunk; i++ {
				if decide(i) {
					allowedOnes++
				}
			}
			spent[side] = append(spent[side], time.Since(start))
		}
		at = (at + chunk) % requests
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(median(spent[0]))/chunk, "ns/ours")
	b.ReportMetric(float64(median(spent[1]))/chunk, "ns/flat")
	b.ReportMetric(float64(median(spent[0]))/float64(median(spent[1])), "ratio")
}

func median(of []time.Duration) time.Duration {
	slices.Sort(of)
	return of[len(of)/2]
}

var allowedOnes int

// A decision from strings, half of them denials, against a hand-written table.
func BenchmarkAllowed(b *testing.B) {
	now := time.Now()
	for _, s := range sizes {
		b.Run(s.name, func(b *testing.B) {
			o := open(b, s)
			against(b, requested,
				func(i int) bool { return o.Allowed(&o.requests[i], now, nil) },
				func(i int) bool { return o.flat.decide(&o.requests[i]) })
		})
	}
}

// The same with the row that allows it.
func BenchmarkLookup(b *testing.B) {
	now := time.Now()
	for _, s := range sizes {
		b.Run(s.name, func(b *testing.B) {
			o := open(b, s)
			against(b, requested,
				func(i int) bool { return o.Lookup(&o.requests[i], now, nil).Allowed },
				func(i int) bool { return o.flat.decide(&o.requests[i]) })
		})
	}
}

// The same with the reason: allocations are the sentences of denials.
func BenchmarkDecide(b *testing.B) {
	now := time.Now()
	for _, s := range sizes {
		b.Run(s.name, func(b *testing.B) {
			o := open(b, s)
			against(b, requested,
				func(i int) bool { return o.Decide(&o.requests[i], now, nil).Allowed },
				func(i int) bool { return o.flat.decide(&o.requests[i]) })
		})
	}
}

// A principal looked up beforehand, with a permission looked up beforehand, against the flat table with numbers.
func BenchmarkMay(b *testing.B) {
	now := time.Now()
	for _, s := range sizes {
		b.Run(s.name, func(b *testing.B) {
			o := open(b, s)
			against(b, requested,
				func(i int) bool { return o.principals[i].May(o.permissions[i], now, nil, nil) },
				func(i int) bool { return o.flat.decideIDs(&o.ids[i]) })
		})
	}
}

// A principal looked up beforehand, asked with strings, against the flat table with the user's number.
func BenchmarkPrincipalAllowed(b *testing.B) {
	now := time.Now()
	for _, s := range sizes {
		b.Run(s.name, func(b *testing.B) {
			o := open(b, s)
			against(b, requested,
				func(i int) bool { return o.principals[i].Allowed(&o.requests[i], now, nil) },
				func(i int) bool { return o.flat.decideFor(o.ids[i].user, &o.requests[i]) })
		})
	}
}

// Two goroutines against one.
func BenchmarkTwoCores(b *testing.B) {
	now := time.Now()
	for _, s := range sizes {
		b.Run(s.name, func(b *testing.B) {
			o := open(b, s)
			const chunk = 1 << 14
			ask := func(at int) (n int) {
				for i := at; i < at+chunk; i++ {
					if o.Allowed(&o.requests[i], now, nil) {
						n++
					}
				}
				return n
			}
			var one, two []time.Duration
			at := 0
			for b.Loop() {
				start := time.Now()
				allowedOnes += ask(at)
				one = append(one, time.Since(start))
				start = time.Now()
				var both sync.WaitGroup
				for i := range 2 {
					both.Go(func() { ask((at + (i+1)*chunk) % requested) })
				}
				both.Wait()
				two = append(two, time.Since(start))
				at = (at + chunk) % requested
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(2*float64(slices.Min(one))/float64(slices.Min(two)), "speedup") // of the rounds that nobody disturbed
		})
	}
}

// million is a size that only reading is measured with.
var million = size{"1M", 100_000, 5_000, 100, 20_000, 1_000_000}

// From bytes to ready, with what the bundle takes besides, as part of the file.
func BenchmarkParse(b *testing.B) {
	for _, s := range []size{sizes[0], sizes[1], million} {
		b.Run(s.name, func(b *testing.B) {
			w := newWorkload(s, 0)
			data := bundle.Encode(&w.table, &w.cel)
			w = nil
			before := heap()
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			var last *bundle.Bundle
			for b.Loop() {
				last = must(bundle.Parse(data))
			}
			b.ReportMetric(float64(int64(heap())-int64(before))/float64(len(data)), "resident/file")
			runtime.KeepAlive(last)
			runtime.KeepAlive(data)
		})
	}
}

// heap is what is in use after a collection.
func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func BenchmarkEncode(b *testing.B) {
	for _, s := range sizes[:2] {
		w := newWorkload(s, 0)
		b.Run(s.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				b.SetBytes(int64(len(bundle.Encode(&w.table, &w.cel))))
			}
		})
	}
}
