# Integers, floating-point numbers, NUMERIC, casts, SAFE functions.

== integer arithmetic
SELECT id, a + b AS plus, a - b AS minus, a * b AS times FROM readings ORDER BY id

== negation
differs: The emulator lacks the unary minus on columns.
SELECT id, -a AS neg FROM readings ORDER BY id

== division gives floats
SELECT id, a / b AS q FROM readings WHERE b != 0 ORDER BY id

== div and mod
SELECT id, DIV(a, b) AS d, MOD(a, b) AS m FROM readings ORDER BY id

== division by zero is an error
SELECT 1 / 0

== div by zero is an error
SELECT DIV(1, 0)

== safe divisions
SELECT SAFE_DIVIDE(1, 0) AS a, SAFE_DIVIDE(10, 4) AS b, IEEE_DIVIDE(1, 0) AS c, SAFE_DIVIDE(NUMERIC '1', NUMERIC '3') AS e

== nothing by nothing
differs: The emulator gives NULL; BigQuery documents NaN.
SELECT IEEE_DIVIDE(0, 0) AS d

== safe arithmetic
differs: The emulator wraps around; BigQuery gives NULL on overflow.
SELECT SAFE_ADD(9223372036854775807, 1) AS a, SAFE_SUBTRACT(1, 2) AS b, SAFE_MULTIPLY(9223372036854775807, 2) AS c, SAFE_NEGATE(5) AS d

== overflow is an error
differs: The emulator wraps around; BigQuery documents an overflow error.
SELECT 9223372036854775807 + 1

== bits
SELECT 5 & 3 AS a, 5 | 3 AS o, 5 ^ 3 AS x, ~5 AS n, 1 << 10 AS l, 1024 >> 3 AS r, BIT_COUNT(255) AS c

== shifting a negative number right
differs: The emulator extends the sign; BigQuery documents that it does not.
SELECT -8 >> 1 AS r

== hexadecimal
SELECT 0xFF AS a, -0x10 AS b

== rounding floats
SELECT ROUND(2.5) AS a, ROUND(-2.5) AS b, TRUNC(-1.7) AS e, CEIL(1.2) AS g, FLOOR(-1.2) AS h

== rounding floats to digits
SELECT ROUND(1.005, 2) AS c, ROUND(1234.5, -2) AS d

== truncating floats to digits
differs: The emulator lacks TRUNC to digits.
SELECT TRUNC(1.789, 2) AS f

== rounding numerics
SELECT ROUND(NUMERIC '2.5') AS a, ROUND(NUMERIC '-2.5') AS b, CEIL(NUMERIC '1.000000001') AS e, FLOOR(NUMERIC '-0.1') AS f

== rounding numerics to digits
differs: The emulator rounds NUMERIC as a floating-point number; BigQuery rounds halves away from zero exactly.
SELECT ROUND(NUMERIC '1.005', 2) AS c

== rounding numerics to hundreds
SELECT ROUND(NUMERIC '1250', -2) AS d

== truncating numerics to digits
differs: The emulator lacks TRUNC to digits.
SELECT TRUNC(NUMERIC '1.999', 1) AS d

== rounding integers
SELECT ROUND(5) AS a, CEIL(5) AS b, ROUND(15, -1) AS c

== numeric arithmetic
SELECT NUMERIC '1.1' + NUMERIC '2.2' AS a, NUMERIC '0.1' * 3 AS b, NUMERIC '10' / 4 AS c, NUMERIC '1' / 3 AS d

== negative numerics
differs: The emulator lacks the unary minus on NUMERIC.
SELECT -NUMERIC '1.5' AS e

== numeric with integers and floats
SELECT NUMERIC '1.5' + 1 AS a, NUMERIC '1.5' + 1.5 AS b, NUMERIC '2' * 2.5 AS c

== numeric products keep nine digits
SELECT NUMERIC '1.000000001' * NUMERIC '1.000000001' AS a, NUMERIC '123.456' * NUMERIC '0.001' AS b

== sums of numerics are exact
SELECT SUM(x) AS s FROM UNNEST([NUMERIC '0.1', NUMERIC '0.2', NUMERIC '0.3']) AS x

== sums of floats are not
SELECT 0.1 + 0.2 = 0.3 AS same, NUMERIC '0.1' + NUMERIC '0.2' = NUMERIC '0.3' AS exact

== bignumeric
SELECT BIGNUMERIC '1.5' + BIGNUMERIC '2.25' AS a, CAST(1.5 AS BIGNUMERIC) AS b

== powers and logs
SELECT POW(2, 10) AS a, SQRT(16) AS b, EXP(0) AS c, LN(1) AS d, LOG10(1000) AS e, CBRT(27) AS g

== a log with a base
differs: The emulator ignores the base of LOG.
SELECT LOG(8, 2) AS f

== signs
SELECT ABS(-5) AS a, SIGN(-2.5) AS b, SIGN(0) AS c, ABS(NUMERIC '-1.5') AS d

== trigonometry
SELECT ROUND(SIN(1), 10) AS s, ROUND(COS(1), 10) AS c, ROUND(ATAN2(1, 2), 10) AS a, ROUND(TAN(1), 10) AS t, ROUND(ASIN(0.5), 10) AS i

== specials
differs: The emulator cannot write inf and nan.
SELECT CAST('inf' AS FLOAT64) AS a, CAST('-inf' AS FLOAT64) AS b, IS_NAN(CAST('nan' AS FLOAT64)) AS c, IS_INF(CAST('inf' AS FLOAT64)) AS d

== comparing nan
differs: The emulator cannot write nan. Here NaN equals itself and is larger than every number; in BigQuery every comparison with it is false.
SELECT CAST('nan' AS FLOAT64) = CAST('nan' AS FLOAT64) AS e, CAST('nan' AS FLOAT64) > 1 AS g, CAST('nan' AS FLOAT64) < 1 AS l

== nan in order
differs: The emulator cannot write nan. Here NaN comes last, in BigQuery after NULL and before all numbers.
SELECT x FROM UNNEST([1.0, CAST('nan' AS FLOAT64), NULL, CAST('-inf' AS FLOAT64)]) AS x ORDER BY x

== nan in aggregates
differs: The emulator cannot write nan. Here MIN skips NaN, in BigQuery it is NaN.
SELECT MAX(x) AS hi, MIN(x) AS lo, SUM(x) AS s FROM UNNEST([1.0, CAST('nan' AS FLOAT64), 2.0]) AS x

== casts to integers round
SELECT CAST(2.5 AS INT64) AS a, CAST(-2.5 AS INT64) AS b, CAST(1.4 AS INT64) AS c, CAST(NUMERIC '2.5' AS INT64) AS d, CAST('12' AS INT64) AS e, CAST(TRUE AS INT64) AS f, CAST('0x1F' AS INT64) AS g

== casts to floats
SELECT CAST('1e3' AS FLOAT64) AS a, CAST(3 AS FLOAT64) AS b, CAST(NUMERIC '1.5' AS FLOAT64) AS c

== casts to text
SELECT CAST(1 AS STRING) AS a, CAST(1.5 AS STRING) AS b, CAST(1.0 AS STRING) AS c, CAST(NUMERIC '1.50' AS STRING) AS d, CAST(TRUE AS STRING) AS e, CAST(1e20 AS STRING) AS f, CAST(0.1 AS STRING) AS g

== casts to bool
SELECT CAST('true' AS BOOL) AS a, CAST('FALSE' AS BOOL) AS b, CAST(0 AS BOOL) AS c, CAST(5 AS BOOL) AS d

== casts to numeric round
SELECT CAST(1.23456789012 AS NUMERIC) AS a, CAST('1.5' AS NUMERIC) AS b, CAST(2 AS NUMERIC) AS c, CAST(0.1 AS NUMERIC) AS d

== casts that fail
SELECT CAST('twelve' AS INT64)

== safe casts
SELECT SAFE_CAST('twelve' AS INT64) AS a, SAFE_CAST('1.5' AS INT64) AS b, SAFE_CAST('x' AS FLOAT64) AS c, SAFE_CAST('maybe' AS BOOL) AS d, SAFE_CAST('9' AS INT64) AS e, SAFE_CAST(1e30 AS INT64) AS f

== safe prefix
SELECT SAFE.SUBSTR('abc', 1, -1) AS a, SAFE.LN(-1) AS b, SAFE.SQRT(-1) AS c, SAFE.POW(2, 3) AS d

== log of a negative is an error
differs: The emulator gives NULL; BigQuery documents an error.
SELECT LN(-1)

== float overflow
SELECT CAST(1e308 AS FLOAT64) * 10

== integers and floats compare
SELECT 1 = 1.0 AS a, 1 < 1.5 AS b, NUMERIC '1.5' = 1.5 AS c, 2 IN (1.0, 2.0) AS d

== types of results
SELECT 1 + 1 AS i, 1 + 1.0 AS f, 1 / 1 AS q, 1 * NUMERIC '1' AS n, MOD(5, 3) AS m, ROUND(1) AS r, IF(TRUE, 1, 2.5) AS c, COALESCE(1, 2.5) AS l

== numbers from odd text
differs: The emulator refuses blanks around a number; BigQuery reads past them.
SELECT CAST(' 12 ' AS INT64) AS a, CAST('+5' AS INT64) AS b, CAST('-0' AS INT64) AS c

== large and small floats
SELECT 1e15 AS a, 1e16 AS b, 123456789.123 AS c, 1e-7 AS d

== parse_numeric
SELECT PARSE_NUMERIC('1,234.5') AS a, PARSE_NUMERIC(' - 12.34 ') AS b

== greatest of mixed types
SELECT GREATEST(1, 2.5) AS a, LEAST(NUMERIC '1', 2) AS b

== zeroifnull
SELECT ZEROIFNULL(NULL) AS a, NULLIFZERO(0) AS b, NULLIFZERO(3) AS c
