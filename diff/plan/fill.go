package plan

import (
	"encoding/json"
	"strconv"
)

// Fill gives the body of a call with the arguments in their places; a key whose
// argument is not given is left out. function gives what {FUNCTION:ARGUMENT}
// stands for, from the name of the function and the argument's value.
func Fill(body json.RawMessage, a Args, function func(name, value string) (string, error)) (json.RawMessage, error) {
	out, _, err := filled(body, a)
	if err != nil {
		return nil, err
	}
	var failed error
	out = mark().ReplaceAllFunc(out, func(m []byte) []byte {
		part := mark().FindSubmatch(m)
		i, _ := strconv.Atoi(string(part[2]))
		value := ""
		if list := a.list(); i < len(list) {
			value, _ = list[i].value.(string)
		}
		made, err := function(string(part[1]), value)
		if err != nil {
			failed = err
		}
		quoted, err := encode(made)
		if err != nil {
			failed = err
		}
		return quoted[1 : len(quoted)-1]
	})
	return out, failed
}
