# Aggregate functions.

== the basic five
SELECT COUNT(*) AS n, COUNT(total) AS totals, SUM(total) AS s, AVG(total) AS a, MIN(total) AS lo, MAX(total) AS hi FROM orders

== of integers
SELECT SUM(a) AS s, AVG(a) AS m, MIN(a) AS lo, MAX(a) AS hi, COUNT(DISTINCT a) AS d FROM readings

== of floats
SELECT SUM(f) AS s, AVG(f) AS m FROM readings WHERE id < 5

== of dates and text
SELECT MIN(day) AS first, MAX(ordered_at) AS last, MIN(status) AS least FROM orders

== distinct
SELECT SUM(DISTINCT tax) AS s, AVG(DISTINCT tax) AS a, COUNT(DISTINCT status) AS n FROM orders

== countif
SELECT COUNTIF(total > 10) AS n, COUNTIF(status IS NULL) AS nulls FROM orders

== logical
SELECT LOGICAL_AND(a > 0) AS every, LOGICAL_OR(a > 9) AS some FROM readings

== bits
SELECT BIT_AND(b) AS a, BIT_OR(b) AS o, BIT_XOR(b) AS x FROM readings

== string_agg
SELECT STRING_AGG(status) AS a, STRING_AGG(status, ' + ') AS b FROM (SELECT status FROM orders WHERE status = 'paid')

== string_agg ordered and limited
SELECT STRING_AGG(name, '/' ORDER BY name DESC LIMIT 2) AS s FROM customers

== string_agg distinct
SELECT STRING_AGG(DISTINCT status, ',' ORDER BY status) AS s FROM orders

== array_agg
SELECT ARRAY_AGG(id ORDER BY id DESC) AS a, ARRAY_AGG(a IGNORE NULLS ORDER BY id LIMIT 3) AS b FROM readings

== array_agg distinct
SELECT ARRAY_AGG(DISTINCT a IGNORE NULLS ORDER BY a) AS a FROM readings

== array_agg of structs
SELECT ARRAY_AGG(STRUCT(product, quantity) ORDER BY quantity DESC LIMIT 2) AS top FROM items

== array_concat_agg
SELECT ARRAY_CONCAT_AGG(tags ORDER BY order_id, product) AS tags FROM items

== statistics
SELECT STDDEV(b) AS s, STDDEV_POP(b) AS sp, VARIANCE(b) AS v, VAR_POP(b) AS vp FROM readings

== correlation
SELECT ROUND(CORR(id, b), 6) AS c, COVAR_POP(id, b) AS cp, COVAR_SAMP(id, b) AS cs FROM readings

== statistics of one value
SELECT STDDEV(x) AS s, STDDEV_POP(x) AS p, VAR_SAMP(x) AS v FROM UNNEST([5]) AS x

== any_value of one
SELECT ANY_VALUE(x) AS x FROM UNNEST([7]) AS x

== the least array is an error
SELECT MIN(tags) FROM items

== aggregates of aggregates are an error
SELECT MAX(SUM(total)) FROM orders GROUP BY status

== max_by and min_by
SELECT MAX_BY(product, price) AS dear, MIN_BY(product, quantity) AS few FROM items

== any_value having
SELECT ANY_VALUE(product HAVING MAX price) AS dear, ANY_VALUE(product HAVING MIN quantity) AS few FROM items

== approximate count
SELECT APPROX_COUNT_DISTINCT(product) AS n FROM items

== approximate quantiles
SELECT APPROX_QUANTILES(x, 4) AS q FROM UNNEST(GENERATE_ARRAY(1, 101)) AS x

== approximate top count
SELECT APPROX_TOP_COUNT(product, 2) AS top FROM items

== approximate top sum
differs: Not part of the local warehouse's subset: refused.
SELECT APPROX_TOP_SUM(product, quantity, 2) AS top FROM items

== avg of numeric
SELECT AVG(price) AS a, AVG(quantity) AS q FROM items

== grouping a null key
SELECT k, COUNT(*) AS n, SUM(a) AS s FROM readings GROUP BY k ORDER BY k

== aggregate of an expression over a join
SELECT c.country, SUM(i.price * i.quantity) AS revenue, COUNT(DISTINCT o.id) AS orders FROM items i JOIN orders o ON o.id = i.order_id JOIN customers c ON c.id = o.customer_id GROUP BY c.country ORDER BY revenue

== sum overflows
differs: The emulator wraps around; BigQuery documents an overflow error.
SELECT SUM(x) FROM UNNEST([9223372036854775807, 1]) AS x

== filter by case
SELECT SUM(CASE WHEN status = 'paid' THEN total END) AS paid, SUM(IF(status = 'open', total, 0)) AS open FROM orders

== pivot
SELECT * FROM (SELECT product, quarter, amount FROM sales) PIVOT (SUM(amount) FOR quarter IN ('Q1', 'Q2', 'Q3')) ORDER BY product

== pivot with aliases and two aggregates
SELECT * FROM (SELECT product, year, amount FROM sales) PIVOT (SUM(amount) AS s, COUNT(*) AS n FOR year IN (2023 AS y23, 2024 AS y24)) ORDER BY product

== pivot without groups
SELECT * FROM (SELECT quarter, amount FROM sales) PIVOT (MAX(amount) FOR quarter IN ('Q1', 'Q2'))

== unpivot
SELECT * FROM (SELECT 'kale' AS product, 51 AS q1, CAST(NULL AS INT64) AS q2, 3 AS q3) UNPIVOT (amount FOR quarter IN (q1, q2, q3)) ORDER BY quarter

== unpivot with nulls and labels
SELECT * FROM (SELECT 'kale' AS product, 51 AS q1, CAST(NULL AS INT64) AS q2) UNPIVOT INCLUDE NULLS (amount FOR quarter IN (q1 AS 'first', q2 AS 'second')) ORDER BY quarter
