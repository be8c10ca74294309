package pipe

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/rolecall/rolecall/diff/live"
	"github.com/rolecall/rolecall/diff/plan"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/target"
)

// Client asks the other side of a stream. After an error of the stream itself,
// and after a context that ended in the middle of a question, it is of no more use.
type Client struct {
	stream  io.WriteCloser
	out     *json.Encoder
	answers chan answer
	closed  chan struct{}

	mu     sync.Mutex // one question at a time
	broken error      // of the stream
	lost   error      // why answers ended; read once it is closed
}

// Build reads the first message of the other side and gives which build it is.
// Its answers are read by the client that [Open] makes of the same decoder.
func Build(in *json.Decoder) (version string, err error) {
	var h hello
	if err := in.Decode(&h); err != nil {
		return "", fmt.Errorf("read its first message: %w", err)
	}
	if h.Format != Format {
		return h.Version, fmt.Errorf("it speaks %q, and %q is spoken here", h.Format, Format)
	}
	return h.Version, nil
}

// Open connects to a server through the other side. Closing the client closes out.
func Open(ctx context.Context, in *json.Decoder, out io.WriteCloser, at live.Address, who live.Credentials) (*Client, error) {
	c := &Client{stream: out, out: json.NewEncoder(out), answers: make(chan answer), closed: make(chan struct{})}
	c.out.SetEscapeHTML(false)
	go c.listen(in)
	if _, err := c.ask(ctx, question{Call: callDial, Address: &at, Credentials: &who}, nil, nil); err != nil {
		_ = c.Close()
		return nil, err
	}
	return c, nil
}

func (c *Client) listen(in *json.Decoder) {
	defer close(c.answers)
	for {
		var a answer
		if err := in.Decode(&a); err != nil {
			c.lost = err
			return
		}
		select {
		case c.answers <- a:
		case <-c.closed:
			return
		}
	}
}

// Close ends the stream; the other side ends with it.
func (c *Client) Close() error {
	select {
	case <-c.closed:
		return nil
	default:
		close(c.closed)
	}
	return c.stream.Close()
}

// ask puts a question and gives the last answer. An error that is [errStream]
// leaves open what became of it.
func (c *Client) ask(ctx context.Context, q question, progress func(live.Progress), password live.Password) (answer, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.broken != nil {
		return answer{}, c.broken
	}
	if err := c.out.Encode(q); err != nil {
		return answer{}, c.spoil(err)
	}
	for {
		select {
		case <-ctx.Done():
			return answer{}, c.spoil(ctx.Err())
		case a, ok := <-c.answers:
			switch {
			case !ok:
				return answer{}, c.spoil(c.lost)
			case a.Last && a.Error != nil:
				return a, a.Error
			case a.Last:
				return a, nil
			case a.Progress != nil && progress != nil:
				progress(*a.Progress)
			case a.Ask != "":
				if err := c.out.Encode(reply(ctx, a.Ask, password)); err != nil {
					return answer{}, c.spoil(err)
				}
			}
		}
	}
}

// reply answers what the other side asks back.
func reply(ctx context.Context, user string, password live.Password) question {
	q := question{Call: callAnswer}
	if password == nil {
		q.Missing = fmt.Sprintf("nobody gives one to user %q", user)
		return q
	}
	var err error
	if q.Password, err = password(ctx, user); err != nil {
		q.Missing = err.Error()
	}
	return q
}

// errStream is what errors are that are no answer.
var errStream = errors.New("rolecall-live does not answer")

// spoil notes that the stream is of no more use.
func (c *Client) spoil(err error) error {
	if errors.Is(err, io.EOF) {
		err = errors.New("it ended")
	}
	c.broken = fmt.Errorf("%w: %w", errStream, err)
	return c.broken
}

// Server is [live.Client.Server].
func (c *Client) Server(ctx context.Context) (schema.StateTarget, error) {
	a, err := c.ask(ctx, question{Call: callServer}, nil, nil)
	if err != nil || a.Target == nil {
		return schema.StateTarget{}, err
	}
	return *a.Target, nil
}

// Pull is [live.Client.Pull].
func (c *Client) Pull(ctx context.Context, progress func(live.Progress)) (*schema.State, error) {
	a, err := c.ask(ctx, question{Call: callPull}, progress, nil)
	if err == nil && a.State == nil {
		err = errors.New("the answer holds no state")
	}
	return a.State, err
}

// Do is [live.Client.Do]. Where the stream breaks nobody knows what was done.
func (c *Client) Do(ctx context.Context, op plan.Operation, password live.Password) error {
	_, err := c.ask(ctx, question{Call: callDo, Operation: &op}, nil, password)
	return unsure(err)
}

// Done is [live.Client.Done].
func (c *Client) Done(ctx context.Context, op plan.Operation) (bool, error) {
	a, err := c.ask(ctx, question{Call: callDone, Operation: &op}, nil, nil)
	return a.Done, err
}

// Rotate is [live.Rotator.Rotate]; of a server that has no such call it is an error.
func (c *Client) Rotate(ctx context.Context, user string, password live.Password) error {
	_, err := c.ask(ctx, question{Call: callRotate, User: user}, nil, password)
	return unsure(err)
}

// Catalog is [live.Cataloger.Catalog]; of a server that has no such call it is an error.
func (c *Client) Catalog(ctx context.Context) (*target.Known, error) {
	a, err := c.ask(ctx, question{Call: callCatalog}, nil, nil)
	if err == nil && a.Known == nil {
		err = errors.New("the answer holds no catalog")
	}
	return a.Known, err
}

func unsure(err error) error {
	if errors.Is(err, errStream) {
		return fmt.Errorf("%w: %w", live.ErrUnsure, err)
	}
	return err
}
