# JSON values and JSON in text.

== json_value
SELECT JSON_VALUE('{"a": {"b": "x"}, "n": 1.50, "t": true, "z": null}', '$.a.b') AS a, JSON_VALUE('{"n": 1.50}', '$.n') AS b, JSON_VALUE('{"t": true}', '$.t') AS c, JSON_VALUE('{"z": null}', '$.z') AS d, JSON_VALUE('{"a": [1]}', '$.a') AS e

== json_value in arrays
SELECT JSON_VALUE('{"a": ["x", "y"]}', '$.a[1]') AS a, JSON_VALUE('[1, 2]', '$[0]') AS b, JSON_VALUE('{"a": 1}', '$.b') AS c, JSON_VALUE('"text"') AS d

== json_query
SELECT JSON_QUERY('{"a": {"b": [1, 2]}}', '$.a') AS a, JSON_QUERY('{"a": {"b": [1, 2]}}', '$.a.b') AS b, JSON_QUERY('{"a": "x"}', '$.a') AS c, JSON_QUERY('{"a": null}', '$.a') AS d

== quoted keys
SELECT JSON_VALUE('{"a.b": {"c d": 5}}', '$."a.b"."c d"') AS a

== the older names
SELECT JSON_EXTRACT('{"a": {"b": 1}}', '$.a') AS a, JSON_EXTRACT_SCALAR('{"a": "x"}', '$.a') AS b, JSON_EXTRACT_SCALAR('{"a b": 1}', "$['a b']") AS c

== arrays
SELECT JSON_QUERY_ARRAY('[1, "a", {"b":2}]') AS a, JSON_VALUE_ARRAY('["x", "y", 3]') AS b, JSON_EXTRACT_ARRAY('{"a": [1, 2]}', '$.a') AS c, JSON_EXTRACT_STRING_ARRAY('["a", "b"]') AS d

== unnesting a json array
SELECT JSON_VALUE(x, '$.id') AS id FROM UNNEST(JSON_QUERY_ARRAY('[{"id": 2}, {"id": 1}]')) AS x ORDER BY id

== parse_json and fields
SELECT PARSE_JSON('{"a": {"b": 5}, "c": [1, 2]}').a.b AS b, PARSE_JSON('{"c": [1, 2]}').c[1] AS c, JSON_VALUE(PARSE_JSON('{"x": "y"}').x) AS x

== json literals
SELECT JSON '{"b": 1, "a": [true, null]}' AS j, JSON '"x"' AS s, JSON 'null' AS n

== typed values
SELECT INT64(JSON '5') AS i, FLOAT64(JSON '1.5') AS f, BOOL(JSON 'true') AS b, STRING(JSON '"s"') AS s

== typed values that do not fit are errors
SELECT INT64(JSON '"five"')

== lax values
differs: Not part of the local warehouse's subset: refused.
SELECT LAX_INT64(JSON '"5"') AS i, LAX_BOOL(JSON '"true"') AS b, LAX_STRING(JSON '1') AS s, LAX_FLOAT64(JSON '"x"') AS f

== json_type
SELECT JSON_TYPE(JSON '1') AS n, JSON_TYPE(JSON '"a"') AS s, JSON_TYPE(JSON '[]') AS a, JSON_TYPE(JSON '{}') AS o, JSON_TYPE(JSON 'null') AS z, JSON_TYPE(JSON 'true') AS b

== to_json_string
SELECT TO_JSON_STRING(STRUCT(1 AS a, 'x' AS b, [1, 2] AS c, CAST(NULL AS STRING) AS d)) AS s, TO_JSON_STRING([1.5, 2.5]) AS f, TO_JSON_STRING('q"t') AS t, TO_JSON_STRING(NULL) AS n

== to_json_string of a bool
SELECT TO_JSON_STRING(STRUCT(TRUE AS e)) AS s

== to_json_string of dates and numbers
SELECT TO_JSON_STRING(STRUCT(NUMERIC '1.5' AS n, 12345678901234567 AS i)) AS s

== to_json_string of dates in a struct
differs: The emulator leaves out the quotes around dates and times.
SELECT TO_JSON_STRING(STRUCT(DATE '2024-01-02' AS d, TIMESTAMP '2024-01-02 03:04:05+00' AS t, DATETIME '2024-01-02 03:04:05' AS dt)) AS s

== to_json_string of a row
SELECT TO_JSON_STRING(s) AS j FROM staff AS s ORDER BY id

== to_json
SELECT TO_JSON(STRUCT(1 AS a, [STRUCT('x' AS b)] AS c)) AS j

== bad json is an error
SELECT PARSE_JSON('{"a": ')

== safe parse_json
SELECT SAFE.PARSE_JSON('{"a": ') AS a

== json objects and arrays
SELECT JSON_OBJECT('a', 1, 'b', 'x') AS o, JSON_ARRAY(1, 'a', NULL) AS a

== json keys, set and remove
differs: Not part of the local warehouse's subset: refused.
SELECT JSON_KEYS(JSON '{"b": {"c": 1}, "a": 2}') AS k, JSON_SET(JSON '{"a": 1}', '$.a', 2) AS s, JSON_REMOVE(JSON '{"a": 1, "b": 2}', '$.a') AS r

== a missing path of json
SELECT JSON_QUERY(JSON '{"a": 1}', '$.b') AS a

== a path into a number
differs: The emulator ignores the rest of a path below a number; BigQuery gives NULL.
SELECT JSON_VALUE(JSON '{"a": 1}', '$.a.b') AS b

== unicode and escapes
SELECT JSON_VALUE('{"a": "é\\n\\u00e9"}', '$.a') AS a, TO_JSON_STRING('é\n') AS b

== comparing json is an error
SELECT JSON '1' = JSON '1'
