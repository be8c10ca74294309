package qdrant

import (
	"fmt"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/rolecall/rolecall/diff/plan"
)

// book is what the server knows of roles and users besides the model: ids, which
// stay when names change, and when roles were changed. Its time goes by changes.
type book struct {
	now   int
	roles map[string]*entry
	users map[string]string
}

type entry struct {
	id                string
	created, modified int
}

func newBook() book { return book{roles: map[string]*entry{}, users: map[string]string{}} }

// role is the entry of a role, made when it is first asked for.
func (b *book) role(name string) *entry {
	if b.roles[name] == nil {
		b.roles[name] = &entry{id: b.fresh(1), created: b.now, modified: b.now}
	}
	return b.roles[name]
}

// user is the id of a user, made when it is first asked for.
func (b *book) user(name string) string {
	if b.users[name] == "" {
		b.users[name] = b.fresh(2)
	}
	return b.users[name]
}

func (b *book) fresh(kind int) string {
	b.now++
	return fmt.Sprintf("5c0a1e%02x-0000-4000-8000-%012x", kind, b.now)
}

// note writes down what an operation did.
func (b *book) note(op plan.Operation) {
	a := op.Args
	switch op.Name {
	case plan.UpdateRole:
		e := b.role(a.Role)
		delete(b.roles, a.Role)
		b.now++
		e.modified = b.now
		b.roles[a.Name] = e
	case plan.DropRole:
		delete(b.roles, a.Role)
	}
}

// at is a moment of the server's time.
func at(n int) *timestamppb.Timestamp {
	return timestamppb.New(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(n) * time.Second))
}
