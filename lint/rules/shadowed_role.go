package rules

import (
	"slices"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// ShadowedRole tells of roles that give nothing to anybody who holds them: every
// holder has another role that covers them, for at least as long.
var ShadowedRole = &lint.Rule{ID: "RC503", Name: "shadowed-role", Severity: schema.Info, Check: checkShadowedRole}

func checkShadowedRole(p *lint.Pass) {
	s := shadows{Pass: p, known: map[[2]*schema.Role]bool{}, place: map[*schema.Role]int{}, sets: map[string]*rowSet{}}
	for i, r := range p.Model.Roles {
		s.place[r] = i
	}
	holders := map[*schema.Role][]schema.Holder{}
	for _, h := range p.Access.Holders() {
		h.Bound = slices.DeleteFunc(slices.Clone(h.Bound), func(b schema.Bound) bool { return b.Binding.Expired(p.Now) })
		for _, b := range h.Bound {
			if hs := holders[b.Role]; b.Role != nil && (len(hs) == 0 || hs[len(hs)-1].Principal != h.Principal) {
				holders[b.Role] = append(hs, h)
			}
		}
	}
	var shadowed []*schema.Role
	over := map[*schema.Role][]string{}
	for _, r := range p.Model.Roles {
		if len(holders[r]) > 0 && len(p.Model.Rows(r)) > 0 {
			if over[r] = s.judge(r, holders[r]); len(over[r]) > 0 {
				shadowed = append(shadowed, r)
			}
		}
	}
	for _, same := range byBlock(shadowed) {
		r := same[0]
		if len(same) == 1 {
			p.Reportf(r.Decl.Range, r.Address,
				"taking it from somebody takes nothing away: delete it with its bindings, or give it to people who do not hold the other",
				"role %q gives nothing to those who hold it: each also holds %s", r.Name, oneOf(quoteEach(over[r])))
			continue
		}
		var all []string
		for _, r := range same {
			all = append(all, over[r]...)
		}
		p.Reportf(r.Decl.Range, r.Address,
			"taking them from somebody takes nothing away: delete them with their bindings, or give them to people who do not hold the other",
			"roles %s give nothing to those who hold them: each also holds %s", naming(roleNames(same)), oneOf(quoteEach(distinct(all))))
	}
}

type shadows struct {
	*lint.Pass
	known map[[2]*schema.Role]bool // whether the first covers the second
	sets  map[string]*rowSet       // by the role's name
	place map[*schema.Role]int
}

// judge names the roles that cover r for its holders; none where one of them gets something from it.
func (s *shadows) judge(r *schema.Role, holders []schema.Holder) (over []string) {
	for _, h := range holders {
		name := s.shadow(r, h)
		if name == "" {
			return nil
		}
		if !slices.Contains(over, name) {
			over = append(over, name)
		}
	}
	return over
}

// shadow names a role of the holder that covers r for as long as r is held; empty where none does.
func (s *shadows) shadow(r *schema.Role, h schema.Holder) string {
	var mine *schema.Binding
	for _, b := range h.Bound {
		if b.Role == r && (mine == nil || outlasts(b.Binding, mine)) {
			mine = b.Binding
		}
	}
	for _, b := range h.Bound {
		if b.Role == r || outlasts(mine, b.Binding) || !s.covers(b.BoundRole, r) {
			continue
		}
		return b.Name()
	}
	return ""
}

// covers reports whether a role gives all that r does. Of two that give the same
// the earlier one covers the later.
func (s *shadows) covers(by schema.BoundRole, r *schema.Role) bool {
	if by.Builtin != nil { // one that passes every check shadows all others, which says nothing about them
		return !by.Builtin.Bypass && s.rowsCover(by, r)
	}
	key := [2]*schema.Role{by.Role, r}
	does, told := s.known[key]
	if !told {
		does = s.rowsCover(by, r) && (s.place[by.Role] < s.place[r] || !s.rowsCover(schema.BoundRole{Role: r}, by.Role))
		s.known[key] = does
	}
	return does
}

func (s *shadows) rowsCover(by schema.BoundRole, r *schema.Role) bool {
	set := s.sets[by.Name()]
	if set == nil {
		set = &rowSet{rows: s.Access.Rows(by)}
		s.sets[by.Name()] = set
	}
	for _, row := range s.Model.Rows(r) {
		if !set.covers(row, func(o schema.Row) bool { return o.Condition == nil || o.Condition == row.Condition }) {
			return false
		}
	}
	return true
}
