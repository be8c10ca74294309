package vectordb

import (
	"context"
	"fmt"
	"slices"

	"github.com/rolecall/rolecall/schema"
)

func (p *Puller) users(ctx context.Context, backup *schema.State) error {
	if backup != nil {
		p.state.Users = append(p.state.Users, backup.Users...)
		for i := range p.Catalog.Users {
			p.state.Users = append(p.state.Users, schema.StateUser{Name: p.Catalog.Users[i].Name})
		}
		return nil
	}
	names, err := p.Reader.Users(ctx)
	if err := p.unless(err, schema.CoversUsers, schema.CoversMembers); err != nil {
		return fmt.Errorf("read users: %w", err)
	}
	for _, name := range names {
		p.state.Users = append(p.state.Users, schema.StateUser{Name: name})
	}
	return nil
}

// members reads who holds which role: by one call where there is one, else of
// every user, or of those that a backup leaves out.
func (p *Puller) members(ctx context.Context, backup *schema.State) error {
	if h, ok := p.Reader.(Holders); ok && backup == nil {
		members, err := h.Members(ctx)
		if err := p.unless(err, schema.CoversMembers); err != nil {
			return fmt.Errorf("read who holds which role: %w", err)
		}
		p.state.Members = append(p.state.Members, members...)
		return nil
	}
	ask := p.state.Users
	if backup != nil {
		p.state.Members = append(p.state.Members, backup.Members...)
		ask = slices.DeleteFunc(slices.Clone(ask), func(u schema.StateUser) bool { return p.Catalog.User(u.Name) == nil })
	}
	return p.each(ctx, "users", len(ask), func(ctx context.Context, i int) error {
		roles, err := p.Reader.RolesOf(ctx, ask[i].Name)
		if err := p.unless(err, schema.CoversMembers); err != nil {
			return fmt.Errorf("read the roles of user %q: %w", ask[i].Name, err)
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		for _, role := range roles {
			p.state.Members = append(p.state.Members, schema.StateMember{Principal: ask[i].Name, Role: role})
		}
		return nil
	})
}
