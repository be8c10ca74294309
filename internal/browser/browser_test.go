package browser

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/rolecall/rolecall/compiler/query"
	"github.com/rolecall/rolecall/compiler/review"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
	"github.com/rolecall/rolecall/schema/target/all"
)

var screenshots = flag.String("screenshots", "", "leave pictures of the views in this directory")

var now = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// tab is an open page, and what the browser says of it.
type tab struct {
	ctx context.Context
	url string

	mu       sync.Mutex
	said     []string // errors, warnings and exceptions
	requests []string // but for the page itself
	dialogs  int
}

var started = sync.OnceValues(func() (context.Context, context.CancelFunc) {
	dir, err := os.MkdirTemp("", "rolecall-chromium-")
	if err != nil {
		panic(err)
	}
	alloc, stop := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(dir), chromedp.WSURLReadTimeout(time.Minute),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))...)
	ctx, cancel := chromedp.NewContext(alloc)
	if _, err := chromedp.Run(ctx, chromedp.Location()); err != nil { // tabs are opened in a browser that runs
		panic(fmt.Sprintf("start chromium, of Debian's package chromium: %v", err))
	}
	return ctx, func() {
		_ = chromedp.Cancel(ctx)
		cancel()
		stop()
		_ = os.RemoveAll(dir)
	}
})

func TestMain(m *testing.M) {
	flag.Parse()
	code := m.Run()
	_, stop := started()
	stop()
	os.Exit(code)
}

// open opens a file in a tab of its own, as wide as a reader's.
func open(t *testing.T, html []byte, width, height int64, scheme string) *tab {
	t.Helper()
	file := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(file, html, 0o666); err != nil {
		t.Fatal(err)
	}
	parent, _ := started()
	ctx, cancel := chromedp.NewContext(parent)
	t.Cleanup(cancel)
	ctx, stop := context.WithTimeout(ctx, 3*time.Minute)
	t.Cleanup(stop)
	b := &tab{ctx: ctx, url: "file://" + file}
	if err := chromedp.Listen(ctx, b.heard); err != nil {
		t.Fatal(err)
	}
	call(t, ctx, network.Enable, network.EnableParams{})
	call(t, ctx, log.Enable, cdp.Empty{})
	call(t, ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
	do(t, b, chromedp.EmulateViewport(width, height))
	do(t, b, chromedp.Navigate(b.url))
	return b
}

func (b *tab) heard(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		b.said = append(b.said, fmt.Sprint(e.ExceptionDetails.Text, " ", e.ExceptionDetails.Exception))
	case *runtime.EventConsoleAPICalled:
		b.said = append(b.said, string(e.Type))
	case *log.EventEntryAdded:
		b.said = append(b.said, e.Entry.Text)
	case *network.EventRequestWillBeSent:
		if url := e.Request.URL; !strings.HasPrefix(url, b.url) && !strings.HasPrefix(url, "data:") {
			b.requests = append(b.requests, url)
		}
	case *page.EventJavascriptDialogOpening:
		b.dialogs++
	}
}

// do carries an action out and gives what it gives.
func do[T any](t *testing.T, b *tab, action chromedp.Action[T]) T {
	t.Helper()
	out, err := chromedp.Run(b.ctx, action)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func call[P, R any](t *testing.T, ctx context.Context, command cdp.Command[P, R], params P) {
	t.Helper()
	if _, err := chromedp.Call(ctx, command, params); err != nil {
		t.Fatal(err)
	}
}

// view opens a view of the page by its address.
func (b *tab) view(t *testing.T, hash string) {
	t.Helper()
	js[bool](t, b, `(location.hash = `+quote(hash)+`, new Promise((done) => setTimeout(() => requestAnimationFrame(() => done(true)), 30)))`)
}

// js gives the value of an expression, awaited.
func js[T any](t *testing.T, b *tab, expression string) T {
	t.Helper()
	return do(t, b, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// settle waits until the page has followed what was done.
func (b *tab) settle(t *testing.T) {
	t.Helper()
	js[bool](t, b, `new Promise((done) => setTimeout(() => requestAnimationFrame(() => done(true)), 30))`)
}

func (b *tab) reload(t *testing.T) {
	t.Helper()
	do(t, b, chromedp.Reload())
}

// text is what an element says.
func (b *tab) text(t *testing.T, selector string) string {
	t.Helper()
	return js[string](t, b, `document.querySelector(`+quote(selector)+`)?.textContent ?? "(none)"`)
}

// quiet fails where the browser complained, asked for anything, or showed a dialog.
func (b *tab) quiet(t *testing.T) {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.said) > 0 || len(b.requests) > 0 || b.dialogs > 0 {
		t.Errorf("the browser said %q, asked for %q and showed %d dialogs", b.said, b.requests, b.dialogs)
	}
}

// picture leaves a picture where one was asked for.
func (b *tab) picture(t *testing.T, name string) {
	t.Helper()
	if *screenshots == "" {
		return
	}
	png := do(t, b, chromedp.CaptureScreenshot())
	if err := os.WriteFile(filepath.Join(*screenshots, name+".png"), png, 0o666); err != nil {
		t.Fatal(err)
	}
}

func quote(s string) string {
	q, _ := json.Marshal(s)
	return string(q)
}

// written is the page of policies.
func written(t *testing.T, p *review.Page) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := review.HTML(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

type pageOf = review.Page

func targetsOf(targets ...review.Target) []review.Target { return targets }

// modelOf is the one target of a policy.
func modelOf(t *testing.T, policy string) *schema.Model {
	t.Helper()
	project, found := parse.Project([]parse.File{{Path: "policy.hcl", Data: []byte(policy)}}, parse.Options{})
	if len(project.Documents) != 1 {
		t.Fatal(found)
	}
	m, more := all.Resolve(project.Documents[0], false)
	if m == nil {
		t.Fatal(more)
	}
	return m
}

// ofState opens a deployed state.
func ofState(t *testing.T, s *schema.State) review.Target {
	t.Helper()
	c, ok := all.Targets[0].Catalog("2.6")
	if !ok {
		t.Fatal("no catalog")
	}
	g, err := query.OfState(s, c, nil, now)
	if err != nil {
		t.Fatal(err)
	}
	return review.Target{Ground: g}
}
