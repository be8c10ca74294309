package authzen

import (
	"errors"
	"strings"
	"time"

	"github.com/rolecall/rolecall/bundle"
)

// policy is what all of one call is answered from, whatever is replaced meanwhile.
type policy struct {
	b      *bundle.Bundle
	conds  bundle.Conditions
	denied string // why nothing is allowed; empty: the bundle decides
	at     time.Time
}

func (h *handler) policy() policy {
	p := policy{at: h.o.Now()}
	p.b, p.conds, p.denied = h.engine.Snapshot(p.at)
	h.known.forget(p.b)
	return p
}

func (p *policy) decide(req *bundle.Request) bundle.Decision {
	if p.denied != "" {
		return bundle.Decision{Reason: p.denied}
	}
	return p.b.Decide(req, p.at, p.conditions(req))
}

// allowed answers as decide does.
func (p *policy) allowed(req *bundle.Request) bool {
	return p.denied == "" && p.b.Allowed(req, p.at, p.conditions(req))
}

// always answers as allowed does, where no condition need hold for it.
func (p *policy) always(req *bundle.Request) bool {
	return p.denied == "" && p.b.Allowed(req, p.at, nil)
}

func (p *policy) conditions(req *bundle.Request) bundle.Conditions {
	if p.conds != nil && (req.Database == bundle.Any || req.Collection == bundle.Any) {
		return unnamed{p.conds, p.b.CEL.Conditions}
	}
	return p.conds
}

// unnamed evaluates conditions of requests on everything.
type unnamed struct {
	bundle.Conditions
	say map[string]bundle.CELCondition
}

var errNamed = errors.New("it goes by names of databases and collections, and the request is on all of them")

// Holds refuses a condition that may go by a name: it could be true of "*" and false
// of something that is there.
//
// INVARIANT: an expression has no other way to a name than to spell it, as in resource.collection.
func (u unnamed) Holds(id string, req *bundle.Request, at time.Time) (bool, error) {
	if e := u.say[id].Expression; strings.Contains(e, database) || strings.Contains(e, collection) {
		return false, errNamed
	}
	return u.Conditions.Holds(id, req, at)
}
