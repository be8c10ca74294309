package reload

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rolecall/rolecall/bundle"
)

// scripted is a source that gives what a test says.
type scripted struct {
	mu     sync.Mutex
	v      Version
	err    error
	asked  int
	within func()
}

func (s *scripted) String() string { return "scripted" }

func (s *scripted) Fetch(_ context.Context, have string) (Version, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked++
	if s.within != nil {
		s.within()
	}
	switch {
	case s.err != nil:
		return Version{}, s.err
	case have != "" && have == s.v.Tag:
		return Version{}, ErrUnchanged
	}
	return s.v, nil
}

func (s *scripted) set(v Version, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.v, s.err = v, err
}

// encoded is a bundle in which a user may search one collection.
func encoded(target, user, collection string) []byte {
	t := bundle.Table{
		Target: bundle.Target{Kind: "milvus", Name: target, Version: "2.6"},
		Grants: []bundle.Grant{{
			Role: "reader", Privilege: "Search", Level: "collection", Database: "default", Collection: collection,
			EnforcedBy: "server", Via: []string{}, Source: "policy.hcl:1:1",
		}},
		Members: []bundle.Member{{Principal: user, Role: "reader", Source: "policy.hcl:2:1"}},
	}
	return bundle.Encode(&t, &bundle.CEL{Target: t.Target})
}

func version(tag, user, collection string) Version {
	return Version{Data: encoded("prod", user, collection), Tag: tag}
}

func may(k *Keeper, user, collection string) bool {
	return k.Allowed(&bundle.Request{Principal: user, Privilege: "Search", Collection: collection}, time.Now())
}

func open(t *testing.T, s Source, o Options) *Keeper {
	t.Helper()
	if o.Interval == 0 {
		o.Interval = time.Hour // looks are made by hand
	}
	k, err := Open(context.Background(), s, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(k.Close)
	return k
}

func TestZeroKeeperDenies(t *testing.T) {
	var k Keeper
	if may(&k, "alice", "products") || k.Decide(&bundle.Request{Principal: "alice"}, time.Now()).Reason != "no bundle is loaded" || k.Current() != nil {
		t.Error("a keeper of nothing answers")
	}
}

func TestReplaces(t *testing.T) {
	s := &scripted{v: version("1", "alice", "products")}
	var events []Event
	k := open(t, s, Options{Observe: func(e Event) { events = append(events, e) }})
	if !may(k, "alice", "products") {
		t.Error("the first bundle does not decide")
	}
	s.set(version("2", "bob", "products"), nil)
	if err := k.Look(context.Background()); err != nil || may(k, "alice", "products") || !may(k, "bob", "products") {
		t.Errorf("the second bundle does not decide (%v)", err)
	}
	if err := k.Look(context.Background()); err != nil {
		t.Error(err)
	}
	if len(events) != 3 || !events[0].Changed || !events[1].Changed || events[2].Changed || events[1].Revision == events[0].Revision {
		t.Errorf("events %+v", events)
	}
}

// TestRefuses shows that whatever is wrong with an update, the last good bundle goes on.
func TestRefuses(t *testing.T) {
	good := version("1", "alice", "products")
	tampered := bytes.Replace(encoded("prod", "mallory", "products"), []byte(`"mallory"`), []byte(`"mallorx"`), 1)
	for name, c := range map[string]struct {
		v    Version
		err  error
		says string
	}{
		"away":           {err: errors.New("connection refused"), says: `fetch "scripted": connection refused`},
		"truncated":      {v: Version{Data: good.Data[:len(good.Data)/2], Tag: "2"}, says: "not valid JSON"},
		"empty":          {v: Version{Tag: "2"}, says: "not valid JSON"},
		"tampered":       {v: Version{Data: tampered, Tag: "2"}, says: "revision"},
		"another target": {v: Version{Data: encoded("test", "mallory", "products"), Tag: "2"}, says: `it is for milvus target "test", and milvus target "prod" is in use`},
		"failed check":   {v: version("2", "mallory", "products"), says: "who is mallory"},
		"conditions":     {v: version("2", "carol", "products"), says: "carol's condition"},
	} {
		t.Run(name, func(t *testing.T) {
			s := &scripted{v: good}
			k := open(t, s, Options{
				Check: func(v Version, _ *bundle.Bundle) error {
					if bytes.Contains(v.Data, []byte("mallory")) {
						return errors.New("who is mallory")
					}
					return nil
				},
				Conditions: func(b *bundle.Bundle) (bundle.Conditions, error) {
					if b.Table.Members[0].Principal == "carol" {
						return nil, errors.New("carol's condition")
					}
					return nil, nil
				},
			})
			s.set(c.v, c.err)
			for range 2 { // a refused one is fetched again, and refused again
				err := k.Look(context.Background())
				if err == nil || !strings.Contains(err.Error(), c.says) {
					t.Errorf("error %v does not say %q", err, c.says)
				}
				if !may(k, "alice", "products") || may(k, "mallory", "products") || may(k, "carol", "products") {
					t.Error("the last good bundle does not decide")
				}
			}
			s.set(version("3", "dave", "products"), nil)
			if err := k.Look(context.Background()); err != nil || !may(k, "dave", "products") {
				t.Errorf("does not go on after a good one (%v)", err)
			}
		})
	}
}

// TestLateSignature shows a bundle accepted when its signature comes after it,
// though the bundle itself did not change.
func TestLateSignature(t *testing.T) {
	s := &scripted{v: Version{Data: encoded("prod", "alice", "a"), Tag: "1", Signature: []byte("good")}}
	k := open(t, s, Options{Check: func(v Version, _ *bundle.Bundle) error {
		if string(v.Signature) != "good" {
			return errors.New("not signed")
		}
		return nil
	}})
	next := version("2", "bob", "a")
	s.set(next, nil)
	if err := k.Look(context.Background()); err == nil || may(k, "bob", "a") {
		t.Fatal("an unsigned bundle is in use")
	}
	next.Signature = []byte("good")
	s.set(next, nil)
	if err := k.Look(context.Background()); err != nil || !may(k, "bob", "a") {
		t.Errorf("refused for ever: %v", err)
	}
}

func TestStale(t *testing.T) {
	s := &scripted{v: version("1", "alice", "products")}
	k := open(t, s, Options{MaxAge: time.Minute})
	req := &bundle.Request{Principal: "alice", Privilege: "Search", Collection: "products"}
	later := time.Now().Add(2 * time.Minute)
	if !k.Allowed(req, time.Now()) || k.Allowed(req, later) || k.Decide(req, later).Allowed {
		t.Error("age has no bearing")
	}
	if reason := k.Decide(req, later).Reason; reason != "the bundle is stale: its source last had it 2m0s ago, and 1m0s is allowed" {
		t.Errorf("reason %q", reason)
	}
	s.set(Version{}, errors.New("away"))
	before := k.Age(later)
	if err := k.Look(context.Background()); err == nil || k.Age(later) != before {
		t.Error("a failed look makes the bundle younger")
	}
	s.set(version("1", "alice", "products"), nil)
	if err := k.Look(context.Background()); err != nil || k.Age(later) >= before {
		t.Errorf("a look that finds the same does not make the bundle younger (%v)", err)
	}
}

func TestColdStart(t *testing.T) {
	cache := filepath.Join(t.TempDir(), "bundle.cache")
	check := func(v Version, _ *bundle.Bundle) error {
		if string(v.Signature) != "signed" {
			return errors.New("not signed")
		}
		return nil
	}
	v := version("1", "alice", "products")
	v.Signature = []byte("signed")
	s := &scripted{v: v}
	o := Options{Cache: cache, Check: check, MaxAge: time.Hour}
	open(t, s, o)

	s.set(Version{}, errors.New("away"))
	var events []Event
	o.Observe = func(e Event) { events = append(events, e) }
	k := open(t, s, o)
	if !may(k, "alice", "products") || len(events) != 1 || events[0].Revision == "" || events[0].Err == nil {
		t.Errorf("the cache does not decide: %+v", events)
	}
	if err := os.Chtimes(cache, time.Time{}, time.Now().Add(-2*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if k := open(t, s, o); may(k, "alice", "products") || !k.Stale(time.Now()) {
		t.Error("a start makes an old cache young")
	}

	whole, err := os.ReadFile(cache)
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"cut off":        whole[:len(whole)-1],
		"longer":         append(bytes.Clone(whole), 'x'),
		"unsigned":       bytes.Replace(whole, []byte("signed{"), []byte("singed{"), 1),
		"tampered":       bytes.Replace(whole, []byte(`"alice"`), []byte(`"malic"`), 1),
		"another file":   []byte("hello"),
		"another source": bytes.Replace(whole, []byte(`"scripted"`), []byte(`"elsewhere"`), 1),
		"negative":       []byte(`{"format":"rolecall.cache/v1","source":"scripted","signature":-1,"bundle":1}` + "\n"),
	} {
		if err := os.WriteFile(cache, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if k, err := Open(context.Background(), s, o); err == nil {
			k.Close()
			t.Errorf("%s: a cache is taken", name)
		} else if !strings.Contains(err.Error(), "start from cache") || !strings.Contains(err.Error(), "delete it") {
			t.Errorf("%s: %v", name, err)
		}
		if name == "unsigned" {
			continue // without a check it is as good as any
		}
		if k, err := Open(context.Background(), s, Options{Cache: cache}); err == nil {
			k.Close()
			t.Errorf("%s: a cache is taken without a check", name)
		} else if !strings.Contains(err.Error(), "away") || !strings.Contains(err.Error(), "cache") {
			t.Errorf("%s: %v does not say both reasons", name, err)
		}
	}
}

// TestRollbackAfterRestart shows that what a check remembers of the cache holds for the source.
func TestRollbackAfterRestart(t *testing.T) {
	old, now := version("1", "alice", "a"), version("2", "bob", "a")
	s := &scripted{v: now}
	o := Options{Cache: filepath.Join(t.TempDir(), "cache")}
	open(t, s, o)
	s.set(old, nil)
	var seen string
	o.Check = func(_ Version, b *bundle.Bundle) error {
		if who := b.Table.Members[0].Principal; who < seen {
			return errors.New("older than what was seen")
		} else {
			seen = who
		}
		return nil
	}
	if k := open(t, s, o); may(k, "alice", "a") || !may(k, "bob", "a") {
		t.Error("a restart takes an older bundle")
	}
}

func TestCacheThatCannotBeWritten(t *testing.T) {
	var last Event
	s := &scripted{v: version("1", "alice", "products")}
	k := open(t, s, Options{Cache: filepath.Join(t.TempDir(), "no", "such", "folder"), Observe: func(e Event) { last = e }})
	if !may(k, "alice", "products") || last.Err != nil || !errors.Is(last.CacheErr, fs.ErrNotExist) {
		t.Errorf("event %+v", last)
	}
}

func TestFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "bundle.json")
	if _, err := Open(context.Background(), File(name), Options{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v", err)
	}
	put := func(name string, data []byte) {
		t.Helper()
		if err := os.WriteFile(name+".new", data, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(name+".new", name); err != nil {
			t.Fatal(err)
		}
	}
	put(name, encoded("prod", "alice", "a"))
	var signatures []string
	k := open(t, File(name), Options{Accept: func(v Version, _ *bundle.Bundle) error {
		signatures = append(signatures, string(v.Signature))
		return nil
	}})
	if err := k.Look(context.Background()); err != nil || len(signatures) != 1 {
		t.Errorf("an unchanged file is read again (%v)", err)
	}
	put(name+SignatureSuffix, []byte("s"))
	put(name, encoded("prod", "bobby", "a"))
	if err := k.Look(context.Background()); err != nil || !may(k, "bobby", "a") || signatures[1] != "s" {
		t.Errorf("a changed file is not read: %v %q", err, signatures)
	}
}

// TestUnderLoad swaps bundles while many ask, and takes each answer for wrong that
// neither bundle gives: in each, exactly one of two users may search.
func TestUnderLoad(t *testing.T) {
	s := &scripted{v: version("0", "alice", "products")}
	k := open(t, s, Options{Interval: time.Millisecond})
	var wrong atomic.Int64
	var g sync.WaitGroup
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	for range 4 {
		g.Go(func() {
			for ctx.Err() == nil {
				l := k.Current()
				ask := func(user string) bool {
					return l.Bundle.Allowed(&bundle.Request{Principal: user, Privilege: "Search", Collection: "products"}, time.Now(), l.Conditions)
				}
				if ask("alice") == ask("bob") {
					wrong.Add(1)
				}
			}
		})
	}
	for i := range 50 {
		user := []string{"bob", "alice"}[i%2]
		s.set(version(fmt.Sprint("v", i), user, "products"), nil)
		for end := time.Now().Add(time.Minute); !may(k, user, "products"); runtime.Gosched() {
			if time.Now().After(end) {
				t.Fatalf("swap %d does not come", i)
			}
		}
	}
	stop()
	g.Wait()
	if wrong.Load() > 0 {
		t.Errorf("%d wrong decisions", wrong.Load())
	}
}

func TestCloseLeavesNothing(t *testing.T) {
	before := runtime.NumGoroutine()
	for range 20 {
		k, err := Open(context.Background(), &scripted{v: version("1", "a", "b")}, Options{Interval: time.Microsecond})
		if err != nil {
			t.Fatal(err)
		}
		k.Close()
	}
	ctx, cancel := context.WithCancel(context.Background())
	k, err := Open(ctx, &scripted{v: version("1", "a", "b")}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	<-k.done
	if now := runtime.NumGoroutine(); now > before {
		t.Errorf("%d goroutines, %d before", now, before)
	}
}

func TestPause(t *testing.T) {
	k := &Keeper{o: Options{Interval: time.Second, Slowest: 4 * time.Second}.filled()}
	for failures, want := range []time.Duration{time.Second, 2 * time.Second, 4 * time.Second, 4 * time.Second} {
		k.failures = failures
		different := map[time.Duration]bool{}
		for range 100 {
			d := k.pause()
			different[d] = true
			if d < want-want/10 || d > want+want/10 {
				t.Errorf("after %d failures a pause of %s", failures, d)
			}
		}
		if len(different) < 2 {
			t.Error("every pause is the same")
		}
	}
}

func FuzzCache(f *testing.F) {
	name := filepath.Join(f.TempDir(), "cache")
	if err := writeCache(name, "s", Version{Tag: "t", Signature: []byte("s"), Data: []byte("d")}); err != nil {
		f.Fatal(err)
	}
	seed, err := os.ReadFile(name)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(seed)
	f.Fuzz(func(t *testing.T, data []byte) {
		name := filepath.Join(t.TempDir(), "cache")
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
		v, _, err := readCache(name, "s")
		if err == nil && !bytes.HasSuffix(data, append(bytes.Clone(v.Signature), v.Data...)) {
			t.Errorf("cache %q gives %q and %q", data, v.Signature, v.Data)
		}
	})
}
