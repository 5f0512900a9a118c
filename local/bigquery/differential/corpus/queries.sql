# Common table expressions, recursion, set operations, grouping, ordering.

== two ctes
WITH a AS (SELECT id, total FROM orders WHERE status = 'paid'), b AS (SELECT MAX(total) AS top FROM a) SELECT a.id, b.top FROM a CROSS JOIN b ORDER BY a.id

== a cte hides a table
WITH orders AS (SELECT 42 AS id) SELECT id FROM orders

== recursive numbers
WITH RECURSIVE n AS (SELECT 1 AS x UNION ALL SELECT x + 1 FROM n WHERE x < 5) SELECT x, x * x AS square FROM n ORDER BY x

== recursive hierarchy
WITH RECURSIVE chain AS (SELECT id, name, 0 AS level, name AS path FROM staff WHERE boss IS NULL UNION ALL SELECT s.id, s.name, c.level + 1, CONCAT(c.path, '/', s.name) FROM staff s JOIN chain c ON s.boss = c.id) SELECT name, level, path FROM chain ORDER BY id

== recursive union distinct ends in cycles
WITH RECURSIVE r AS (SELECT 0 AS x UNION DISTINCT SELECT MOD(x + 2, 6) FROM r) SELECT x FROM r ORDER BY x

== union all
SELECT id FROM staff UNION ALL SELECT id FROM customers ORDER BY id

== union distinct with nulls
SELECT k FROM readings UNION DISTINCT SELECT NULL ORDER BY k

== union takes the names of the first
SELECT 1 AS a, 'x' AS b UNION ALL SELECT 2, 'y' ORDER BY a

== union finds a common type
SELECT 1 AS v UNION ALL SELECT 2.5 UNION ALL SELECT NULL ORDER BY v

== intersect distinct
SELECT id FROM staff INTERSECT DISTINCT SELECT customer_id FROM orders ORDER BY id

== except distinct
SELECT customer_id FROM orders EXCEPT DISTINCT SELECT id FROM customers ORDER BY 1

== set operations in parentheses
(SELECT 1 AS x UNION ALL SELECT 2) EXCEPT DISTINCT SELECT 2

== limit and offset
SELECT id FROM orders ORDER BY id LIMIT 2 OFFSET 3

== order with nulls ascending
SELECT id, total FROM orders ORDER BY total, id

== order with nulls descending
SELECT id, total FROM orders ORDER BY total DESC, id

== nulls first and last
SELECT id, country FROM customers ORDER BY country DESC NULLS FIRST, id

== nulls last ascending
SELECT id, country FROM customers ORDER BY country NULLS LAST, id

== order by an alias, a position and an expression
SELECT id AS z, 9 - id AS y FROM staff ORDER BY y, 1, id + 1

== order by a column that is not selected
SELECT name FROM customers ORDER BY born DESC, id

== distinct
SELECT DISTINCT status FROM orders ORDER BY status

== group by position and alias
SELECT status AS s, COUNT(*) AS n FROM orders GROUP BY 1 ORDER BY n DESC, s

== group by all
differs: The analyzer of the emulator lacks GROUP BY ALL, which BigQuery has.
SELECT status, customer_id, COUNT(*) AS n FROM orders GROUP BY ALL ORDER BY 1, 2

== group by an expression
SELECT EXTRACT(MONTH FROM day) AS m, COUNT(*) AS n FROM orders GROUP BY m ORDER BY m

== having
SELECT customer_id, SUM(total) AS s FROM orders GROUP BY customer_id HAVING s > 10 ORDER BY s

== having without group by
differs: The emulator writes SQL that its engine cannot read.
SELECT COUNT(*) AS n FROM orders HAVING COUNT(*) > 100

== rollup
SELECT product, quarter, SUM(amount) AS s FROM sales GROUP BY ROLLUP (product, quarter) ORDER BY product, quarter, s

== cube
SELECT product, year, COUNT(*) AS n FROM sales GROUP BY CUBE (product, year) ORDER BY product, year

== grouping sets
SELECT product, year, GROUPING(product) AS g, SUM(amount) AS s FROM sales GROUP BY GROUPING SETS (product, year, ()) ORDER BY g, product, year

== no rows, one aggregate
SELECT COUNT(*) AS n, SUM(id) AS s, MAX(name) AS m, ARRAY_AGG(id) AS ids FROM customers WHERE FALSE

== a column without a name
SELECT 1, 'a', 1 + 1 AS two

== columns named by their path
SELECT c.name, i.attrs.color FROM customers c JOIN orders o ON o.customer_id = c.id JOIN items i ON i.order_id = o.id ORDER BY 1, 2

== keywords as quoted names
SELECT 1 AS `select`, 2 AS `a b`

== an alias with unicode
SELECT 1 AS größe

== select as struct
SELECT ARRAY(SELECT AS STRUCT id, name FROM staff ORDER BY id LIMIT 2) AS s

== scalar subquery with too many rows is an error
differs: The emulator takes the first row; BigQuery documents an error.
SELECT (SELECT id FROM staff)

== an aggregate without FROM is an error
SELECT COUNT(*) AS n

== an aggregate in a correlated subquery without FROM is an error
SELECT id, (SELECT MAX(o.id)) AS m FROM orders o

== a window function without FROM is an error
SELECT ROW_NUMBER() OVER () AS n

== ordering by an array is an error
SELECT * FROM items ORDER BY tags

== ordering by a struct is an error
SELECT attrs AS a FROM items ORDER BY a

== a star without FROM is an error
SELECT *

== unknown column is an error
SELECT nothing FROM orders

== ungrouped column is an error
SELECT status, total FROM orders GROUP BY status

== comparing text with numbers is an error
SELECT 'a' = 1

== case of both kinds
SELECT id, CASE status WHEN 'paid' THEN 'p' WHEN 'open' THEN 'o' END AS a, CASE WHEN total > 15 THEN 'big' WHEN total IS NULL THEN 'none' ELSE 'small' END AS b FROM orders ORDER BY id

== conditionals
SELECT IF(NULL, 1, 2) AS a, IFNULL(NULL, 3) AS b, COALESCE(NULL, NULL, 4) AS c, NULLIF(1, 1) AS d, NULLIF(1, 2) AS e, GREATEST(1, 3, 2) AS f, LEAST('b', 'a') AS g, GREATEST(1, NULL) AS h

== text stands for a date
SELECT id, IFNULL(day, '2024-01-01') AS d, COALESCE('1999-12-31', day) AS c, IF(id > 3, '2024-05-05', day) AS i FROM orders ORDER BY id

== three valued logic
SELECT NULL AND FALSE AS a, NULL OR TRUE AS b, NULL AND TRUE AS c, NULL IN (1) AS f, 1 NOT IN (1, NULL) AS h

== in a list with a null
differs: The emulator gives false; BigQuery documents NULL when a list without the value holds a NULL.
SELECT 1 IN (2, NULL) AS g

== equality with null is an error
SELECT id FROM orders WHERE customer_id = NULL

== arithmetic with null is an error
SELECT 1 + NULL

== not null is an error
SELECT NOT NULL AS d

== a null is neither true nor false
differs: The emulator gives NULL; BigQuery documents that IS never does.
SELECT NULL IS TRUE AS a, NULL IS NOT FALSE AS b

== is
SELECT FALSE IS NOT TRUE AS b, NULL IS UNKNOWN AS c, 1 IS DISTINCT FROM NULL AS d, NULL IS NOT DISTINCT FROM NULL AS e

== between
SELECT 2 BETWEEN 1 AND 3 AS a, 2 NOT BETWEEN 3 AND 1 AS b, DATE '2024-02-29' BETWEEN '2024-02-01' AND '2024-03-01' AS c

== like
differs: The emulator does not match _ in the middle of a pattern.
SELECT s, s LIKE '%l_o%' AS a, s LIKE 'a%' AS b FROM texts ORDER BY id

== like with escapes
differs: The emulator does not read the backslash of a pattern.
SELECT 'a%b' LIKE 'a\\%b' AS a, 'axb' LIKE 'a\\%b' AS b, 'a_b' LIKE '%\\_%' AS c

== like any and all
SELECT 'banana' LIKE ANY ('a%', 'b%') AS a, 'banana' LIKE ALL ('b%', '%z') AS b, 'banana' NOT LIKE ANY ('a%', 'c%') AS c
