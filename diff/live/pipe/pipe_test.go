package pipe_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/diff/live"
	"github.com/rolecall/rolecall/diff/live/pipe"
	"github.com/rolecall/rolecall/diff/plan"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/target"
)

// fake is a client that does what its functions say.
type fake struct {
	do     func(ctx context.Context, op plan.Operation, password live.Password) error
	closed chan struct{}
}

var state = &schema.State{
	Format: schema.StateFormat, Target: schema.StateTarget{Kind: "k", Version: "1"}, Covers: []string{},
	Roles: []schema.StateRole{{Name: "<r>"}},
}

func (f *fake) Server(context.Context) (schema.StateTarget, error) { return state.Target, nil }
func (f *fake) Close() error                                       { close(f.closed); return nil }

func (f *fake) Pull(_ context.Context, progress func(live.Progress)) (*schema.State, error) {
	progress(live.Progress{What: "roles", Done: 1, All: 2})
	progress(live.Progress{What: "roles", Done: 2, All: 2})
	return state, nil
}

func (f *fake) Do(ctx context.Context, op plan.Operation, password live.Password) error {
	return f.do(ctx, op, password)
}

func (f *fake) Done(_ context.Context, op plan.Operation) (bool, error) {
	return op.Args.Role == "there", nil
}

type rotating struct{ *fake }

func (r rotating) Rotate(ctx context.Context, user string, password live.Password) error {
	p, err := password(ctx, user)
	if err != nil {
		return err
	}
	return fmt.Errorf("%s of %s is taken by %q", p, user, p)
}

// opened connects a client with a server of its own through two pipes.
func opened(t *testing.T, c live.Client, who live.Credentials) (*pipe.Client, *io.PipeWriter) {
	t.Helper()
	questions, ask := io.Pipe()
	answers, answer := io.Pipe()
	go func() {
		err := pipe.Serve(context.Background(), questions, answer, "v1.2.3", func(_ context.Context, at live.Address, got live.Credentials) (live.Client, error) {
			if at.Host == "nowhere" {
				return nil, fmt.Errorf("dial %s as %s: no such host", at, got.Token)
			}
			return c, nil
		})
		answer.CloseWithError(err)
	}()
	dec := json.NewDecoder(answers)
	if v, err := pipe.Build(dec); v != "v1.2.3" || err != nil {
		t.Fatalf("version %q (%v)", v, err)
	}
	host := "here"
	if c == nil {
		host = "nowhere"
	}
	client, err := pipe.Open(t.Context(), dec, ask, live.Address{Scheme: "x", Host: host}, who)
	if c == nil {
		if err == nil || strings.Contains(err.Error(), who.Token) || !strings.Contains(err.Error(), "no such host") {
			t.Fatalf("%v", err)
		}
		return nil, answer
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	return client, answer
}

func TestEachQuestion(t *testing.T) {
	f := &fake{closed: make(chan struct{})}
	c, _ := opened(t, f, live.Credentials{})
	if got, err := c.Server(t.Context()); got != state.Target || err != nil {
		t.Errorf("server %+v (%v)", got, err)
	}
	var told []live.Progress
	got, err := c.Pull(t.Context(), func(p live.Progress) { told = append(told, p) })
	if err != nil || !reflect.DeepEqual(got, state) || len(told) != 2 || told[1].Done != 2 {
		t.Errorf("pulled %+v, told %+v (%v)", got, told, err)
	}
	if _, err := c.Pull(t.Context(), nil); err != nil {
		t.Errorf("told nobody: %v", err)
	}
	for role, want := range map[string]bool{"there": true, "away": false} {
		if got, err := c.Done(t.Context(), plan.Operation{Name: plan.CreateRole, Args: plan.Args{Role: role}}); got != want || err != nil {
			t.Errorf("%s: %v (%v)", role, got, err)
		}
	}
	if err := c.Rotate(t.Context(), "u", nil); err == nil || errors.Is(err, live.ErrUnsure) {
		t.Errorf("rotated: %v", err)
	}
	if _, err := c.Catalog(t.Context()); err == nil || !strings.Contains(err.Error(), "has no call that says what it knows") {
		t.Errorf("catalog: %v", err)
	}
	_ = c.Close()
	<-f.closed
}

type knowing struct{ *fake }

func (knowing) Catalog(context.Context) (*target.Known, error) {
	return &target.Known{Privileges: []string{"p"}}, nil
}

func TestCatalog(t *testing.T) {
	c, _ := opened(t, knowing{&fake{closed: make(chan struct{})}}, live.Credentials{})
	if k, err := c.Catalog(t.Context()); err != nil || !reflect.DeepEqual(k, &target.Known{Privileges: []string{"p"}}) {
		t.Errorf("%+v (%v)", k, err)
	}
}

// Errors arrive as what they are.
func TestErrors(t *testing.T) {
	f := &fake{closed: make(chan struct{})}
	c, _ := opened(t, f, live.Credentials{})
	op := plan.Operation{Name: plan.CreateRole}
	f.do = func(context.Context, plan.Operation, live.Password) error {
		return fmt.Errorf("make it: %w", &live.Refusal{Call: "Create", Code: 7, Text: "no"})
	}
	var r *live.Refusal
	if err := c.Do(t.Context(), op, nil); !errors.As(err, &r) || *r != (live.Refusal{Call: "Create", Code: 7, Text: "no"}) || err.Error() != "make it: Create is refused: no (code 7)" {
		t.Errorf("%v", err)
	}
	f.do = func(context.Context, plan.Operation, live.Password) error {
		return fmt.Errorf("broken off: %w", live.ErrUnsure)
	}
	if err := c.Do(t.Context(), op, nil); !errors.Is(err, live.ErrUnsure) || errors.As(err, &r) {
		t.Errorf("%v", err)
	}
	f.do = func(context.Context, plan.Operation, live.Password) error { return errors.New("away") }
	if err := c.Do(t.Context(), op, nil); err == nil || errors.Is(err, live.ErrUnsure) || errors.As(err, &r) || err.Error() != "away" {
		t.Errorf("%v", err)
	}
	f.do = func(context.Context, plan.Operation, live.Password) error { return nil }
	if err := c.Do(t.Context(), op, nil); err != nil {
		t.Errorf("%v", err)
	}
}

// A password is asked for by the client that needs it, and for no other reason.
func TestPasswords(t *testing.T) {
	f := &fake{closed: make(chan struct{})}
	c, _ := opened(t, f, live.Credentials{})
	op := plan.Operation{Name: plan.CreateUser, Args: plan.Args{User: "alice"}}
	var got string
	f.do = func(ctx context.Context, op plan.Operation, password live.Password) (err error) {
		got, err = password(ctx, op.Args.User)
		return err
	}
	give := func(_ context.Context, user string) (string, error) { return "of " + user, nil }
	if err := c.Do(t.Context(), op, give); err != nil || got != "of alice" {
		t.Errorf("%q (%v)", got, err)
	}
	if err := c.Do(t.Context(), op, nil); err == nil || !strings.Contains(err.Error(), `nobody gives one to user "alice"`) {
		t.Errorf("without a helper: %v", err)
	}
	fails := func(context.Context, string) (string, error) { return "", errors.New("the vault is shut") }
	if err := c.Do(t.Context(), op, fails); err == nil || !strings.Contains(err.Error(), "the vault is shut") {
		t.Errorf("with one that fails: %v", err)
	}
	f.do = func(context.Context, plan.Operation, live.Password) error { return nil }
	if err := c.Do(t.Context(), op, func(context.Context, string) (string, error) { panic("asked") }); err != nil {
		t.Error(err)
	}
}

// What errors of the other side say holds no secret, however it is written.
func TestErrorsAreClean(t *testing.T) {
	who := live.Credentials{Token: "root:hunter2hunter2"}
	opened(t, nil, who)
	f := &fake{closed: make(chan struct{})}
	c, _ := opened(t, rotating{f}, who)
	f.do = func(context.Context, plan.Operation, live.Password) error {
		return &live.Refusal{Text: "root:hunter2hunter2 has the password hunter2hunter2, cm9vdDpodW50ZXIyaHVudGVyMg=="}
	}
	err := c.Do(t.Context(), plan.Operation{}, nil)
	var r *live.Refusal
	if !errors.As(err, &r) || r.Text != "[secret] has the password [secret], [secret]" || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("%v", err)
	}
	err = c.Rotate(t.Context(), "bob", func(context.Context, string) (string, error) { return "new-word", nil })
	if err == nil || err.Error() != `[secret] of bob is taken by "[secret]"` {
		t.Errorf("%v", err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		if s := fmt.Sprintf(verb, who); strings.Contains(s, "hunter") {
			t.Errorf("%s prints %s", verb, s)
		}
	}
}

// A password that is a word of ours mangles no text, and no text tells what it is.
func TestShortPasswords(t *testing.T) {
	f := &fake{closed: make(chan struct{})}
	c, _ := opened(t, f, live.Credentials{Token: "root:Milvus"})
	f.do = func(context.Context, plan.Operation, live.Password) error {
		return errors.New("MilvusService.GetVersion fails for root:Milvus")
	}
	if err := c.Do(t.Context(), plan.Operation{}, nil); err == nil || err.Error() != "MilvusService.GetVersion fails for [secret]" {
		t.Errorf("%v", err)
	}
}

// When the other side is gone, nobody knows what became of what it was asked to do.
func TestGone(t *testing.T) {
	f := &fake{closed: make(chan struct{})}
	c, answers := opened(t, f, live.Credentials{})
	f.do = func(context.Context, plan.Operation, live.Password) error {
		answers.CloseWithError(io.EOF)
		return nil
	}
	if err := c.Do(t.Context(), plan.Operation{}, nil); !errors.Is(err, live.ErrUnsure) || !strings.Contains(err.Error(), "rolecall-live does not answer: it ended") {
		t.Errorf("%v", err)
	}
	if _, err := c.Done(t.Context(), plan.Operation{}); err == nil {
		t.Error("it still answers")
	}
}

// A question whose context ends is given up, and the work behind it is called off
// when the stream is closed.
func TestCalledOff(t *testing.T) {
	f := &fake{closed: make(chan struct{})}
	c, _ := opened(t, f, live.Credentials{})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	f.do = func(ctx context.Context, _ plan.Operation, _ live.Password) error {
		cancel()
		<-ctx.Done()
		ended <- ctx.Err()
		return ctx.Err()
	}
	if err := c.Do(ctx, plan.Operation{}, nil); !errors.Is(err, live.ErrUnsure) || !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	_ = c.Close()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("the work ended with %v", err)
	}
	<-f.closed
}

func TestBuildRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"":                              "read its first message: EOF",
		"usage":                         "read its first message: invalid character",
		`{"format":"rolecall.live/v2"}`: `it speaks "rolecall.live/v2", and "rolecall.live/v1" is spoken here`,
	} {
		if _, err := pipe.Build(json.NewDecoder(strings.NewReader(text))); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
