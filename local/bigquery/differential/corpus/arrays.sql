# Arrays, structs, UNNEST.

== literals
SELECT [1, 2, 3] AS a, ['x'] AS b, ARRAY<INT64>[] AS c, ARRAY<FLOAT64>[1, 2.5] AS d

== elements
SELECT a[OFFSET(0)] AS first, a[ORDINAL(1)] AS one, a[SAFE_OFFSET(9)] AS none, a[SAFE_ORDINAL(0)] AS zero FROM (SELECT [10, 20, 30] AS a)

== elements by position
differs: The analyzer of the emulator lacks array[position], which BigQuery documents as the same as OFFSET.
SELECT a[2] AS third FROM (SELECT [10, 20, 30] AS a)

== an offset beyond the end is an error
SELECT [1, 2][OFFSET(5)]

== length, concat, reverse
SELECT ARRAY_LENGTH([1, 2]) AS n, ARRAY_CONCAT([1], [2, 3]) AS c, ARRAY_REVERSE([1, 2, 3]) AS r, ARRAY_LENGTH(CAST(NULL AS ARRAY<INT64>)) AS nothing

== first and last
SELECT ARRAY_FIRST([1, 2, 3]) AS f, ARRAY_LAST([1, 2, 3]) AS l, ARRAY_SLICE([1, 2, 3, 4], 1, 2) AS s

== to string
SELECT ARRAY_TO_STRING(['a', NULL, 'c'], '-') AS a, ARRAY_TO_STRING(['a', NULL, 'c'], '-', '?') AS b

== generate_array
SELECT GENERATE_ARRAY(1, 5) AS a, GENERATE_ARRAY(0, 10, 3) AS b, GENERATE_ARRAY(3, 1, -1) AS c, GENERATE_ARRAY(0, 1, 0.25) AS d, GENERATE_ARRAY(5, 1) AS e

== unnest
SELECT x FROM UNNEST([3, 1, 2]) AS x ORDER BY x

== unnest with offset
SELECT x, n FROM UNNEST(['a', 'b']) AS x WITH OFFSET AS n ORDER BY n

== unnest with an unnamed offset
SELECT x, offset FROM UNNEST(['a', 'b']) AS x WITH OFFSET ORDER BY offset

== unnest of structs
SELECT id, name FROM UNNEST([STRUCT(1 AS id, 'a' AS name), (2, 'b')]) ORDER BY id

== a struct by its alias
SELECT p.x, p FROM UNNEST([STRUCT(1 AS x, 2 AS y)]) AS p

== cross join with an array column
SELECT product, tag FROM items, UNNEST(tags) AS tag ORDER BY product, order_id, tag

== left join with an array column
differs: The emulator drops rows whose array is empty; a LEFT JOIN keeps them.
SELECT product, order_id, tag FROM items LEFT JOIN UNNEST(tags) AS tag ORDER BY product, order_id, tag

== an array column by its path
SELECT i.product, t FROM items i, i.tags t WHERE i.order_id = 2 ORDER BY t

== array subquery
SELECT order_id, product, ARRAY(SELECT UPPER(t) FROM UNNEST(tags) AS t ORDER BY t) AS upper FROM items ORDER BY order_id, product

== filtering an array
SELECT product, ARRAY(SELECT t FROM UNNEST(tags) AS t WHERE t LIKE 'f%' ORDER BY t) AS f FROM items WHERE order_id = 2

== array_transform and array_filter
differs: Functions with lambdas are not part of the local warehouse: refused.
SELECT ARRAY_TRANSFORM([1, 2, 3], x -> x * 10) AS t, ARRAY_FILTER([1, 2, 3], x -> x > 1) AS f, ARRAY_INCLUDES([1, 2], 2) AS i

== in unnest
SELECT product FROM items WHERE 'sale' IN UNNEST(tags) ORDER BY product

== exists over an array
SELECT order_id, product FROM items WHERE EXISTS (SELECT 1 FROM UNNEST(tags) AS t WHERE t = 'fresh') ORDER BY 1, 2

== counting elements
SELECT tag, COUNT(*) AS n FROM items CROSS JOIN UNNEST(tags) AS tag GROUP BY tag ORDER BY n DESC, tag

== aggregate within a row
differs: The emulator crashes on an aggregate over an empty array; BigQuery gives NULL.
SELECT order_id, product, (SELECT STRING_AGG(t, '+' ORDER BY t) FROM UNNEST(tags) AS t) AS joined FROM items ORDER BY 1, 2

== struct literals
SELECT STRUCT(1 AS a, 'b' AS b) AS s, STRUCT<x INT64, y STRING>(1, 'z') AS t

== struct fields
SELECT attrs.color, attrs.size FROM items ORDER BY order_id, product

== struct star
SELECT product, attrs.* FROM items WHERE order_id = 1 ORDER BY product

== comparing structs
SELECT (1, 'a') = (1, 'a') AS same, (1, 2) IN ((1, 2), (3, 4)) AS found, STRUCT(1 AS x) = STRUCT(2 AS y) AS other

== nested structs and arrays
SELECT STRUCT([STRUCT(1 AS a, ['x', 'y'] AS b)] AS list) AS s

== array of array is an error
SELECT [[1], [2]]

== grouping by a struct's field
SELECT attrs.color AS color, SUM(quantity) AS n FROM items GROUP BY color ORDER BY color

== two arrays side by side
SELECT a, b FROM UNNEST([1, 2, 3]) AS a WITH OFFSET AS i JOIN UNNEST(['x', 'y', 'z']) AS b WITH OFFSET AS j ON i = j ORDER BY a

== flatten by cross product
SELECT x, y FROM UNNEST([1, 2]) AS x, UNNEST(['a', 'b']) AS y ORDER BY x, y

== range_bucket
SELECT RANGE_BUCKET(20, [0, 10, 20, 30]) AS a, RANGE_BUCKET(25, [0, 10, 20, 30]) AS b, RANGE_BUCKET(-1, [0, 10]) AS c

== array_agg and back
SELECT k, (SELECT SUM(x) FROM UNNEST(ids) AS x) AS s FROM (SELECT k, ARRAY_AGG(id) AS ids FROM readings GROUP BY k) ORDER BY k

== a null array shows as empty
SELECT CAST(NULL AS ARRAY<STRING>) AS a
