package adopt

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/rolecall/rolecall/schema"
)

// block is one grant block.
type block struct {
	kind
	privileges             []string // as written
	databases, collections []string
}

func (b block) compare(o block) int {
	return cmp.Or(cmp.Compare(levelRank(b.level), levelRank(o.level)), slices.Compare(b.databases, o.databases), slices.Compare(b.collections, o.collections),
		slices.Compare(b.privileges, o.privileges), strings.Compare(b.object, o.object), strings.Compare(strconv.FormatBool(b.verbatim), strconv.FormatBool(o.verbatim)))
}

// levelRank puts wide levels first and what has none last.
func levelRank(l schema.Level) int {
	switch l {
	case schema.LevelAccount, schema.LevelOperation:
		return 0
	case schema.LevelCluster:
		return 1
	case schema.LevelDatabase:
		return 2
	case schema.LevelCollection:
		return 3
	}
	return 4
}

// write writes the block. In place of the key of an instance stands each.key.
func (b block) write(p *page, scoped bool) {
	p.block("grant", func() {
		p.list("privileges", b.privileges, false)
		if scoped {
			b.writeScope(p)
		}
		if b.verbatim {
			p.attr("verbatim", "true")
		}
		if b.object != "" {
			p.attr("object_type", quote(b.object))
		}
	})
}

// writeScope leaves out what the level does not have, where the scope is any.
func (b block) writeScope(p *page) {
	any := []string{"*"}
	wide := b.level == schema.LevelCluster || b.level == ""
	collections := !wide && b.level != schema.LevelDatabase || !slices.Equal(b.collections, any)
	databases := !wide || collections || !slices.Equal(b.databases, any)
	if databases {
		p.list("database", templates(b.databases), true)
	}
	if collections {
		p.list("collection", templates(b.collections), true)
	}
}

// compareAll compares pairs of strings in turn.
func compareAll(pairs ...string) int {
	for i := 0; i < len(pairs); i += 2 {
		if c := strings.Compare(pairs[i], pairs[i+1]); c != 0 {
			return c
		}
	}
	return 0
}
