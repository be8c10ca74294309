package adopt

import (
	"slices"
	"strings"

	"github.com/rolecall/rolecall/diff"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
)

// targetName is the label of the target block: lower-case letters, digits, - and _.
func targetName(in Input) string {
	if in.Target != "" {
		return in.Target
	}
	return TargetName(in.State.Target.Name, in.Catalog.Kind)
}

// TargetName is what the target of a server of that name is called in a policy.
func TargetName(name, fallback string) string {
	var b strings.Builder
	for i := range len(name) {
		switch c := name[i]; {
		case isLetter(c) || isDigit(c) || c == '-':
			b.WriteByte(lower(c))
		case !strings.HasSuffix(b.String(), "_"):
			b.WriteByte('_')
		}
	}
	kept := strings.Trim(b.String(), "_-")
	if kept == "" || isDigit(kept[0]) {
		return strings.Trim(fallback+"_"+kept, "_")
	}
	return kept
}

// targetFile writes the target block with all that is known of the server itself.
func (w *writer) targetFile() parse.File {
	p := &page{}
	p.comment("from %s (state %s)", plain(w.in.Source), diff.Digest(w.in.Catalog, w.in.State))
	if unknown := w.uncovered(); len(unknown) > 0 {
		p.comment("from a state that does not cover %s: what it does not tell is not here", strings.Join(unknown, ", "))
	}
	p.block("target "+quote(w.catalog.Kind)+" "+quote(w.target), func() {
		if w.in.Versioned {
			switch {
			case w.in.State.Target.Version != "":
			case listsBuiltin(w.in.State, w.in.Catalog):
				p.comment("from the privilege groups that the server calls built in: the state does not tell its version")
			default:
				p.comment("from no version that the state tells: correct it if the server is of another")
			}
			p.attr("version", quote(w.in.Catalog.Exact()))
		}
		w.limits(p)
		w.settings(p)
		w.configured(p)
		if w.catalog.Behaviour.Scoped {
			for _, d := range w.state.Databases {
				p.space()
				w.database(p, d)
			}
		}
	})
	return file("target.hcl", p)
}

// uncovered names the lists of which the state does not know all.
func (w *writer) uncovered() []string {
	var lists []string
	for _, list := range []string{schema.CoversGroups, schema.CoversRoles, schema.CoversUsers, schema.CoversGrants, schema.CoversMembers, schema.CoversDatabases} {
		scoped := list == schema.CoversGroups || list == schema.CoversDatabases
		if !w.in.State.Knows(list) && (w.catalog.Behaviour.Scoped || !scoped) {
			lists = append(lists, strings.ReplaceAll(list, "_", " "))
		}
	}
	return lists
}

func (w *writer) database(p *page, d schema.StateDatabase) {
	p.block("database "+quote(d.Name), func() {
		if len(d.Collections) > 0 || w.listed(d.Name) {
			p.list("collections", quoteAll(d.Collections), false)
		}
		if len(d.Aliases) == 0 {
			return
		}
		var entries []string
		for _, alias := range sortedKeys(d.Aliases) {
			entries = append(entries, key(alias)+" = "+quote(d.Aliases[alias]))
		}
		p.object("aliases", entries)
	})
}

// listed reports whether the state lists the collections of a database, be it none.
func (w *writer) listed(name string) bool {
	return slices.ContainsFunc(w.in.State.Databases, func(d schema.StateDatabase) bool {
		return d.Name == name && d.Collections != nil
	})
}

// key writes the key of an object.
func key(name string) string {
	if isLabel(name) && !slices.Contains([]string{"for", "null", "true", "false"}, name) {
		return name
	}
	return quote(name)
}
