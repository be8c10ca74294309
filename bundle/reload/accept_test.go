package reload

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rolecall/rolecall/bundle"
)

// TestAcceptComesLast shows that nothing is remembered of a bundle that is refused:
// what was in use before it may come back.
func TestAcceptComesLast(t *testing.T) {
	s := &scripted{v: version("1", "alice", "a")}
	var accepted []string
	k := open(t, s, Options{
		Accept: func(_ Version, b *bundle.Bundle) error {
			who := b.Table.Members[0].Principal
			if accepted = append(accepted, who); who == "mallory" {
				return errors.New("it is older")
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
	s.set(version("2", "carol", "a"), nil)
	if err := k.Look(context.Background()); err == nil || strings.Join(accepted, " ") != "alice" {
		t.Errorf("%v, accepted %q", err, accepted)
	}
	s.set(version("3", "mallory", "a"), nil)
	if err := k.Look(context.Background()); err == nil || !strings.Contains(err.Error(), "it is older") || may(k, "mallory", "a") {
		t.Errorf("what is not accepted is in use: %v", err)
	}
	s.set(version("4", "alice", "a"), nil)
	if err := k.Look(context.Background()); err != nil || !may(k, "alice", "a") {
		t.Error(err)
	}
}

// TestPassesNoMore shows that what is in use is judged at each look, and grows old
// when it does not pass.
func TestPassesNoMore(t *testing.T) {
	v := version("1", "alice", "a")
	v.Signature = []byte("signed")
	s := &scripted{v: v}
	expired := false
	k := open(t, s, Options{MaxAge: time.Hour, Check: func(v Version, b *bundle.Bundle) error {
		if string(v.Signature) != "signed" || b == nil {
			t.Errorf("judged without what it needs: %+v", v)
		}
		if expired {
			return errors.New("the key has expired")
		}
		return nil
	}})
	later := time.Now().Add(time.Hour)
	expired = true
	before := k.Age(later)
	if err := k.Look(context.Background()); err == nil || !strings.Contains(err.Error(), "the key has expired") || k.Age(later) != before {
		t.Errorf("%v, %s old, %s before", err, k.Age(later), before)
	}
	if !may(k, "alice", "a") {
		t.Error("the last good bundle does not go on")
	}
	expired = false
	if err := k.Look(context.Background()); err != nil || k.Age(later) >= before {
		t.Errorf("does not grow young again: %v", err)
	}
}

func TestUnchangedFromNothing(t *testing.T) {
	if k, err := Open(context.Background(), &scripted{err: ErrUnchanged}, Options{}); err == nil {
		k.Close()
		t.Error("a start without a bundle")
	}
}

// TestCacheThatIsNone tells of a cache that did not start what is in use.
func TestCacheThatIsNone(t *testing.T) {
	cache := filepath.Join(t.TempDir(), "cache")
	if err := os.WriteFile(cache, []byte("garbage"), 0o600); err != nil {
		t.Fatal(err)
	}
	var events []Event
	o := Options{Cache: cache, Observe: func(e Event) { events = append(events, e) }}
	s := &scripted{v: version("1", "alice", "a")}
	k := open(t, s, o)
	if err := k.Look(context.Background()); err != nil {
		t.Fatal(err)
	}
	if len(events) != 2 || events[0].CacheErr == nil || !strings.Contains(events[0].CacheErr.Error(), "is no cache of a bundle") || events[1].CacheErr != nil || events[0].Target != "prod" {
		t.Errorf("events %+v", events)
	}
	events = nil
	open(t, s, Options{Cache: cache + "2", Observe: o.Observe})
	if len(events) != 1 || events[0].CacheErr != nil {
		t.Errorf("a first start: %+v", events)
	}
}

// TestCacheMustPass shows that with a check a cache that is not accepted stops the
// start, though the source has a good bundle: nobody knows what it would have kept out.
func TestCacheMustPass(t *testing.T) {
	cache := filepath.Join(t.TempDir(), "cache")
	check := func(Version, *bundle.Bundle) error { return nil }
	s := &scripted{v: version("1", "alice", "a")}
	open(t, s, Options{Cache: cache, Check: check})
	whole, err := os.ReadFile(cache)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(cache, whole[:100], 0o600); err != nil {
		t.Fatal(err)
	}
	k, err := Open(context.Background(), s, Options{Cache: cache, Check: check})
	if err == nil {
		k.Close()
		t.Fatal("starts")
	}
	if !strings.Contains(err.Error(), "delete it to start from the source alone") {
		t.Error(err)
	}
	if err := os.Remove(cache); err != nil {
		t.Fatal(err)
	}
	open(t, s, Options{Cache: cache, Check: check})
}

// TestCacheOfTheFuture takes no cache for younger than now.
func TestCacheOfTheFuture(t *testing.T) {
	cache := filepath.Join(t.TempDir(), "cache")
	s := &scripted{v: version("1", "alice", "a")}
	open(t, s, Options{Cache: cache})
	future := time.Now().Add(365 * 24 * time.Hour)
	if err := os.Chtimes(cache, future, future); err != nil {
		t.Fatal(err)
	}
	s.set(Version{}, errors.New("away"))
	k := open(t, s, Options{Cache: cache, MaxAge: time.Hour})
	if !k.Stale(time.Now().Add(2 * time.Hour)) {
		t.Errorf("in two hours it is %s old", k.Age(time.Now().Add(2*time.Hour)))
	}
	if k := open(t, s, Options{Cache: cache, MaxAge: -time.Hour}); !k.Stale(time.Now().Add(time.Second)) {
		t.Error("an age below zero is none")
	}
}

func TestSnapshot(t *testing.T) {
	var zero Keeper
	if b, _, denied := zero.Snapshot(time.Now()); b != nil || denied != "no bundle is loaded" {
		t.Errorf("of nothing: %q", denied)
	}
	k := open(t, &scripted{v: version("1", "alice", "a")}, Options{MaxAge: time.Hour})
	if b, _, denied := k.Snapshot(time.Now()); b == nil || denied != "" {
		t.Errorf("of a bundle: %q", denied)
	}
	if b, _, denied := k.Snapshot(time.Now().Add(2 * time.Hour)); b == nil || !strings.Contains(denied, "stale") {
		t.Errorf("of a stale one: %q", denied)
	}
}

func TestAllowedAllocatesNothing(t *testing.T) {
	k := open(t, &scripted{v: version("1", "alice", "a")}, Options{MaxAge: time.Hour})
	req, now := &bundle.Request{Principal: "alice", Privilege: "Search", Collection: "a"}, time.Now()
	for _, at := range []time.Time{now, now.Add(2 * time.Hour)} {
		if n := testing.AllocsPerRun(100, func() { k.Allowed(req, at) }); n != 0 {
			t.Errorf("%v allocations", n)
		}
	}
}

func TestTooLarge(t *testing.T) {
	name := filepath.Join(t.TempDir(), "bundle.json")
	if err := os.WriteFile(name, encoded("prod", "alice", "a"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name+SignatureSuffix, make([]byte, bundle.MaxBeside+1), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := File(name).Fetch(context.Background(), ""); err == nil || !strings.Contains(err.Error(), "is larger than") {
		t.Errorf("signatures that are too long: %v", err)
	}
	if _, err := limited(strings.NewReader("12345"), "it", 4); err == nil || err.Error() != `"it" is larger than 4 bytes` {
		t.Errorf("one byte too many: %v", err)
	}
}
