package zilliz

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/rolecall/rolecall/diff/live"
	"github.com/rolecall/rolecall/diff/live/rest"
	"github.com/rolecall/rolecall/diff/live/vectordb"
	"github.com/rolecall/rolecall/schema"
)

// endpoint is the vendor's only address of the control plane.
const endpoint = "https://api.cloud.zilliz.com"

// pageSize is how much is asked for at once.
const pageSize = 100

// control reads the control plane.
type control struct {
	http    *http.Client
	base    string
	project string // its ID
	name    string // what states call it
	token   string
	timeout time.Duration
}

// newControl gives what reads the control plane; nil where the address names no project.
func newControl(who live.Credentials, o vectordb.Options) (*control, error) {
	project, at := o.Other.Get("project"), o.Other.Get("control_plane")
	switch {
	case project == "" && at != "":
		return nil, errors.New("it has the option control_plane, but not project: the control plane is asked about one project")
	case project == "":
		return nil, nil
	case !isKey(who.Token):
		return nil, errors.New("it has the option project, and the control plane takes API keys alone")
	case at == "":
		at = endpoint
	}
	u, err := url.Parse(at)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Path != "" && u.Path != "/" {
		return nil, errors.New("its option control_plane is no address: write one as in ?control_plane=" + endpoint)
	}
	local := live.Address{Host: u.Host}.Loopback()
	if u.Scheme != "https" && (u.Scheme != "http" || !local) {
		return nil, errors.New("its option control_plane is not an https:// address: the API key would cross the network in the clear")
	}
	if u.Scheme == "https" {
		o = vectordb.WithTLS(o)
	}
	c := &control{http: rest.NewHTTP(o), base: u.Scheme + "://" + u.Host, project: project, name: project, token: who.Token, timeout: o.Timeout}
	if name, id, ok := strings.Cut(project, ":"); ok {
		c.name, c.project = name, id
	}
	return c, nil
}

// role is a role of the control plane. Those of a project that the vendor
// defines are shared by all projects, and so name none.
type role struct {
	ID   string `json:"roleId"`
	Name string `json:"roleName"`
	Type string `json:"roleType"`
}

// principal is who holds a role. Which of email, group and key is given says what it is.
type principal struct {
	Email string `json:"email"`
	Group string `json:"groupId"`
	Key   string `json:"apiKeyId"`
	Name  string `json:"principalName"`
}

// members reads who holds roles of the organization and of the project. lack is why
// not all of it is known: the plane does not have the calls yet or the key may not make them.
func (c *control) members(ctx context.Context) (out []schema.StateMember, lack, err error) {
	for _, scope := range []string{"org", "project"} {
		roles, err := c.roles(ctx, scope)
		for i := 0; err == nil && i < len(roles); i++ {
			var more []schema.StateMember
			more, err = c.holders(ctx, scope, roles[i])
			out = append(out, more...)
		}
		if errors.Is(err, vectordb.ErrMissing) || errors.Is(err, vectordb.ErrDenied) {
			lack, err = err, nil
		}
		if err != nil {
			return nil, nil, err
		}
	}
	return out, lack, nil
}

func (c *control) roles(ctx context.Context, scope string) ([]role, error) {
	q := url.Values{"roleType": {scope}}
	if scope == "project" {
		q.Set("projectId", c.project)
	}
	return pages[role](ctx, c, "GET /v2/roles", "/v2/roles", q, "roles")
}

func (c *control) holders(ctx context.Context, scope string, r role) ([]schema.StateMember, error) {
	q := url.Values{}
	m := schema.StateMember{Role: r.Name}
	if scope == "project" {
		q.Set("projectId", c.project)
		m.Project = c.name
	}
	list, err := pages[principal](ctx, c, "GET /v2/roles/{roleId}/principals", "/v2/roles/"+url.PathEscape(r.ID)+"/principals", q, "principals")
	var out []schema.StateMember
	for _, p := range list {
		if m.Principal = p.id(); m.Principal == "" {
			return nil, fmt.Errorf("role %q is held by something that is neither a user nor a group nor a key", r.Name)
		}
		out = append(out, m)
	}
	return out, err
}

// id is a principal as bindings name it.
func (p principal) id() string {
	switch {
	case p.Email != "":
		return p.Email
	case p.Group != "":
		return "group:" + p.Name
	case p.Key != "":
		return "api_key:" + p.Name
	}
	return ""
}

// pages reads a list a page at a time.
func pages[T any](ctx context.Context, c *control, call, path string, q url.Values, key string) ([]T, error) {
	var out []T
	for page := 1; ; page++ {
		q.Set("currentPage", strconv.Itoa(page))
		q.Set("pageSize", strconv.Itoa(pageSize))
		reply, err := rest.Send(ctx, c.http, rest.Request{
			Verb: http.MethodGet, URL: c.base + path + "?" + q.Encode(), Call: call, Token: c.token, Timeout: c.timeout, Missing: true,
		})
		if err != nil {
			return nil, err
		}
		var data map[string]json.RawMessage
		var count int
		var list []T
		if json.Unmarshal(reply.Data, &data) != nil || json.Unmarshal(data["count"], &count) != nil || json.Unmarshal(data[key], &list) != nil {
			return nil, fmt.Errorf("%s: its data are not those of the interface", call)
		}
		out = append(out, list...)
		if len(out) >= count {
			return out, nil
		}
		if len(list) == 0 {
			return nil, fmt.Errorf("%s: page %d is empty, and %d of %d are missing", call, page, count-len(out), count)
		}
	}
}
