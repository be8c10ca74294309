package diff

// split tells k as it is where nothing of it is held on the other side. Else it
// tells each name for which it is not, and "*" for any other.
func (d *differ) split(k key, project string, held coverage, tell func(key)) {
	unlessHeld := func(k key) {
		if !held.covers(k, project) {
			tell(k)
		}
	}
	switch {
	case !held.touches(k, project):
	case k.d != 0:
		for _, c := range d.numbers.within(k.p, k.d) {
			unlessHeld(key{k.p, k.d, c, k.k})
		}
	case k.c != 0:
		for _, database := range d.numbers.databases {
			unlessHeld(key{k.p, database, k.c, k.k})
		}
	default:
		d.splitDatabases(k, project, held, tell)
		for _, c := range d.numbers.within(k.p, 0) {
			unlessHeld(key{k.p, 0, c, k.k})
		}
	}
	tell(k)
}

// splitDatabases tells of every named database: name by name where something in
// it is held, else as a whole.
func (d *differ) splitDatabases(k key, project string, held coverage, tell func(key)) {
	if !held.inDatabase(k, project) {
		return // what is held is held in all databases alike
	}
	for _, database := range d.numbers.databases {
		k := key{k.p, database, 0, k.k}
		switch {
		case held.covers(k, project):
		case held.inDatabase(k, project):
			d.split(k, project, held, tell)
		default:
			tell(k)
		}
	}
}
