package pdp

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/bundle/decisionlog"
	"github.com/rolecall/rolecall/bundle/reload"
)

// metrics is what a decision point counts, under the names that /metrics has.
type metrics struct {
	registry  *prometheus.Registry
	calls     *prometheus.CounterVec
	took      prometheus.Histogram
	decisions [2]prometheus.Counter // denied, allowed
	looks     *prometheus.CounterVec
	info      *prometheus.GaugeVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		calls: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "rolecall_http_requests_total", Help: "HTTP calls by path and status code.",
		}, []string{"path", "code"}),
		took: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "rolecall_http_request_duration_seconds", Help: "How long calls of the API took.",
			Buckets: []float64{.00005, .0001, .00025, .0005, .001, .0025, .005, .01, .025, .1, 1},
		}),
		looks: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "rolecall_bundle_looks_total", Help: "Looks at the source of the bundle, by what came of them: changed, unchanged, failed.",
		}, []string{"result"}),
		info: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "rolecall_bundle_info", Help: "1 for the bundle in use.",
		}, []string{"target", "revision"}),
	}
	decisions := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "rolecall_decisions_total", Help: "Decisions by answer.",
	}, []string{"allowed"})
	m.decisions = [2]prometheus.Counter{decisions.WithLabelValues("false"), decisions.WithLabelValues("true")}
	m.registry.MustRegister(m.calls, m.took, decisions, m.looks, m.info, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// watch adds what is read when it is asked for.
func (m *metrics) watch(k *reload.Keeper, log *decisionlog.Log) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "rolecall_bundle_age_seconds", Help: "How long ago the source last had the bundle in use.",
	}, func() float64 { return k.Age(time.Now()).Seconds() }))
	if log != nil {
		m.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{
			Name: "rolecall_decision_log_dropped_total", Help: "Decisions that are in no line of the log.",
		}, func() float64 { return float64(log.Dropped()) }))
	}
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

func (m *metrics) decided(d bundle.Decision) {
	i := 0
	if d.Allowed {
		i = 1
	}
	m.decisions[i].Inc()
}

func (m *metrics) looked(e reload.Event) {
	result := "unchanged"
	switch {
	case e.Err != nil:
		result = "failed"
	case e.Changed:
		result = "changed"
	}
	m.looks.WithLabelValues(result).Inc()
	if e.Revision != "" {
		m.info.Reset()
		m.info.WithLabelValues(e.Target, e.Revision).Set(1)
	}
}

// counted counts what goes through. Paths that are none of ours are one.
func (m *metrics) counted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		seen := &status{ResponseWriter: w, code: http.StatusOK}
		next.ServeHTTP(seen, r)
		path := r.URL.Path
		if !known[path] {
			path = "other"
		}
		m.calls.WithLabelValues(path, strconv.Itoa(seen.code)).Inc()
		m.took.Observe(time.Since(start).Seconds())
	})
}

// status remembers what was answered.
type status struct {
	http.ResponseWriter
	code int
}

func (s *status) WriteHeader(code int) {
	s.code = code
	s.ResponseWriter.WriteHeader(code)
}

// Unwrap lets http.ResponseController reach the connection.
func (s *status) Unwrap() http.ResponseWriter { return s.ResponseWriter }
