package parse

import "github.com/hashicorp/hcl/v2/hclsyntax"

// space puts one blank or none between the words of a cell.
func space(cell []word) {
	before := word{kind: hclsyntax.TokenNil}
	for i := 0; i+1 < len(cell); i++ {
		cell[i+1].blanks = 0
		if apart(before, cell[i], cell[i+1]) {
			cell[i+1].blanks = 1
		}
		before = cell[i]
	}
}

// apart reports whether a blank belongs between two words; before is what stands
// before both. The first rule that fits decides.
func apart(before, left, right word) bool {
	l, r := left.kind, right.kind
	switch {
	case r == hclsyntax.TokenNewline,
		l == hclsyntax.TokenIdent && r == hclsyntax.TokenOParen, // a call
		l == hclsyntax.TokenIdent && r == hclsyntax.TokenDoubleColon,
		l == hclsyntax.TokenDoubleColon && r == hclsyntax.TokenIdent,
		l == hclsyntax.TokenDot || r == hclsyntax.TokenDot,
		r == hclsyntax.TokenComma || r == hclsyntax.TokenEllipsis:
		return false
	case l == hclsyntax.TokenComma:
		return true
	case inTemplate(l, r):
		return false
	case l == hclsyntax.TokenIdent && string(left.text) == "in" && before.kind == hclsyntax.TokenIdent:
		return true // for x in [a]: no index
	case r == hclsyntax.TokenOBrack && (l == hclsyntax.TokenIdent || l == hclsyntax.TokenNumberLit || left.bracket() < 0):
		return false // an index
	case l == hclsyntax.TokenBang:
		return false
	case l == hclsyntax.TokenMinus:
		return !startsOperand(before.kind) // else it is a sign
	case l == hclsyntax.TokenOBrace && r == hclsyntax.TokenCBrace:
		return false
	case l == hclsyntax.TokenOBrace || r == hclsyntax.TokenCBrace:
		return true
	case left.bracket() > 0 && l != hclsyntax.TokenOBrack && l != hclsyntax.TokenOParen && r == hclsyntax.TokenOBrace,
		l == hclsyntax.TokenCBrace && r == hclsyntax.TokenTemplateSeqEnd:
		return true // "${ {} }"
	case l == hclsyntax.TokenTemplateSeqEnd && (r == hclsyntax.TokenTemplateInterp || r == hclsyntax.TokenTemplateControl):
		return false
	}
	return left.bracket() <= 0 && right.bracket() >= 0
}

// inTemplate reports whether a blank between two words would be part of a string.
func inTemplate(l, r hclsyntax.TokenType) bool {
	switch l {
	case hclsyntax.TokenQuotedLit, hclsyntax.TokenStringLit, hclsyntax.TokenOQuote:
		return true
	}
	switch r {
	case hclsyntax.TokenQuotedLit, hclsyntax.TokenStringLit, hclsyntax.TokenCQuote:
		return true
	}
	return false
}

// startsOperand reports whether an operand follows a word, so that a minus behind it is a sign.
func startsOperand(kind hclsyntax.TokenType) bool {
	switch kind {
	case hclsyntax.TokenNil,
		hclsyntax.TokenOParen, hclsyntax.TokenOBrace, hclsyntax.TokenOBrack,
		hclsyntax.TokenEqual, hclsyntax.TokenColon, hclsyntax.TokenComma, hclsyntax.TokenQuestion,
		hclsyntax.TokenPlus, hclsyntax.TokenStar, hclsyntax.TokenSlash, hclsyntax.TokenPercent, hclsyntax.TokenMinus,
		hclsyntax.TokenEqualOp, hclsyntax.TokenNotEqual,
		hclsyntax.TokenGreaterThan, hclsyntax.TokenGreaterThanEq, hclsyntax.TokenLessThan, hclsyntax.TokenLessThanEq,
		hclsyntax.TokenAnd, hclsyntax.TokenOr, hclsyntax.TokenBang:
		return true
	}
	return false
}
