package adopt

import "github.com/rolecall/rolecall/schema"

// Grant is one grant as a policy writes it: the privilege as it stands in a list, a
// string of the language or a reference.
type Grant struct {
	Privilege            string
	Level                schema.Level
	Database, Collection string
}

// Blocks writes grants in as few blocks as they fold into, in the order in which
// import writes them. What is not scoped has no database and no collection.
func Blocks(grants []Grant, scoped bool) string {
	list := make([]written, len(grants))
	for i, g := range grants {
		list[i] = written{kind: kind{level: g.Level}, privilege: g.Privilege, database: g.Database, collection: g.Collection}
	}
	p := &page{}
	for _, b := range fold(list) {
		p.space()
		b.write(p, scoped)
	}
	return string(p.text)
}

// Quote writes a name as a string of the language.
func Quote(name string) string { return quote(name) }
