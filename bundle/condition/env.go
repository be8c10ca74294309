package condition

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/ext"
)

// What a condition may be at most. cel-go adds limits of its own: 250 levels of
// nesting, 100,000 nodes once macros are expanded.
const (
	MaxExpression = 10_000 // code points
	maxLoops      = 2      // comprehensions within each other
	maxRegex      = 1_000  // instructions of a compiled regular expression
)

// env is CEL's environment for one set of attributes, for conditions and for the
// expressions of roles. The latter are ours and grow with the table, so they have no limits.
type env struct {
	types     map[string]*cel.Type
	condition *cel.Env
	role      *cel.Env
}

// base is the environment without declared attributes. Nothing of cel-go is set up before it is asked for.
var base = sync.OnceValue(func() env {
	common := []cel.EnvOption{
		ext.Network(ext.NetworkVersion(1)),
		cel.CrossTypeNumericComparisons(true), // an author writes level > 3, not 3.0
		cel.EnableMacroCallTracking(),         // macros are printed as written
		cel.RegexProgramSizeLimit(maxRegex),
	}
	common = append(common, zonedFunctions()...)
	for _, name := range slices.Sorted(maps.Keys(builtIn)) {
		common = append(common, cel.Variable(name, builtIn[name]))
	}
	return env{
		types: builtIn,
		condition: must(cel.NewEnv(append(slices.Clone(common),
			cel.ParserExpressionSizeLimit(MaxExpression),
			cel.ASTValidators(
				cel.ValidateRegexLiterals(),
				cel.ValidateDurationLiterals(),
				cel.ValidateTimestampLiterals(),
				cel.ValidateHomogeneousAggregateLiterals(),
				cel.ValidateComprehensionNestingLimit(maxLoops),
				cel.ValidateRegexProgramSizeLimit(maxRegex),
				timeZones{},
			))...)),
		role: must(cel.NewEnv(append(slices.Clone(common),
			cel.ParserExpressionSizeLimit(-1), cel.ExpressionNodeLimit(-1))...)),
	}
})

// envs keeps the environment of each set of attributes: a process has few.
var envs = struct {
	sync.Mutex
	of map[string]env
}{of: map[string]env{}}

const maxEnvs = 64

// env gives the environment in which the attributes are declared.
func (a Attributes) env() env {
	types := a.types()
	names := slices.Sorted(maps.Keys(types))
	var key strings.Builder
	for _, name := range names {
		key.WriteString(name + "\x00" + cel.FormatCELType(types[name]) + "\x00")
	}
	envs.Lock()
	defer envs.Unlock()
	if e, ok := envs.of[key.String()]; ok {
		return e
	}
	var variables []cel.EnvOption
	for _, name := range names {
		if !BuiltIn(name) {
			variables = append(variables, cel.Variable(name, types[name]))
		}
	}
	e := env{
		types:     types,
		condition: must(base().condition.Extend(variables...)),
		role:      must(base().role.Extend(variables...)),
	}
	if len(envs.of) >= maxEnvs {
		clear(envs.of)
	}
	envs.of[key.String()] = e
	return e
}

// must is for calls of cel-go that depend on nothing but this package's own constants and types.
func must[T any](v T, err error) T {
	if err != nil {
		panic("condition: CEL environment: " + err.Error())
	}
	return v
}
