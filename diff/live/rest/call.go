package rest

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/rolecall/rolecall/diff/live"
	"github.com/rolecall/rolecall/diff/live/vectordb"
)

// largest is the most that one answer may hold.
const largest = 256 << 20

// Request is one request of an interface that answers {"code": 0, "data": …}.
type Request struct {
	Verb string
	URL  string
	Body []byte // nil for none
	// Call is the vendor's own name of the call.
	Call    string
	Token   string
	Timeout time.Duration
	Writes  bool
	// Missing says that 404 means that there is no such call yet.
	Missing bool
}

// envelope is what every answer is.
type envelope struct {
	Code        *int            `json:"code"`
	Message     string          `json:"message"`
	Data        json.RawMessage `json:"data"`
	Description string          `json:"description"`
}

// ask makes a call of the interface that changes nothing, and decodes its data.
func (c *Client) ask(ctx context.Context, path string, body map[string]string, data any) (description string, err error) {
	encoded, err := json.Marshal(body)
	if err != nil {
		return "", err
	}
	env, err := Send(ctx, c.http, c.request(path, encoded, false))
	if err != nil {
		return "", err
	}
	if err := json.Unmarshal(env.Data, data); err != nil {
		return "", fmt.Errorf("POST %s: its data are not those of the interface: %w", path, err)
	}
	return env.Description, nil
}

func (c *Client) request(path string, body []byte, writes bool) Request {
	return Request{Verb: http.MethodPost, URL: c.base + path, Body: body, Call: "POST " + path, Token: *c.token.Load(), Timeout: c.timeout, Writes: writes}
}

// Send makes a request, again where it is certain that it was not carried out or
// where it only reads and the server is not there or asks for patience.
func Send(ctx context.Context, client *http.Client, r Request) (envelope, error) {
	var env envelope
	err := vectordb.Retry(ctx, func() error {
		var err error
		env, err = r.once(ctx, client)
		return err
	})
	return env, err
}

func (r Request) once(ctx context.Context, client *http.Client) (envelope, error) {
	var sent atomic.Bool
	within, cancel := context.WithTimeout(ctx, r.Timeout)
	defer cancel()
	within = httptrace.WithClientTrace(within, &httptrace.ClientTrace{WroteHeaders: func() { sent.Store(true) }})
	q, err := http.NewRequestWithContext(within, r.Verb, r.URL, bytes.NewReader(r.Body))
	if err != nil {
		return envelope{}, err
	}
	q.Header.Set("Accept", "application/json")
	if r.Body != nil {
		q.Header.Set("Content-Type", "application/json")
	}
	if r.Token != "" {
		q.Header.Set("Authorization", "Bearer "+r.Token)
	}
	reply, err := client.Do(q)
	if err != nil {
		return envelope{}, r.broken(ctx, err, sent.Load())
	}
	defer reply.Body.Close()
	body, err := io.ReadAll(io.LimitReader(reply.Body, largest+1))
	if err == nil && len(body) > largest {
		err = fmt.Errorf("the answer is longer than %d MiB", largest>>20)
	}
	if err != nil {
		return envelope{}, r.broken(ctx, err, true)
	}
	return r.read(reply, body)
}

// broken says what it means that no answer came.
func (r Request) broken(ctx context.Context, err error, sent bool) error {
	if u := (*url.Error)(nil); errors.As(err, &u) { // it repeats the address
		err = u.Err
	}
	if ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	failed := fmt.Errorf("%s fails: %w", r.Call, vectordb.Hide(err, vectordb.Secrets(r.Token)...))
	if h := hint(err); h != "" {
		failed = fmt.Errorf("%s fails: %s", r.Call, h)
	}
	switch {
	case r.Writes && sent:
		return fmt.Errorf("%w: %w", failed, live.ErrUnsure)
	case ctx.Err() != nil || hopeless(err) || errors.Is(err, context.DeadlineExceeded):
		return failed
	}
	return &vectordb.Again{Err: failed}
}

// hopeless reports whether a connection cannot come about however often it is tried.
func hopeless(err error) bool {
	var unknown *tls.CertificateVerificationError
	var alert tls.AlertError
	return hint(err) != "" || errors.As(err, &unknown) || errors.As(err, &alert)
}

// hint says what is so and what to write where no server of this interface can be
// at the address; empty where one may be.
func hint(err error) string {
	var name *net.DNSError
	switch text := err.Error(); {
	case errors.As(err, &name) && name.IsNotFound:
		return fmt.Sprintf("no address is known of host %q: see that it is spelt right", name.Name)
	case text == "http: server gave HTTP response to HTTPS client":
		return "the server speaks no TLS; write ?tls=off behind the address, where nobody between can listen: passwords and all that is read and written cross the network in the clear then"
	case strings.Contains(text, "malformed HTTP"), strings.Contains(text, "broken: %!w(<nil>)"): // net/http's words for who speaks first
		return "what listens there speaks no HTTP: see that the port is that of the REST interface, or write milvus:// for gRPC"
	}
	return ""
}

// read takes an answer apart.
func (r Request) read(reply *http.Response, body []byte) (envelope, error) {
	var env envelope
	bad := json.Unmarshal(body, &env) != nil || env.Code == nil
	refusal := &live.Refusal{Call: r.Call, Code: reply.StatusCode, Text: http.StatusText(reply.StatusCode)}
	if !bad {
		refusal.Code, refusal.Text = *env.Code, r.clean(env.Message)
	}
	switch status := reply.StatusCode; {
	case status == http.StatusTooManyRequests:
		return env, &vectordb.Again{Err: refusal, After: after(reply)}
	case status == http.StatusNotFound && bad || status == http.StatusNotFound && r.Missing:
		return env, vectordb.Missing(refusal)
	case status == http.StatusForbidden:
		return env, vectordb.Denied(refusal)
	case r.Token == "" && (status == http.StatusUnauthorized || refusal.Code == unauthenticated):
		return env, live.Nobody(refusal)
	case status == http.StatusUnauthorized:
		return env, refusal
	case status >= 500:
		return env, r.trouble(reply, refusal)
	case status != http.StatusOK || bad:
		return env, r.open(fmt.Errorf("%s answers %s, and not as the interface does", r.Call, r.clean(reply.Status)))
	}
	return env, r.refused(refusal)
}

// clean is a text of the server without the caller's secrets.
func (r Request) clean(text string) string {
	return vectordb.Clean(text, vectordb.Secrets(r.Token)...)
}

// open is an error that leaves open whether something was written.
func (r Request) open(err error) error {
	if r.Writes {
		return fmt.Errorf("%w: %w", err, live.ErrUnsure)
	}
	return err
}

// trouble is an answer of a gateway before the server, or of a server that broke.
func (r Request) trouble(reply *http.Response, refusal *live.Refusal) error {
	err := fmt.Errorf("%s fails: %s (%s)", r.Call, refusal.Text, r.clean(reply.Status))
	switch reply.StatusCode {
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		if !r.Writes {
			return &vectordb.Again{Err: err, After: after(reply)}
		}
	}
	return r.open(err)
}

// refused says what the code of an answer means; nil for that of a success.
func (r Request) refused(refusal *live.Refusal) error {
	switch code := refusal.Code; {
	case code == 0, code == http.StatusOK: // the interface's first servers answer 200
		return nil
	case vectordb.Busy(code):
		return &vectordb.Again{Err: refusal}
	case r.Writes && vectordb.Unsettled(code):
		return fmt.Errorf("%s: %w", refusal.Error(), live.ErrUnsure)
	case vectordb.Away(code):
		return &vectordb.Again{Err: refusal}
	}
	return refusal
}

// after is how long an answer asks to wait.
func after(reply *http.Response) time.Duration {
	n, err := strconv.Atoi(reply.Header.Get("Retry-After"))
	if err != nil || n < 0 {
		return 0
	}
	return time.Duration(n) * time.Second
}
