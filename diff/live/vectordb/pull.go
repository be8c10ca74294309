package vectordb

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/rolecall/rolecall/diff/live"
	"github.com/rolecall/rolecall/schema"
)

// parallel is how many calls a pull has under way at once.
const parallel = 8

// Puller reads a whole server.
type Puller struct {
	Reader  Reader
	Catalog *schema.Catalog
	Target  schema.StateTarget
	// User is who asks; empty for an API key.
	User string
	// Sees lists roles whose holders are shown every database and collection,
	// besides those that pass every check.
	Sees []string
	// KeySees says that an API key that may read all of roles, users and grants is
	// shown every database and collection.
	KeySees bool
	// Progress may be nil.
	Progress func(live.Progress)

	mu    sync.Mutex
	state *schema.State
	why   map[string]string // lists that the server refused: its words
}

// Pull reads the state. A list that the caller may not read in full is not among
// what the state covers, and holds what could be read. Any other failure is an error.
func (p *Puller) Pull(ctx context.Context) (*schema.State, error) {
	p.state = &schema.State{
		Format: schema.StateFormat, Target: p.Target,
		Covers: []string{schema.CoversGroups, schema.CoversRoles, schema.CoversUsers, schema.CoversGrants, schema.CoversMembers, schema.CoversDatabases},
		Groups: []schema.StateGroup{}, Roles: []schema.StateRole{}, Users: []schema.StateUser{}, Grants: []schema.StateGrant{}, Members: []schema.StateMember{}, Databases: []schema.StateDatabase{},
	}
	open, err := p.Reader.Open(ctx)
	if err != nil {
		return nil, err
	}
	if open {
		p.state.Settings = map[string]bool{"authorization": false}
	}
	backup, err := p.backup(ctx)
	if err != nil {
		return nil, err
	}
	for _, read := range []func(context.Context, *schema.State) error{p.groups, p.roles, p.grants, p.users, p.members} {
		if err := read(ctx, backup); err != nil {
			return nil, err
		}
	}
	if err := p.databases(ctx); err != nil {
		return nil, err
	}
	if !open && p.state.Knows(schema.CoversDatabases) && !p.sees() {
		p.uncover(schema.CoversDatabases)
	}
	p.state.Sort()
	p.explain()
	return p.state, nil
}

// explain tells which lists the server refused, and in which words.
func (p *Puller) explain() {
	if p.Progress == nil {
		return
	}
	for _, list := range []string{schema.CoversGroups, schema.CoversRoles, schema.CoversUsers, schema.CoversGrants, schema.CoversMembers, schema.CoversDatabases} {
		if why, ok := p.why[list]; ok {
			p.Progress(live.Progress{Note: live.Unread(list, why)})
		}
	}
}

// backup gives what one call tells; nil where there is no such call or no permission for it.
func (p *Puller) backup(ctx context.Context) (*schema.State, error) {
	b, ok := p.Reader.(Backer)
	if !ok {
		return nil, nil
	}
	p.tell("roles, users and grants", 0, 0)
	s, err := b.Backup(ctx)
	if errors.Is(err, ErrDenied) || errors.Is(err, ErrMissing) {
		return nil, nil
	}
	return s, err
}

// unless notes that lists are not known in full where an error says that the
// caller may not read them; any other error is given back.
func (p *Puller) unless(err error, lists ...string) error {
	if !errors.Is(err, ErrDenied) {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.why == nil {
		p.why = map[string]string{}
	}
	for _, list := range lists {
		if known, ok := p.why[list]; !ok || err.Error() < known { // of calls that are made at once any may be the first
			p.why[list] = err.Error()
		}
	}
	p.uncover(lists...)
	return nil
}

func (p *Puller) uncover(lists ...string) {
	p.state.Covers = slices.DeleteFunc(p.state.Covers, func(list string) bool { return slices.Contains(lists, list) })
}

func (p *Puller) tell(what string, done, all int) {
	if p.Progress != nil {
		p.Progress(live.Progress{What: what, Done: done, All: all})
	}
}

func (p *Puller) groups(ctx context.Context, backup *schema.State) error {
	groups, err := p.Reader.Groups(ctx)
	switch {
	case errors.Is(err, ErrMissing):
		return fmt.Errorf("read privilege groups: %w: servers have them since Milvus 2.4.16 and 2.5.0, and rolecall knows no older access model", err)
	case errors.Is(err, ErrDenied) && backup != nil:
		groups, err = backup.Groups, nil // which the vendor's are not among, but they are known
	}
	if err := p.unless(err, schema.CoversGroups); err != nil {
		return fmt.Errorf("read privilege groups: %w", err)
	}
	for i := range groups {
		known := p.Catalog.Group(groups[i].Name)
		groups[i].BuiltIn = known != nil && known.Name == groups[i].Name
	}
	p.state.Groups = append(p.state.Groups, groups...)
	return nil
}

func (p *Puller) roles(ctx context.Context, backup *schema.State) error {
	var roles []schema.StateRole
	if backup != nil {
		roles = backup.Roles
		for i := range p.Catalog.Roles {
			roles = append(roles, schema.StateRole{Name: p.Catalog.Roles[i].Name})
		}
	} else {
		var err error
		if roles, err = p.Reader.Roles(ctx); err != nil {
			if err := p.unless(err, schema.CoversRoles, schema.CoversGrants); err != nil {
				return fmt.Errorf("read roles: %w", err)
			}
		}
	}
	for i := range roles {
		known := p.Catalog.Role(roles[i].Name)
		roles[i].BuiltIn = known != nil && known.Name == roles[i].Name
	}
	p.state.Roles = append(p.state.Roles, roles...)
	return nil
}

// grants reads the grants of every role, or of those that a backup leaves out.
func (p *Puller) grants(ctx context.Context, backup *schema.State) error {
	if backup != nil {
		p.state.Grants = append(p.state.Grants, backup.Grants...)
	}
	var ask []*schema.StateRole
	for i := range p.state.Roles {
		if r := &p.state.Roles[i]; backup == nil || r.BuiltIn {
			ask = append(ask, r)
		}
	}
	return p.each(ctx, "roles", len(ask), func(ctx context.Context, i int) error {
		grants, description, err := p.Reader.Grants(ctx, ask[i].Name)
		if err := p.unless(err, schema.CoversGrants); err != nil {
			return fmt.Errorf("read the grants of role %q: %w", ask[i].Name, err)
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		p.state.Grants = append(p.state.Grants, grants...)
		if description != "" {
			ask[i].Description = description
		}
		return nil
	})
}

// each does something for each of n things, some at once.
func (p *Puller) each(ctx context.Context, what string, n int, do func(context.Context, int) error) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(parallel)
	done := 0
	p.tell(what, 0, n)
	for i := range n {
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := do(ctx, i); err != nil {
				return err
			}
			p.mu.Lock()
			defer p.mu.Unlock()
			done++
			p.tell(what, done, n)
			return nil
		})
	}
	return group.Wait()
}
