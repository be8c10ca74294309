package bundle_test

import (
	"hash/maphash"

	"github.com/rolecall/rolecall/bundle"
)

// flat is the measure of [bundle.Bundle]: what a hand-written program needs for
// the same answers where no condition holds and nobody asks why. Names become
// numbers through open-addressing tables; a role has a mask for everything, and two
// probes of one flat table tell its masks on the database and on the collection. It knows
// at most 63 privileges, no implicit roles, no aliases, no expiry, no rows.
type flat struct {
	seed                                      maphash.Seed
	arena                                     []byte
	users, databases, collections, privileges []flatName
	from                                      []uint32 // of each user in roles
	roles                                     []uint32
	wild                                      []uint64
	masks                                     []flatMask
}

type flatName struct{ hash, at, size, id uint32 } // id 0 is empty

type flatMask struct{ key, mask uint64 } // key 0 is empty

func newFlat(t *bundle.Table) *flat {
	f := &flat{seed: maphash.MakeSeed()}
	users, roles, privileges := map[string]uint32{}, map[string]uint32{}, map[string]uint32{}
	databases, collections := map[string]uint32{}, map[string]uint32{}
	id := func(of map[string]uint32, name string) uint32 {
		if of[name] == 0 {
			of[name] = uint32(len(of)) + 1
		}
		return of[name]
	}
	for _, g := range t.Grants {
		id(roles, g.Role)
		id(privileges, g.Privilege)
		if g.Database != bundle.Any {
			id(databases, g.Database)
		}
		if g.Collection != bundle.Any {
			id(collections, g.Database+"\x00"+g.Collection)
		}
	}
	f.wild = make([]uint64, len(roles)+1)
	masks := map[uint64]uint64{}
	for _, g := range t.Grants {
		if g.Condition != "" {
			continue
		}
		bit, role := uint64(1)<<privileges[g.Privilege], roles[g.Role]
		switch {
		case g.Database == bundle.Any:
			f.wild[role] |= bit
		case g.Collection == bundle.Any:
			masks[flatKey(role, databases[g.Database])] |= bit
		default:
			masks[flatKey(role, 1<<31|collections[g.Database+"\x00"+g.Collection])] |= bit
		}
	}
	f.masks = make([]flatMask, power(len(masks)))
	for key, mask := range masks {
		i := spread(key)
		for f.masks[i&uint64(len(f.masks)-1)].key != 0 {
			i++
		}
		f.masks[i&uint64(len(f.masks)-1)] = flatMask{key, mask}
	}
	of := map[string][]uint32{}
	for _, m := range t.Members {
		id(users, m.Principal)
		of[m.Principal] = append(of[m.Principal], roles[m.Role])
	}
	names := make([]string, len(users)+1)
	for name, id := range users {
		names[id] = name
	}
	for _, name := range names {
		f.from = append(f.from, uint32(len(f.roles)))
		f.roles = append(f.roles, of[name]...)
	}
	f.from = append(f.from, uint32(len(f.roles)))
	f.users, f.databases, f.collections, f.privileges = f.names(users), f.names(databases), f.names(collections), f.names(privileges)
	return f
}

func flatKey(role, object uint32) uint64 { return uint64(role)<<32 | uint64(object) }
func spread(key uint64) uint64           { key *= 0x9e3779b97f4a7c15; return key ^ key>>32 }

func power(n int) int {
	p := 4
	for p < 2*n {
		p *= 2
	}
	return p
}

func (f *flat) names(ids map[string]uint32) []flatName {
	table := make([]flatName, power(len(ids)))
	for name, id := range ids {
		hash := uint32(maphash.String(f.seed, name))
		i := hash
		for table[i&uint32(len(table)-1)].id != 0 {
			i++
		}
		table[i&uint32(len(table)-1)] = flatName{hash, uint32(len(f.arena)), uint32(len(name)), id}
		f.arena = append(f.arena, name...)
	}
	return table
}

func (f *flat) find(table []flatName, hash uint64, name []byte) uint32 {
	for i := uint32(hash); ; i++ {
		s := &table[i&uint32(len(table)-1)]
		if s.id == 0 || s.hash == uint32(hash) && int(s.size) == len(name) && string(f.arena[s.at:s.at+s.size]) == string(name) {
			return s.id
		}
	}
}

func (f *flat) findString(table []flatName, name string) uint32 {
	hash := uint32(maphash.String(f.seed, name))
	for i := hash; ; i++ {
		s := &table[i&uint32(len(table)-1)]
		if s.id == 0 || s.hash == hash && int(s.size) == len(name) && string(f.arena[s.at:s.at+s.size]) == name {
			return s.id
		}
	}
}

func (f *flat) mask(key uint64) uint64 {
	for i := spread(key); ; i++ {
		s := &f.masks[i&uint64(len(f.masks)-1)]
		if s.key == key {
			return s.mask
		}
		if s.key == 0 {
			return 0
		}
	}
}

// flatIDs is a request in numbers.
type flatIDs struct {
	user, database, collection uint32
	bit                        uint64
}

func (f *flat) resolve(q *bundle.Request) flatIDs {
	return f.resolveFor(f.findString(f.users, q.Principal), q)
}

func (f *flat) decideFor(user uint32, q *bundle.Request) bool {
	ids := f.resolveFor(user, q)
	return f.decideIDs(&ids)
}

func (f *flat) resolveFor(user uint32, q *bundle.Request) (ids flatIDs) {
	ids.user = user
	privilege := f.findString(f.privileges, q.Privilege)
	if ids.user == 0 || privilege == 0 {
		return flatIDs{}
	}
	ids.bit = 1 << privilege
	ids.database = f.findString(f.databases, q.Database)
	if ids.database != 0 && q.Collection != bundle.Any {
		var buf [64]byte
		name := append(append(append(buf[:0], q.Database...), 0), q.Collection...)
		ids.collection = f.find(f.collections, maphash.Bytes(f.seed, name), name)
	}
	return ids
}

func (f *flat) decide(q *bundle.Request) bool {
	ids := f.resolve(q)
	return f.decideIDs(&ids)
}

func (f *flat) decideIDs(q *flatIDs) bool {
	for _, role := range f.roles[f.from[q.user]:f.from[q.user+1]] {
		if f.wild[role]&q.bit != 0 {
			return true
		}
		if q.database == 0 {
			continue
		}
		if f.mask(flatKey(role, q.database))&q.bit != 0 {
			return true
		}
		if q.collection != 0 && f.mask(flatKey(role, 1<<31|q.collection))&q.bit != 0 {
			return true
		}
	}
	return false
}
