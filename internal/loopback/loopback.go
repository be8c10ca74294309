// Package loopback tells which hosts are this machine itself: what is said to them
// crosses no network.
package loopback

import "net/netip"

// Is reports whether only this machine reaches a host, without a port. Other names
// than localhost may be anybody's, and an empty one is every address.
func Is(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}
