package review

import (
	"strings"
)

// principals lists who is known, and what bindings give them.
func (b *builder) principals() {
	t := &b.ground.Bundle.Table
	held := map[string][]member{}
	for i := range t.Members {
		m := &t.Members[i]
		l := b.ground.MemberLink(m)
		held[m.Principal] = append(held[m.Principal], member{
			Role: b.roles.number[m.Role], By: l.Name, Place: l.Source, Until: m.Expires, Project: m.Project, Ended: !b.ground.Active(m),
		})
	}
	b.out.Reaches = []reached{}
	shared := map[string]int{} // reaches by what is held
	b.out.Principals = []*principal{}
	for _, name := range b.ground.Principals() {
		p := &principal{Name: name, Kind: kindOf(name, b.ground.Catalog.Principals), Holds: held[name]}
		key := holdingsKey(held[name])
		if p.Kind == "token" {
			key = p.Name // it has nothing of what everyone has
		}
		n, known := shared[key]
		if !known {
			n = b.reaches(name)
			shared[key] = n
		}
		p.Reach = n
		b.out.Principals = append(b.out.Principals, p)
	}
}

// holdingsKey is the same for principals who hold the same roles now.
func holdingsKey(holds []member) string {
	var b strings.Builder
	for _, m := range holds {
		if !m.Ended {
			b.WriteString(numbersKey([]int{m.Role}) + m.Project + "\x00")
		}
	}
	return b.String()
}

// How many lines a page tells of where the access of one principal reaches, and of
// all. There is one for each collection and database: what-can lists them.
const (
	mostReaches    = 100
	mostReachesAll = 100_000
)

// reaches gives the number of what a principal reaches besides, -1 for nothing.
func (b *builder) reaches(name string) int {
	type line struct{ role, scope, condition, places int }
	var order []line
	held := map[line][]int{}
	out := reached{Lines: []int{}}
	for r := range b.ground.WhatReaches(name) {
		l := line{b.roles.number[r.Role], b.scope(r.Database, r.Collection), b.condition(r.Condition), b.place(r.Reaches)}
		if held[l] == nil {
			order = append(order, l)
		}
		held[l] = append(held[l], b.privilege(r.Privilege))
	}
	if len(order) == 0 {
		return -1
	}
	told := min(len(order), mostReaches, mostReachesAll-b.reached)
	out.More = len(order) - told
	order = order[:told]
	b.reached += told
	for _, l := range order {
		out.Lines = append(out.Lines, l.role, l.scope, l.condition, b.set(held[l]), l.places)
	}
	b.out.Reaches = append(b.out.Reaches, out)
	return len(b.out.Reaches) - 1
}

func (b *builder) place(databases []string) int {
	return b.places.of(strings.Join(databases, "\x00"), func() []string { return databases })
}
