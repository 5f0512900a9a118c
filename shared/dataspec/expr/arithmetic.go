package expr

import "math/bits"

// arithmetic picks the implementation of an operator and the type of its result. Exact operands stay exact; a result that
// does not fit 64 bits becomes FLOAT64 rather than a wrong number.
func arithmetic(op string, a, b Type) (func(x, y Value) Value, Type) {
	result := Decimal
	switch {
	case op == "/" || a == Float || b == Float:
		return floatOp(op), Float
	case a == Int && b == Int:
		result = Int
	}
	exact := exactOp(op)
	inexact := floatOp(op)
	return func(x, y Value) Value {
		if x.IsNull() || y.IsNull() {
			return Value{}
		}
		if v, ok := exact(x, y); ok {
			return v
		}
		return inexact(x, y)
	}, result
}

func floatOp(op string) func(x, y Value) Value {
	var f func(a, b float64) float64
	switch op {
	case "+":
		f = func(a, b float64) float64 { return a + b }
	case "-":
		f = func(a, b float64) float64 { return a - b }
	case "*":
		f = func(a, b float64) float64 { return a * b }
	default:
		return func(x, y Value) Value {
			d := y.Float()
			if x.IsNull() || y.IsNull() || d == 0 {
				return Value{} // like SAFE_DIVIDE
			}
			return NewFloat(x.Float() / d)
		}
	}
	return func(x, y Value) Value {
		if x.IsNull() || y.IsNull() {
			return Value{}
		}
		return NewFloat(f(x.Float(), y.Float()))
	}
}

func exactOp(op string) func(x, y Value) (Value, bool) {
	if op == "*" {
		return func(x, y Value) (Value, bool) {
			i, ok := mul(x.I, y.I)
			return number64(i, int(x.Scale)+int(y.Scale), x.T == Decimal || y.T == Decimal), ok && x.Scale+y.Scale <= MaxScale
		}
	}
	sign := int64(1)
	if op == "-" {
		sign = -1
	}
	return func(x, y Value) (Value, bool) {
		scale := max(x.Scale, y.Scale)
		a, ok1 := mul(x.I, pow10[scale-x.Scale])
		b, ok2 := mul(y.I, pow10[scale-y.Scale])
		sum, ok3 := Add(a, sign*b)
		return number64(sum, int(scale), x.T == Decimal || y.T == Decimal), ok1 && ok2 && ok3
	}
}

func number64(i int64, scale int, isDecimal bool) Value {
	if isDecimal {
		return NewDecimal(i, uint8(scale))
	}
	return NewInt(i)
}

// Add adds and reports whether the sum fits 64 bits.
func Add(a, b int64) (int64, bool) {
	sum := a + b
	return sum, (sum > a) == (b > 0)
}

func mul(a, b int64) (int64, bool) {
	hi, lo := bits.Mul64(magnitude(a), magnitude(b))
	return a * b, hi == 0 && lo < 1<<63
}

// Plus adds two numbers, exactly when both are exact; NULL counts as nothing. It fails when an exact sum does not fit.
func Plus(x, y Value) (Value, error) {
	switch {
	case x.IsNull():
		return y, nil
	case y.IsNull():
		return x, nil
	case x.T == Float || y.T == Float:
		return NewFloat(x.Float() + y.Float()), nil
	}
	v, ok := exactOp("+")(x, y)
	if !ok {
		return Value{}, ErrOverflow
	}
	return v, nil
}
