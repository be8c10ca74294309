package pdp

import (
	"fmt"
	"time"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/bundle/reload"
	"github.com/rolecall/rolecall/bundle/signature"
)

// judge says which bundles are used. Its methods are not called twice at a time.
type judge struct {
	target   string
	who      *signature.Verifier // nil: whose a bundle is nobody asks
	latest   signature.Latest
	verified *signature.Verified // what was checked last
}

func (c *point) judge() (*judge, error) {
	j := &judge{target: c.Target}
	if !c.Signed {
		return j, nil
	}
	keys := &signature.Keys{}
	for _, f := range c.Keys {
		if err := keys.Add(f.Name, f.Data); err != nil {
			return nil, fmt.Errorf("read keys of %q: %w", f.Name, err)
		}
	}
	j.who = &signature.Verifier{Keys: keys, Target: c.Target, MinSerial: c.MinSerial}
	return j, nil
}

// rules puts the judge into the options; one that asks for nothing stays out.
func (j *judge) rules(o *reload.Options) {
	if j.target != "" || j.who != nil {
		o.Check = j.check
	}
	if j.who != nil {
		o.Accept = j.accept
	}
}

func (j *judge) check(v reload.Version, b *bundle.Bundle) (err error) {
	if j.target != "" && b.Target.Name != j.target {
		return fmt.Errorf("it is of target %q, not of %q", b.Target.Name, j.target)
	}
	if j.who != nil {
		j.verified, err = j.who.Verify(b, v.Signature, time.Now())
	}
	return err
}

// accept remembers the serial of what was checked last, and refuses an older one.
func (j *judge) accept(reload.Version, *bundle.Bundle) error { return j.latest.Accept(j.verified) }
