package condition

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/rolecall/rolecall/bundle"
)

// clause stands for every row with one of its privileges, databases and collections.
type clause struct {
	condition                          string
	privileges, databases, collections []string // sorted
}

// group joins rows into clauses: those that differ in the collection only, then
// in the privilege only, then in the database only. Unconditional clauses come
// first. The outcome is the same for the same set of rows.
func group(rows []bundle.Grant) []clause {
	clauses := make([]clause, len(rows))
	for i, g := range rows {
		clauses[i] = clause{g.Condition, []string{g.Privilege}, []string{g.Database}, []string{g.Collection}}
	}
	clauses = join(clauses, func(c *clause) *[]string { return &c.collections }, true)
	clauses = join(clauses, func(c *clause) *[]string { return &c.privileges }, false)
	clauses = join(clauses, func(c *clause) *[]string { return &c.databases }, true)
	slices.SortFunc(clauses, func(a, b clause) int {
		return cmp.Or(strings.Compare(a.condition, b.condition), slices.Compare(a.databases, b.databases),
			slices.Compare(a.collections, b.collections), slices.Compare(a.privileges, b.privileges))
	})
	return clauses
}

// join makes one clause of those that are equal but for one list. Where Any may
// stand in the list it leaves room for nothing else.
func join(clauses []clause, list func(*clause) *[]string, any bool) []clause {
	var joined []clause
	of := make(map[string]int, len(clauses)) // the rest of the clause → its place in joined
	for _, c := range clauses {
		names := *list(&c)
		*list(&c) = nil
		key := c.key()
		i, ok := of[key]
		if !ok {
			i = len(joined)
			of[key] = i
			joined = append(joined, c)
		}
		*list(&joined[i]) = append(*list(&joined[i]), names...)
	}
	for i := range joined {
		names := list(&joined[i])
		if any && slices.Contains(*names, bundle.Any) {
			*names = []string{bundle.Any}
		}
		slices.Sort(*names)
		*names = slices.Compact(*names)
	}
	return joined
}

// key is different for different clauses.
func (c clause) key() string {
	var key []byte
	for _, list := range [][]string{{c.condition}, c.privileges, c.databases, c.collections} {
		key = append(strconv.AppendInt(key, int64(len(list)), 10), ' ')
		for _, name := range list {
			key = append(strconv.AppendInt(key, int64(len(name)), 10), ':')
			key = append(key, name...)
		}
	}
	return string(key)
}
