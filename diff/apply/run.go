package apply

import (
	"context"
	"errors"
	"fmt"

	"github.com/rolecall/rolecall/diff/live"
	"github.com/rolecall/rolecall/diff/plan"
	"github.com/rolecall/rolecall/schema"
)

// Run carries out one plan on one server.
type Run struct {
	Plan     *plan.Plan
	Catalog  *schema.Catalog
	Client   live.Client
	Journal  Journal
	Password live.Password // nil where no user is created
	// Told is called with each step that stands.
	Told func(s *plan.Step)
	// Pulling is called with how far a look at the whole server is; nil for nobody.
	Pulling func(live.Progress)
	// Pause waits before something is tried or looked for again; n counts from 1.
	Pause func(ctx context.Context, n int) error
	// Halt is closed where no further step is to be begun; nil for never.
	Halt <-chan struct{}

	doubted int // a step that was in doubt: a refusal may mean that it was made after all
}

// ErrHalted is what the error is where a run was halted between two steps.
var ErrHalted = errors.New("it was stopped")

// tries is how often something is tried whose answer is lost, and how often it is
// looked for where it was answered for and does not show yet.
const tries = 4

// From makes the steps after those that stand, none of which is in doubt, and
// looks now and then, and at the end, whether the server is as it should be. A
// log that is finished is left as it is.
func (r *Run) From(ctx context.Context, log *Log) error {
	if log.Finished {
		return nil
	}
	expected := r.Expected(log)
	for i := log.Done; i < len(r.Plan.Steps); i++ {
		if i > log.Done && (i-log.Done)%r.every() == 0 {
			if err := r.look(ctx, expected); err != nil {
				return err
			}
		}
		if err := r.step(ctx, &r.Plan.Steps[i]); err != nil {
			return err
		}
		expected.Do(r.Plan.Steps[i].Operation)
	}
	if err := r.look(ctx, expected); err != nil {
		return err
	}
	return r.append(Entry{Event: Finished})
}

// every is after how many steps the whole server is looked at: to read it can
// take longer than a step by far, so it is not done more than ten times or so.
func (r *Run) every() int { return max(20, (len(r.Plan.Steps)+9)/10) }

// Expected is what the server must have when the steps of a log stand.
func (r *Run) Expected(log *Log) *Expected {
	e := Expect(r.Catalog, log.Start.State)
	for i := range r.Plan.Steps[:log.Done] {
		e.Do(r.Plan.Steps[i].Operation)
	}
	return e
}

// Resume settles what is in doubt and sees that the server is as the log has it.
func (r *Run) Resume(ctx context.Context, log *Log) error {
	if log.Done > len(r.Plan.Steps) || log.Doubt && log.Done == len(r.Plan.Steps) {
		return fmt.Errorf("the journal tells of step %d, and the plan has %d", log.Done+1, len(r.Plan.Steps))
	}
	if log.Doubt {
		if err := r.settle(ctx, log); err != nil {
			return err
		}
	}
	return r.look(ctx, r.Expected(log))
}

// settle asks the server whether the step in doubt stands.
func (r *Run) settle(ctx context.Context, log *Log) error {
	s := &r.Plan.Steps[log.Done]
	stands, err := r.Client.Done(ctx, s.Operation)
	if err != nil {
		return fmt.Errorf("step %d may have been made or not, and to ask the server failed: %w", s.N, err)
	}
	e := Entry{Event: Failed, Step: s.N, Reason: "it does not stand"}
	if stands {
		e = Entry{Event: Done, Step: s.N}
	}
	if err := r.append(e); err != nil {
		return err
	}
	r.doubted = s.N
	log.Doubt = false
	if stands {
		log.Done++
		r.tell(s)
	}
	return nil
}

// look compares the whole server with what it must have.
func (r *Run) look(ctx context.Context, expected *Expected) error {
	s, err := r.Client.Pull(ctx, r.Pulling)
	if err != nil {
		return fmt.Errorf("read what the server has: %w", err)
	}
	if d := expected.Differences(s); len(d) > 0 {
		return &Changed{d}
	}
	return nil
}

// step makes one step and sees that it stands.
func (r *Run) step(ctx context.Context, s *plan.Step) error {
	select {
	case <-r.Halt:
		return fmt.Errorf("%w before step %d", ErrHalted, s.N)
	default:
	}
	if err := r.append(Entry{Event: Begin, Step: s.N}); err != nil {
		return err
	}
	for n := 1; ; n++ {
		err := r.Client.Do(ctx, s.Operation, r.Password)
		if err == nil {
			return r.confirm(ctx, s)
		}
		unsure := errors.Is(err, live.ErrUnsure)
		if unsure || r.doubted == s.N {
			r.doubted = s.N
			stands, asked := r.Client.Done(ctx, s.Operation)
			switch {
			case asked != nil:
				return r.end(s, Doubt, fmt.Errorf("%w; and to ask whether it stands failed: %w", err, asked))
			case stands:
				return r.done(s)
			}
		}
		if !unsure { // it was not carried out, and the client has tried as often as makes sense
			return r.end(s, Failed, err)
		}
		if n == tries {
			return r.end(s, Doubt, err)
		}
		if stopped := r.Pause(ctx, n); stopped != nil {
			return r.end(s, Doubt, stopped)
		}
	}
}

// confirm waits until a step that was answered for shows.
func (r *Run) confirm(ctx context.Context, s *plan.Step) error {
	for n := 1; ; n++ {
		stands, err := r.Client.Done(ctx, s.Operation)
		switch {
		case err != nil:
			return r.end(s, Doubt, fmt.Errorf("the server took it, and to see that it stands failed: %w", err))
		case stands:
			return r.done(s)
		case n == tries:
			return r.end(s, Doubt, errors.New("the server took it, and it does not show"))
		}
		if err := r.Pause(ctx, n); err != nil {
			return r.end(s, Doubt, err)
		}
	}
}

func (r *Run) done(s *plan.Step) error {
	if err := r.append(Entry{Event: Done, Step: s.N}); err != nil {
		return err
	}
	r.tell(s)
	return nil
}

// end notes how a step ended that does not stand, and gives the error to tell.
func (r *Run) end(s *plan.Step, how Event, err error) error {
	e := Entry{Event: how, Step: s.N, Reason: err.Error()}
	return errors.Join(fmt.Errorf("step %d, %s: %w", s.N, s.Line(), err), r.append(e))
}

func (r *Run) append(e Entry) error {
	if err := r.Journal.Append(e); err != nil {
		return fmt.Errorf("write the journal: %w", err)
	}
	return nil
}

func (r *Run) tell(s *plan.Step) {
	if r.Told != nil {
		r.Told(s)
	}
}
