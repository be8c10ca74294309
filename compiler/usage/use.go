package usage

import "time"

// Use is how often something was used, and when. Possible are uses that may have
// been of it, for all that the lines tell.
type Use struct {
	Uses     int
	Possible int
	First    time.Time // zero: never
	Last     time.Time
}

func (u *Use) at(t time.Time, sure bool) {
	if !sure {
		u.Possible++
		return
	}
	u.Uses++
	if u.First.IsZero() || t.Before(u.First) {
		u.First = t
	}
	if t.After(u.Last) {
		u.Last = t
	}
}

// rowUse is the use of one row, and where it was enough by itself.
type rowUse struct {
	Use
	enough map[scope]*int
	wide   bool // it was on more scopes than are told apart
}

type roleUse struct {
	Use
	someone int // uses by holders that are not known
}

// mostDays is how many days are told apart: a log may have any times.
const mostDays = 40_000

// presence is on which days there were requests, and which were the first and last.
type presence struct {
	requests    int
	first, last time.Time
	days        map[int64]struct{}
	today       int64
}

func (p *presence) at(t time.Time) {
	p.requests++
	if p.requests == 1 || t.Before(p.first) {
		p.first = t
	}
	if t.After(p.last) {
		p.last = t
	}
	day := t.Unix() / 86400
	if p.days == nil {
		p.days = map[int64]struct{}{}
	} else if day == p.today || len(p.days) >= mostDays {
		return
	}
	p.today = day
	p.days[day] = struct{}{}
}
