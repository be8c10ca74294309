package bench

import (
	"testing"
	"time"
)

// engines are those that are asked, with the sizes that they finish in reasonable time.
var engines = []struct {
	name  string
	open  func(*workload) (decider, error)
	sizes string
}{
	{"rolecall", rolecall, "SML"},
	{"maps", maps, "SML"},
	{"opa", opa, "SML"},
	{"cedar", cedarSliced, "SML"},
	{"casbin", casbinByRole, "S"},
}

func open(t testing.TB, w *workload, s size) (names []string, deciders []decider) {
	for _, e := range engines {
		for _, c := range e.sizes {
			if string(c) != s.name {
				continue
			}
			decide, err := e.open(w)
			if err != nil {
				t.Fatalf("%s: %v", e.name, err)
			}
			names, deciders = append(names, e.name), append(deciders, decide)
		}
	}
	return names, deciders
}

// Every engine gives every answer of a scan, half of which are denials.
func TestAllAgree(t *testing.T) {
	w := newWorkload(sizes[0], 2000)
	names, deciders := open(t, w, sizes[0])
	agree(t, w, names, deciders)
}

func agree(t testing.TB, w *workload, names []string, deciders []decider) {
	for e, decide := range deciders {
		for i := range w.requests {
			if got := decide(i); got != (i%2 == 0) {
				t.Fatalf("%s: %+v of %s: %v", names[e], *w.requests[i], w.tenant[i], got)
			}
		}
	}
}

// BenchmarkDecision gives each engine its turn in each round, for as many requests
// as it does in a millisecond or so, and tells the shortest turn of each and the
// ratio to rolecall's: what the machine does besides only makes turns longer.
func BenchmarkDecision(b *testing.B) {
	for _, s := range sizes {
		b.Run(s.name, func(b *testing.B) {
			w := newWorkload(s, 1<<14)
			names, deciders := open(b, w, s)
			if s.name == "S" {
				w.requests = w.requests[:2048]
			}
			agree(b, w, names, deciders)
			best := make([]float64, len(deciders))
			chunk := make([]int, len(deciders))
			for e, decide := range deciders {
				start := time.Now()
				decide(0)
				chunk[e] = max(1, min(4096, int(time.Millisecond/(time.Since(start)+1))))
			}
			at := 0
			for b.Loop() {
				for e, decide := range deciders {
					start := time.Now()
					for i := range chunk[e] {
						decide((at + i) % len(w.requests))
					}
					if spent := float64(time.Since(start)) / float64(chunk[e]); best[e] == 0 || spent < best[e] {
						best[e] = spent
					}
				}
				at += 997
			}
			b.ReportMetric(0, "ns/op")
			for e, name := range names {
				b.ReportMetric(best[e], "ns/"+name)
				if e > 0 {
					b.ReportMetric(best[e]/best[0], name+"/rolecall")
				}
			}
		})
	}
}
