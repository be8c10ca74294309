// Package lines reads lines of bounded length.
package lines

import (
	"bufio"
	"errors"
	"io"
)

// ErrTooLong is of a line that is longer than the reader's buffer.
var ErrTooLong = errors.New("the line is too long")

// Next reads a line with its end, as far as it has one; it is lent until the next
// call. At the end there may be a line beside [io.EOF]. Of a line that is too long it
// reads to the end and keeps nothing.
func Next(r *bufio.Reader) ([]byte, error) {
	line, err := r.ReadSlice('\n')
	if !errors.Is(err, bufio.ErrBufferFull) {
		return line, err
	}
	for errors.Is(err, bufio.ErrBufferFull) {
		_, err = r.ReadSlice('\n')
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return nil, ErrTooLong
}
