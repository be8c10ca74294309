package condition

import (
	"fmt"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/cost"
	"cel.dev/cel-go/common/types"
	"github.com/rolecall/rolecall/bundle"
)

// MaxCost is the highest worst case of a condition, in CEL's cost units. The
// work of an evaluation is bounded by it beforehand, so that none has to be
// metered or interrupted.
const MaxCost = 1_000_000

// MaxRoleCost is the highest worst case of the expression of a role, some tenths of a
// second. An expression grows with the role's rows: a name in a list costs one unit,
// one alone up to thirty, a condition what it may cost each time it is written.
const MaxRoleCost = 10_000_000

// estimate reckons the cost of a condition.
func estimate(e env, checked *cel.Ast) (bundle.Cost, error) {
	return e.bound(e.condition, checked, MaxCost)
}

// bound reckons a cost and refuses one above the limit.
func (e env) bound(in *cel.Env, checked *cel.Ast, most uint64) (bundle.Cost, error) {
	c, err := in.EstimateCost(checked, sizes{e.types})
	if err != nil {
		return bundle.Cost{}, fmt.Errorf("its cost cannot be reckoned: %w", err)
	}
	if c.Max > most {
		return bundle.Cost{}, tooCostly(c.Max, most)
	}
	return bundle.Cost{Min: c.Min, Max: c.Max}, nil
}

func tooCostly(cost, most uint64) error {
	return fmt.Errorf("may cost %d units, more than the %d allowed", cost, most)
}

// sizes tells the estimator how long the values of names can be.
type sizes struct{ types map[string]*cel.Type }

func (s sizes) EstimateSize(node cost.AstNode) *cost.SizeEstimate {
	path := node.Path()
	if len(path) == 0 {
		return nil
	}
	t := s.types[path[0]]
	switch {
	case t == nil:
		return nil
	case len(path) == 2 && path[1] == "@items" && t.Kind() == types.ListKind:
		return upTo(MaxName)
	case len(path) > 1:
		return nil
	case t.Kind() == types.ListKind:
		return upTo(MaxList)
	case t.Kind() == types.StringKind:
		return upTo(maxLength(path[0]))
	case t.Kind() == types.OpaqueKind: // an IP address is 4 or 16 bytes
		return &cost.SizeEstimate{Min: 4, Max: 16}
	}
	return nil
}

func (sizes) EstimateCallCost(string, string, *cost.AstNode, []cost.AstNode) *cost.CallEstimate {
	return nil
}

func upTo(n uint64) *cost.SizeEstimate { return &cost.SizeEstimate{Max: n} }

// maxLength is how long the string of a name can be.
func maxLength(name string) uint64 {
	switch name {
	case "resource.database", "resource.collection", "request.privilege":
		return MaxName
	}
	return MaxString
}
