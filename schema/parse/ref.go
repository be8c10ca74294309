package parse

import (
	"reflect"

	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/schema"
)

// refType is the type of references as values of expressions, so that they can
// stand in lists, locals and for expressions.
var refType = cty.Capsule("reference", reflect.TypeFor[schema.Ref]())

func refVal(r schema.Ref) cty.Value { return cty.CapsuleVal(refType, &r) }

// refOf is the reference a value holds.
func refOf(v cty.Value) (*schema.Ref, bool) {
	if v.Type() != refType || v.IsNull() {
		return nil, false
	}
	return v.EncapsulatedValue().(*schema.Ref), true
}
