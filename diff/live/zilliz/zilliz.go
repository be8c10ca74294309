// Package zilliz talks to a cluster of Zilliz Cloud that is running: to its data
// plane over version 2 of the REST interface, and to the control plane for the
// roles of the organization and of the project around it.
//
// The two planes do not grant each other, and a cluster does not say in which
// project it is. So the control plane is asked only where the address names the
// project, as in zilliz://ENDPOINT?project=proj-…; without it a state tells who
// holds which role of the cluster, and of no other. Its calls are still being
// rolled out: where it does not have them, who holds what is not known in full.
package zilliz

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/diff/live"
	"github.com/rolecall/rolecall/diff/live/rest"
	"github.com/rolecall/rolecall/diff/live/vectordb"
	"github.com/rolecall/rolecall/schema"
	target "github.com/rolecall/rolecall/schema/target/zilliz"
)

const kind = "zilliz"

// sees are the roles whose holders a cluster shows everything, which the vendor's
// documentation has manage all of its collections.
var sees = []string{"db_admin"}

// Dial gives a client for zilliz://CLUSTER-ENDPOINT. The token is an API key, or
// user:password of a cluster user, with whom the control plane does not speak. It
// connects when it is first asked for something, always by TLS but to this
// machine itself. ?project=ID, or ?project=NAME:ID with the name that policies
// have for it, has the control plane read as well, at ?control_plane=URL where it
// is not at the vendor's only address.
func Dial(_ context.Context, at live.Address, who live.Credentials) (live.Client, error) {
	c, err := dial(at, who)
	if err != nil {
		return nil, fmt.Errorf("dial %q: %w", at, err)
	}
	return c, nil
}

func dial(at live.Address, who live.Credentials) (live.Client, error) {
	o, err := vectordb.ReadOptions(at, who, "project", "control_plane")
	if err != nil {
		return nil, err
	}
	if o.TLS == nil && !at.Loopback() {
		return nil, errors.New("a cluster is spoken to by TLS alone: leave ?tls=off away")
	}
	newest, _ := target.Target.Catalog("")
	data, err := rest.New(rest.Vendor{Kind: kind, Catalog: newest, Calls: target.Target.Calls(), Guarded: true, Sees: sees, KeySees: true}, at, who, o)
	if err != nil {
		return nil, err
	}
	control, err := newControl(who, o)
	if err != nil {
		return nil, err
	}
	return &client{Client: data, at: at, control: control}, nil
}

// client talks to both planes.
type client struct {
	*rest.Client
	at      live.Address
	control *control // nil where the address names no project
}

// Pull adds who holds roles of the organization and the project to what the cluster has.
func (c *client) Pull(ctx context.Context, progress func(live.Progress)) (*schema.State, error) {
	s, err := c.Client.Pull(ctx, progress)
	if err != nil {
		return nil, err
	}
	if foreign(s) {
		return nil, fmt.Errorf("this is no cluster of Zilliz Cloud: it has the role admin of an ordinary Milvus and no db_admin, and what roles may do differs; write milvus+https://%s, or milvus:// with its port for gRPC", c.at.Host)
	}
	if c.control == nil {
		return s, nil
	}
	members, lack, err := c.control.members(ctx)
	if err != nil {
		return nil, fmt.Errorf("read who holds roles of project %q: %w", c.control.project, err)
	}
	s.Members = append(s.Members, members...)
	if lack != nil {
		if progress != nil && s.Knows(schema.CoversMembers) {
			progress(live.Progress{Note: live.Unread(schema.CoversMembers, lack.Error())})
		}
		s.Covers = without(s.Covers, schema.CoversMembers)
	}
	s.Sort()
	return s, nil
}

// foreign reports whether a state is that of an ordinary Milvus, whose
// administrators hold another role.
func foreign(s *schema.State) bool {
	has := func(name string) bool {
		return slices.ContainsFunc(s.Roles, func(r schema.StateRole) bool { return r.Name == name })
	}
	return s.Knows(schema.CoversRoles) && has("admin") && !has("db_admin")
}

func without(list []string, name string) []string {
	out := []string{}
	for _, have := range list {
		if have != name {
			out = append(out, have)
		}
	}
	return out
}

// isKey reports whether a token is an API key.
func isKey(token string) bool { return token != "" && !strings.Contains(token, ":") }
