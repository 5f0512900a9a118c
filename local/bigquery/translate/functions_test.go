package translate_test

import "testing"

func TestStrings(t *testing.T) {
	t.Parallel()
	check(t, [][2]string{
		{"SELECT CONCAT('T.P.', ' ', 'Bar'), CONCAT('a', NULL), 'a' || 'b'", "T.P. Bar|NULL|ab"},
		{"SELECT LENGTH('абвгд'), CHAR_LENGTH('é'), BYTE_LENGTH('абвгд'), LENGTH(b'abc')", "5|1|10|3"},
		{"SELECT LOWER('FOO'), UPPER('bar'), INITCAP('Hello World-everyone!'), REVERSE('foo'), REPEAT('abc', 3)", "foo|BAR|Hello World-Everyone!|oof|abcabcabc"},
		{"SELECT LPAD('abc', 5), LPAD('abc', 2), LPAD('abc', 8, 'def'), RPAD('abc', 8, 'def'), RPAD('abc', 5)", "  abc|ab|defdeabc|abcdefde|abc  "},
		{"SELECT TRIM('   apple   '), TRIM('***apple***', '*'), LTRIM('***apple***', '*'), RTRIM('***apple***', '*'), TRIM('xzxapplexxy', 'xyz')", "apple|apple|apple***|***apple|apple"},
		{"SELECT SUBSTR('apple', 2), SUBSTR('apple', 2, 2), SUBSTR('apple', -2), SUBSTR('apple', 1, 123), SUBSTR('apple', 123), SUBSTR('apple', 0, 2), SUBSTR('apple', -9, 2)", "pple|pp|le|apple||ap|ap"},
		{"SELECT LEFT('apple', 3), RIGHT('apple', 3), RIGHT('apple', 0), REPLACE('apple pie', 'pie', 'cobbler'), REPLACE('a', '', 'x'), TRANSLATE('This is a cookie', 'sco', 'zku')", "app|ple||apple cobbler|a|Thiz iz a kuukie"},
		{"SELECT STARTS_WITH('bar', 'b'), ENDS_WITH('apple', 'e'), CONTAINS_SUBSTR('the blue house', 'Blue'), STRPOS('foo@example.com', '@'), STRPOS('x', '@'), INSTR('banana', 'an', 3)", "true|true|true|4|0|4"},
		{"SELECT SPLIT('b,c,a'), SPLIT('', ','), SPLIT('a b', ' ')[OFFSET(1)], SPLIT('abc', '')", "[b, c, a]|[]|b|[a, b, c]"},
		{"SELECT REGEXP_CONTAINS('foo@example.com', r'@[a-zA-Z0-9-]+\\.[a-zA-Z0-9-.]+'), REGEXP_CONTAINS('www.example.net', r'^foo')", "true|false"},
		{"SELECT REGEXP_EXTRACT('foo@example.com', r'^[a-zA-Z0-9_.+-]+'), REGEXP_EXTRACT('foo@example.com', r'^[a-zA-Z0-9_.+-]+@[a-zA-Z0-9-]+\\.([a-zA-Z0-9-.]+$)'), REGEXP_EXTRACT('ab', r'z')", "foo|com|NULL"},
		{"SELECT REGEXP_EXTRACT_ALL('Try `func(x)` or `func(y)`', '`(.+?)`'), REGEXP_REPLACE('# Heading', r'^# ([a-zA-Z0-9\\s]+$)', '<h1>\\\\1</h1>'), REGEXP_REPLACE('aaa', 'a', 'b')", "[func(x), func(y)]|<h1>Heading</h1>|bbb"},
		{"SELECT REGEXP_EXTRACT('a', r'(a)(b)')", "error: Regular expressions passed into extraction functions must not have more than 1 capturing group at [1:8]"},
		{"SELECT REGEXP_CONTAINS('a', '(')", "error: Cannot parse regular expression: missing closing ): `(` at [1:8]"},
		{"SELECT TO_BASE64(b'\\377\\340'), FROM_BASE64('/+A='), TO_HEX(b'\\x00\\x01\\xff'), TO_HEX(MD5('a')), FROM_HEX('00ff')", "/+A=|b\"\\xff\\xe0\"|0001ff|0cc175b9c0f1b6a831c399e269772661|b\"\\x00\\xff\""},
		{"SELECT ASCII('abcd'), CHR(65), UNICODE('âbcd'), TO_CODE_POINTS('ab')", "97|A|226|[97, 98]"},
		{"SELECT 'a%' LIKE 'a\\\\%', 'ab' LIKE 'a\\\\%', 'ab' LIKE 'a_', 'ab' NOT LIKE '%c%', 'x' LIKE ANY ('a', 'x%'), 'xy' LIKE ALL ('x%', '%z')", "true|false|true|true|true|false"},
		{"SELECT FORMAT('%T', 'x')", "error: The directive %T is not supported by FORMAT in the local warehouse at [1:15]"},
		{"SELECT FORMAT('%d %s %.2f', 10, 'a', 2.5), FORMAT('%05d|%5d|%-5d|%+d', 42, 42, 42, 42), FORMAT(\"%'d\", 1234567), FORMAT('%t%%', DATE '2024-01-01')", "10 a 2.50|00042|   42|42   |+42|1,234,567|2024-01-01%"},
		{"SELECT 'it\\'s', \"q\", r'a\\n', '''x\ny''', 'tab\\tx', '\\u00e9', '\\x41'", "it's|q|a\\n|x\ny|tab\tx|é|A"},
		{"SELECT EDIT_DISTANCE('abc', 'adc'), NORMALIZE('a')", "1|a"},
		{"SELECT MAX(name), MIN(name), STRING_AGG(name ORDER BY name DESC), STRING_AGG(name, ' & ' ORDER BY id LIMIT 2), STRING_AGG(DISTINCT country, ',' ORDER BY country) FROM customers", "Dan|Ada|Dan,Cleo,Bob,Ada|Ada & Bob|GB,US"},
		{"SELECT LENGTH(1)", "error: No matching signature for function LENGTH for argument type: INT64. Supported signatures: LENGTH(STRING); LENGTH(BYTES) at [1:8]"},
		{"SELECT 1 = 'a'", "error: No matching signature for operator = for argument types: INT64, STRING at [1:8]"},
		{"SELECT FOO(1)", "error: Function not found: FOO at [1:8]"},
		{"SELECT LENGTHH('a')", "error: Function not found: LENGTHH; Did you mean length? at [1:8]"},
	})
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	check(t, [][2]string{
		{"SELECT 7 / 2, 6 / 3, 7.0 / 2, NUMERIC '10' / 3, DIV(20, 4), DIV(-7, 2), MOD(25, 12), MOD(-7, 2)", "3.5|2|3.5|3.333333333|5|-3|1|-1"},
		{"SELECT 1 / 0", "error: division by zero: 1 / 0"},
		{"SELECT SUM(total) / COUNT(*), AVG(total) FROM orders WHERE id <= 3", "11.916666667|11.916666667"},
		{"SELECT MOD(1, 0)", "error: division by zero: MOD(1, 0)"},
		{"SELECT SAFE_DIVIDE(20, 4), SAFE_DIVIDE(20, 0), SAFE_DIVIDE(NUMERIC '1', 3), SAFE_ADD(9223372036854775807, 1), SAFE_MULTIPLY(20, 4)", "5|NULL|0.333333333|NULL|80"},
		{"SELECT 9223372036854775807 + 1", "error: int64 overflow: Overflow in addition of INT64 (9223372036854775807 + 1)!"},
		{"SELECT 100000 * 100000, 2147483647 + 1, -9223372036854775808", "10000000000|2147483648|-9223372036854775808"},
		{"SELECT ROUND(2.0), ROUND(2.3), ROUND(2.5), ROUND(-2.5), ROUND(123.7, -1), ROUND(1.235, 2), ROUND(NUMERIC '2.345', 2), ROUND(NUMERIC '-2.345', 2), ROUND(5)", "2|2|3|-3|120|1.24|2.35|-2.35|5"},
		{"SELECT TRUNC(2.8), TRUNC(-2.8), TRUNC(2.789, 2), TRUNC(NUMERIC '2.789', 1), CEIL(2.3), FLOOR(-2.3), CEIL(NUMERIC '2.1')", "2|-2|2.78|2.7|3|-3|3"},
		{"SELECT ABS(-5), SIGN(-3), POW(2, 3), SQRT(9), LN(1), LOG(8, 2), LOG10(100), EXP(0), GREATEST(1, 2, 3), LEAST(3, 1.5), GREATEST(1, NULL)", "5|-1|8|3|0|3|2|1|3|1.5|NULL"},
		{"SELECT CAST(2.5 AS INT64), CAST(-2.5 AS INT64), CAST(NUMERIC '1.5' AS INT64), CAST('12' AS INT64), CAST('0x1F' AS INT64), CAST(TRUE AS INT64)", "3|-3|2|12|31|1"},
		{"SELECT CAST('1.5' AS INT64)", "error: Bad int64 value: 1.5"},
		{"SELECT SAFE_CAST('1.5' AS INT64), SAFE_CAST('x' AS FLOAT64), SAFE_CAST('yes' AS BOOL), SAFE_CAST('true' AS BOOL)", "NULL|NULL|NULL|true"},
		{"SELECT CAST(1.0 AS STRING), CAST(1.5 AS STRING), CAST(NUMERIC '1.50' AS STRING), CAST(NUMERIC '100' AS STRING), CAST(10 AS STRING), CAST(TRUE AS STRING), CAST(1e20 AS STRING)", "1|1.5|1.5|100|10|true|1e+20"},
		{"SELECT CAST('inf' AS FLOAT64) > 1, IS_NAN(CAST('nan' AS FLOAT64)), IS_INF(1.0), IEEE_DIVIDE(1, 0)", "true|true|false|+Inf"},
		{"SELECT NUMERIC '1.1' + 1, NUMERIC '2' * NUMERIC '1.5', NUMERIC '1.5' * 2.0, total * 2 FROM orders WHERE id = 1", "2.1|3|3|21"},
		{"SELECT 5 & 3, 5 | 3, 5 ^ 3, ~5, 1 << 3, 16 >> 2, -1 >> 63, BIT_COUNT(7)", "1|7|6|-6|8|4|1|3"},
		{"SELECT RANGE_BUCKET(20, [0, 10, 20, 30, 40]), RANGE_BUCKET(-1, [0, 10])", "3|0"},
		{"SELECT IF(TRUE, 1, 2), IFNULL(NULL, 0), NULLIF(0, 0), COALESCE(NULL, 'b', 'c'), IF(NULL, 1, 2), CASE 2 WHEN 1 THEN 'a' WHEN 2 THEN 'b' END, CASE WHEN FALSE THEN 1 END", "1|0|NULL|b|2|b|NULL"},
		{"SELECT 1 IS DISTINCT FROM NULL, NULL IS NOT DISTINCT FROM NULL, TRUE AND NULL, NOT FALSE, NULL IS NULL, (1 = 2) IS FALSE", "true|true|NULL|true|true|true"},
		{"SELECT 2 IN (1, 2), 3 NOT IN (1, 2), 2 IN UNNEST([1, 2]), 5 BETWEEN 1 AND 5, EXISTS(SELECT 1 FROM orders WHERE id = 99)", "true|true|true|true|false"},
		{"SELECT CAST('a' AS BYTES), CAST(b'abc' AS STRING), BYTE_LENGTH(b'\\x00\\xff')", "b\"a\"|abc|2"},
		{"SELECT CAST(DATE '2024-01-01' AS INT64)", "error: Invalid cast from DATE to INT64 at [1:8]"},
	})
}

func TestArraysAndStructs(t *testing.T) {
	t.Parallel()
	check(t, [][2]string{
		{"SELECT [1, 2, 3], ARRAY<STRING>['a'], ARRAY<INT64>[], [1, 2.5], ARRAY_LENGTH([1, 2]), ARRAY_LENGTH([])", "[1, 2, 3]|[a]|[]|[1, 2.5]|2|0"},
		{"SELECT [10, 20][OFFSET(0)], [10, 20][ORDINAL(1)], [10, 20][SAFE_OFFSET(5)], [10, 20][SAFE_ORDINAL(0)], [10, 20][1], [10, 20][SAFE_OFFSET(-1)]", "10|10|NULL|NULL|20|NULL"},
		{"SELECT [10, 20][OFFSET(2)]", "error: Array index 2 is out of bounds"},
		{"SELECT [10, 20][ORDINAL(0)]", "error: Array index 0 is out of bounds"},
		{"SELECT ARRAY_CONCAT([1, 2], [3]), [1] || [2], ARRAY_REVERSE([1, 2]), ARRAY_TO_STRING(['a', NULL, 'c'], '--'), ARRAY_TO_STRING(['a', NULL], '-', 'MISSING'), ARRAY_FIRST([1, 2]), ARRAY_LAST([1, 2]), ARRAY_SLICE(['a', 'b', 'c', 'd', 'e'], 1, 3)", "[1, 2, 3]|[1, 2]|[2, 1]|a--c|a-MISSING|1|2|[b, c, d]"},
		{"SELECT GENERATE_ARRAY(1, 5), GENERATE_ARRAY(0, 10, 3), GENERATE_ARRAY(10, 0, -3), GENERATE_ARRAY(4, 4, 10), GENERATE_ARRAY(10, 0, 3), GENERATE_ARRAY(0, 1, 0.5)", "[1, 2, 3, 4, 5]|[0, 3, 6, 9]|[10, 7, 4, 1]|[4]|[]|[0, 0.5, 1]"},
		{"SELECT STRUCT(1 AS a, 'x' AS b), STRUCT(1, 2), STRUCT<a INT64, b DATE>(1, '2024-01-01'), STRUCT(1 AS a).a, (1, 'b')", "{a=1, b=x}|{_field_1=1, _field_2=2}|{a=1, b=2024-01-01}|1|{_field_1=1, _field_2=b}"},
		{"SELECT ARRAY(SELECT x * 2 FROM UNNEST([1, 2, 3]) AS x WHERE x > 1 ORDER BY x), ARRAY(SELECT AS STRUCT 1 AS a, 2 AS b), (SELECT AS STRUCT 1 AS a).a", "[4, 6]|[{a=1, b=2}]|1"},
		{"SELECT ARRAY_AGG(name ORDER BY id DESC LIMIT 2), ARRAY_AGG(country IGNORE NULLS ORDER BY id), ARRAY_AGG(DISTINCT country IGNORE NULLS ORDER BY country) FROM customers", "[Dan, Cleo]|[GB, US, US]|[GB, US]"},
		{"SELECT ANY_VALUE(name HAVING MAX id), ANY_VALUE(name HAVING MIN id), MAX_BY(name, id), MIN_BY(name, id) FROM customers", "Dan|Ada|Dan|Ada"},
		{"SELECT x, o FROM UNNEST(['a', 'b']) AS x WITH OFFSET AS o ORDER BY o", "a|0 / b|1"},
		{"SELECT * FROM UNNEST([STRUCT(1 AS a, 'x' AS b), (2, 'y')]) ORDER BY a", "1|x / 2|y"},
		{"SELECT id, t FROM orders LEFT JOIN UNNEST(tags) AS t WHERE id IN (3, 2) ORDER BY id", "2|b / 3|NULL"},
		{"SELECT id FROM orders WHERE 'b' IN UNNEST(tags) ORDER BY id", "1 / 2"},
		{"SELECT id, ARRAY_LENGTH(tags), ARRAY(SELECT t FROM UNNEST(tags) t ORDER BY t) FROM orders WHERE id IN (3, 4) ORDER BY id", "3|0|[] / 4|2|[a, c]"},
		{"SELECT lines[SAFE_OFFSET(0)].sku, ARRAY(SELECT l.sku FROM UNNEST(lines) AS l WHERE l.qty > 2) FROM items ORDER BY id", "x|[y] / NULL|[]"},
		{"SELECT AS STRUCT 1 AS a, 'b' AS b", "1|b"},
		{"SELECT s.* FROM (SELECT STRUCT(1 AS a, 2 AS b) AS s)", "1|2"},
		{"SELECT APPROX_TOP_COUNT(x, 2) FROM UNNEST(['a', 'b', 'a']) x", "[{value=a, count=2}, {value=b, count=1}]"},
	})
}

func TestJSON(t *testing.T) {
	t.Parallel()
	check(t, [][2]string{
		{"SELECT JSON_VALUE(doc, '$.c'), JSON_VALUE(doc, '$.a.b'), JSON_VALUE(doc, '$.a'), JSON_VALUE(doc, '$.n'), JSON_VALUE(doc, '$.zz') FROM items WHERE id = 1", "t|1|NULL|NULL|NULL"},
		{"SELECT JSON_VALUE('{\"a\":{\"b\":[\"x\"]}}', '$.a.b[0]'), JSON_QUERY('{\"a\":{\"b\":1}}', '$.a'), JSON_EXTRACT_SCALAR('{\"a b\":\"1\"}', \"$['a b']\"), JSON_VALUE('not json', '$.a')", "x|{\"b\":1}|1|NULL"},
		{"SELECT JSON_VALUE_ARRAY(doc, '$.l'), JSON_VALUE(doc.c), INT64(doc.a.b), doc.f IS NULL FROM items WHERE id = 1", "[1, two, NULL]|t|1|false"},
		{"SELECT TO_JSON_STRING(STRUCT(1 AS a, [1.5, 2] AS b, DATE '2024-01-01' AS c, TIMESTAMP '2024-01-01 10:00:00' AS d, NULL AS e, NUMERIC '1.50' AS f, TRUE AS g))", "{\"a\":1,\"b\":[1.5,2],\"c\":\"2024-01-01\",\"d\":\"2024-01-01T10:00:00Z\",\"e\":null,\"f\":1.5,\"g\":true}"},
		{"SELECT TO_JSON_STRING('a\"b'), TO_JSON_STRING(NULL), TO_JSON_STRING([1, 2]), JSON_TYPE(JSON '1'), STRING(JSON '\"x\"'), TO_JSON_STRING(9007199254740993)", "\"a\\\"b\"|null|[1,2]|number|x|9007199254740993"},
		{"SELECT JSON_VALUE(doc, 'a') FROM items", "error: Invalid token in JSONPath at: a at [1:24]"},
	})
}
