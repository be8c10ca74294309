package pipe

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/rolecall/rolecall/diff/live"
)

// Serve answers questions until there are no more; then the work in hand is
// called off. version is what the build says of itself.
func Serve(ctx context.Context, in io.Reader, out io.Writer, version string, dial live.Dialer) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s := &service{dial: dial, out: json.NewEncoder(out), questions: make(chan question)}
	s.out.SetEscapeHTML(false)
	if err := s.out.Encode(hello{Format, version}); err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	go func() {
		defer close(s.questions)
		defer cancel() // nobody waits for the answer
		for dec := json.NewDecoder(in); ; {
			var q question
			if err := dec.Decode(&q); err != nil {
				return
			}
			select {
			case s.questions <- q:
			case <-ctx.Done():
				return
			}
		}
	}()
	for q := range s.questions {
		if err := s.say(s.answer(ctx, q)); err != nil {
			return fmt.Errorf("answer: %w", err)
		}
	}
	if s.client != nil {
		_ = s.client.Close() // nobody is left to be told
	}
	return nil
}

// service is the answering side of one stream.
type service struct {
	dial      live.Dialer
	questions chan question
	client    live.Client
	secrets   []string

	mu  sync.Mutex // of out: progress may be told from anywhere
	out *json.Encoder
}

func (s *service) say(a answer) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.out.Encode(a)
}

// answer does what is asked and gives the last message about it.
func (s *service) answer(ctx context.Context, q question) answer {
	a := answer{Last: true}
	var err error
	switch {
	case q.Call == callDial && s.client == nil && q.Address != nil && q.Credentials != nil:
		s.hide(q.Credentials.Token)
		s.client, err = s.dial(ctx, *q.Address, *q.Credentials)
	case s.client == nil:
		err = fmt.Errorf("%q was asked of no server", q.Call)
	default:
		err = s.ask(ctx, q, &a)
	}
	a.Error = pack(err, s.clean)
	return a
}

// ask puts a question to the server.
func (s *service) ask(ctx context.Context, q question, a *answer) error {
	switch {
	case q.Call == callServer:
		t, err := s.client.Server(ctx)
		a.Target = &t
		return err
	case q.Call == callPull:
		var err error
		a.State, err = s.client.Pull(ctx, func(p live.Progress) { _ = s.say(answer{Progress: &p}) })
		return err
	case q.Call == callDo && q.Operation != nil:
		return s.client.Do(ctx, *q.Operation, s.password)
	case q.Call == callDone && q.Operation != nil:
		var err error
		a.Done, err = s.client.Done(ctx, *q.Operation)
		return err
	case q.Call == callRotate:
		r, ok := s.client.(live.Rotator)
		if !ok {
			return errors.New("this server has no call that renews a user's password")
		}
		return r.Rotate(ctx, q.User, s.password)
	case q.Call == callCatalog:
		r, ok := s.client.(live.Cataloger)
		if !ok {
			return errors.New("this server has no call that says what it knows")
		}
		var err error
		a.Known, err = r.Catalog(ctx)
		return err
	}
	return fmt.Errorf("there is no question %q", q.Call)
}

// password asks back for the password of a user.
func (s *service) password(ctx context.Context, user string) (string, error) {
	if err := s.say(answer{Ask: user}); err != nil {
		return "", fmt.Errorf("ask for a password: %w", err)
	}
	select {
	case q := <-s.questions:
		if q.Call != callAnswer || q.Missing != "" || q.Password == "" {
			return "", errors.New("ask for a password: " + cmp.Or(q.Missing, "there is none"))
		}
		s.hide(q.Password)
		return q.Password, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// hide notes what no error may hold. The clients clean what servers say; this is
// for what gets past them, and so is about texts of our own too: a secret that may
// be a word of theirs is not looked for by itself.
func (s *service) hide(secret string) {
	if secret == "" {
		return
	}
	_, password, whole := strings.Cut(secret, ":")
	for _, part := range []string{secret, password} {
		if len(part) >= live.ShortestSecret || whole && part == secret {
			s.secrets = append(s.secrets, part)
		}
	}
	s.secrets = append(s.secrets, base64.StdEncoding.EncodeToString([]byte(secret)))
}

// clean takes what is hidden out of a text.
func (s *service) clean(text string) string {
	for _, secret := range s.secrets {
		text = strings.ReplaceAll(text, secret, "[secret]")
	}
	return text
}
