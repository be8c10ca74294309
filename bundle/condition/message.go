package condition

import (
	"fmt"
	"regexp"
	"strings"
	"sync"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/operators"
)

// CEL's messages are written for programmers of CEL. Here they are put in the
// words of the policy; what is not known passes with its noise taken off.
var (
	unexpectedToken = lazy(`^(?:mismatched|extraneous) input '(.*)' expecting `)
	unknownToken    = lazy(`^token recognition error at: '(.*)'$`)
	missingToken    = lazy(`^missing '(.*)' at '(.*)'$`)
	noAlternative   = lazy(`^no viable alternative at input '(.*)'$`)
	noOverload      = lazy(`^found no matching overload for '(.*)' applied to '(.*)'$`)
	undeclared      = lazy(`^undeclared reference to '([^']*)'`)
	otherType       = lazy(`^expected type '(.*)' but found '(.*)'$`)
	noFields        = lazy(`^type '(.*)' does not support field selection$`)
	invalidLiteral  = lazy(`^invalid (\w+) argument`)
)

// lazy compiles a pattern when there is a message: most runs have none.
func lazy(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?s)` + pattern) })
}

func syntaxMessage(message string) string {
	message = strings.TrimPrefix(message, "Syntax error: ")
	switch {
	case strings.Contains(message, "code point") && strings.Contains(message, "limit"):
		return fmt.Sprintf("longer than %d characters", MaxExpression)
	case strings.Contains(message, "recursion"):
		return "nested too deeply"
	}
	if m := unexpectedToken().FindStringSubmatch(message); m != nil {
		return unexpected(m[1])
	}
	if m := unknownToken().FindStringSubmatch(message); m != nil {
		return unexpected(m[1])
	}
	if m := missingToken().FindStringSubmatch(message); m != nil {
		return missing(m[1], m[2])
	}
	if m := noAlternative().FindStringSubmatch(message); m != nil {
		return unexpected(m[1])
	}
	return tidy(message)
}

// unexpected speaks of what stands where it should not, with a word on the usual slips.
func unexpected(token string) string {
	token = strings.TrimSpace(token)
	switch token {
	case "<EOF>":
		return "ends too early"
	case "=":
		return `unexpected "=": equality is "=="`
	case "&", "and", "AND":
		return fmt.Sprintf(`unexpected %q: both is "&&"`, token)
	case "|", "or", "OR":
		return fmt.Sprintf(`unexpected %q: either is "||"`, token)
	}
	if strings.HasPrefix(token, `"`) || strings.HasPrefix(token, "'") {
		return "a string that is not closed, or with an escape that does not exist"
	}
	return fmt.Sprintf("unexpected %q", clip(token))
}

func missing(token, at string) string {
	if at == "<EOF>" {
		return fmt.Sprintf("ends too early: %q is missing", token)
	}
	return fmt.Sprintf("%q is missing in front of %q", token, clip(at))
}

// typeIssue puts an error of the checker into words; call says whether it is about a call.
func typeIssue(err *cel.Error, call bool, offset int) Issue {
	issue := Issue{Offset: offset, Kind: Type, Message: tidy(err.Message)}
	if m := undeclared().FindStringSubmatch(err.Message); m != nil {
		if call {
			issue.Message = fmt.Sprintf("unknown function %q", m[1])
			return issue
		}
		issue.Kind, issue.Attribute = UnknownAttribute, m[1]
		issue.Message = fmt.Sprintf("unknown name %q", m[1])
	} else if m := noOverload().FindStringSubmatch(err.Message); m != nil {
		issue.Message = overloadMessage(m[1], m[2])
	} else if m := otherType().FindStringSubmatch(err.Message); m != nil {
		issue.Message = fmt.Sprintf("expected %s, found %s", m[1], m[2])
	} else if m := noFields().FindStringSubmatch(err.Message); m != nil {
		issue.Message = "a " + m[1] + " has no fields"
	} else if m := invalidLiteral().FindStringSubmatch(err.Message); m != nil {
		issue.Message = literalMessage(m[1], issue.Message)
	}
	return issue
}

func literalMessage(function, message string) string {
	switch function {
	case "matches":
		return "not a valid regular expression"
	case "duration":
		return `not a duration, which is written as in "90s" or "1h30m"`
	case "timestamp":
		return `not a time, which is written as in "2027-01-31T00:00:00Z"`
	case "ip":
		return `not an IP address, which is written as in "10.0.0.7"`
	case "cidr":
		return `not a network, which is written as in "10.0.0.0/8"`
	}
	return message
}

// overloadMessage speaks of operands and arguments of the wrong type. CEL writes them as
// (string, int), and as string.(int) for methods.
func overloadMessage(function, signature string) string {
	target, args, _ := strings.Cut(strings.TrimSuffix(signature, ")"), "(")
	target = strings.TrimSuffix(target, ".")
	name, operator := operators.FindReverse(function)
	switch {
	case function == operators.Conditional:
		name = "?:"
	case function == operators.Index:
		name = "[]"
	case !operator && target != "":
		return fmt.Sprintf("%s.%s() does not take (%s)", target, function, args)
	case !operator:
		return fmt.Sprintf("%s() does not take (%s)", function, args)
	}
	message := fmt.Sprintf("%q does not take %s", name, strings.ReplaceAll(args, ", ", " and "))
	switch args {
	case "double, int", "int, double":
		message += ": write the number with a point, as in 1.0"
	case "net.IP, string", "string, net.IP", "net.IP, list(string)":
		message += `: write the address as in ip("10.0.0.7")`
	case "timestamp, string", "string, timestamp":
		message += `: write the time as in timestamp("2027-01-31T00:00:00Z")`
	}
	return message
}

// tidy makes a message one line in lower case, of bearable length.
func tidy(message string) string {
	message, _, _ = strings.Cut(message, " expecting {")
	message = clip(strings.Join(strings.Fields(message), " "))
	if message == "" {
		return "is not valid"
	}
	return strings.ToLower(message[:1]) + message[1:]
}

// clip shortens what is quoted of an expression or a request.
func clip(s string) string {
	const longest = 200
	runes := []rune(s)
	if len(runes) <= longest {
		return s
	}
	return string(runes[:longest]) + "…"
}
