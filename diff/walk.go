package diff

// walk calls f for every element of two sorted lists, with those that are equal
// in pairs and nil for what a list does not have.
func walk[T any](before, desired []T, compare func(a, b T) int, f func(before, desired *T)) {
	for len(before) > 0 || len(desired) > 0 {
		order := 0
		switch {
		case len(before) == 0:
			order = 1
		case len(desired) == 0:
			order = -1
		default:
			order = compare(before[0], desired[0])
		}
		switch {
		case order < 0:
			f(&before[0], nil)
			before = before[1:]
		case order > 0:
			f(nil, &desired[0])
			desired = desired[1:]
		default:
			f(&before[0], &desired[0])
			before, desired = before[1:], desired[1:]
		}
	}
}
