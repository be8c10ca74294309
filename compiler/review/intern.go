package review

import (
	"strconv"
	"strings"
)

// list numbers values, each once, in the order in which they come.
type list[K comparable, V any] struct {
	all    []V
	number map[K]int
}

func newList[K comparable, V any]() *list[K, V] {
	return &list[K, V]{all: []V{}, number: map[K]int{}}
}

// of gives the number of a key; a new one gets the value that is made for it.
func (l *list[K, V]) of(key K, value func() V) int {
	n, known := l.number[key]
	if !known {
		n = len(l.all)
		l.number[key] = n
		l.all = append(l.all, value())
	}
	return n
}

// numbersKey makes a key of numbers.
func numbersKey(numbers []int) string {
	var b strings.Builder
	for _, n := range numbers {
		b.WriteString(strconv.Itoa(n))
		b.WriteByte(',')
	}
	return b.String()
}
