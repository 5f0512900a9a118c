package warehouse_test

// harmless lists statements that a demo's questions need, one a line.
const harmless = `
SELECT 1
SELECT * FROM orders
select * from ORDERS;
(SELECT 1)
SELECT * FROM mine.orders
SELECT * FROM p.mine.orders
SELECT * FROM ` + "`p.mine.orders`" + `
SELECT * FROM ` + "`p`.`mine`.`orders`" + `
SELECT * FROM ` + "`mine.orders_*` WHERE _TABLE_SUFFIX = '2025'" + `
/* who: orders; DROP TABLE x */ SELECT 1 -- DELETE FROM orders
# a comment\nSELECT 1
SELECT 'DROP TABLE orders; SELECT * FROM other.secrets' AS text
SELECT "it's; fine" AS ` + "`delete`" + `
SELECT """several ; -- lines""" AS text
SELECT id AS session_user FROM orders
SELECT o.other.secrets FROM orders AS o
SELECT city, COUNT(*) AS n, SUM(amount) AS total FROM orders GROUP BY city HAVING n > 1 ORDER BY total DESC NULLS LAST LIMIT 10 OFFSET 5
SELECT DISTINCT city FROM orders WHERE amount BETWEEN 1 AND 2 AND city LIKE 'B%' OR city IS NULL
SELECT a.id FROM orders a JOIN refunds b ON a.id = b.order_id LEFT JOIN customers USING (customer_id)
SELECT * FROM orders FULL JOIN refunds USING (id) CROSS JOIN customers
SELECT * FROM orders o, o.lines l
SELECT * FROM orders o, UNNEST(o.lines) AS l WITH OFFSET AS n
SELECT (SELECT COUNT(*) FROM o.lines) FROM orders o
SELECT * FROM orders AS other, other.lines
WITH a AS (SELECT * FROM orders), b AS (SELECT * FROM a) SELECT * FROM b JOIN a USING (id)
WITH RECURSIVE x AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM x WHERE n < 10) SELECT * FROM x
SELECT id FROM orders UNION ALL SELECT id FROM refunds UNION ALL SELECT 1
SELECT id FROM orders INTERSECT DISTINCT SELECT id FROM refunds
SELECT id, RANK() OVER (PARTITION BY city ORDER BY amount DESC) AS r FROM orders QUALIFY r <= 3
SELECT SUM(amount) OVER w FROM orders WINDOW w AS (ORDER BY id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW)
SELECT * FROM (SELECT city, amount, status FROM orders) PIVOT(SUM(amount) FOR status IN ('paid', 'open'))
SELECT * FROM orders UNPIVOT(v FOR n IN (amount, tax))
SELECT * EXCEPT (id) REPLACE (UPPER(city) AS city) FROM orders
SELECT DATE_TRUNC(DATE(created_at, 'Europe/Berlin'), WEEK(MONDAY)) AS week, COUNT(*) FROM orders GROUP BY ALL
SELECT EXTRACT(ISOWEEK FROM created_at AT TIME ZONE 'UTC'), DATE_DIFF(CURRENT_DATE(), DATE '2025-01-01', MONTH) FROM orders
SELECT SAFE_DIVIDE(SUM(a), SUM(b)), SAFE.PARSE_DATE('%F', s), SAFE_CAST(s AS INT64) FROM orders GROUP BY s
SELECT APPROX_QUANTILES(amount, 100)[OFFSET(50)], APPROX_TOP_COUNT(city, 3), HLL_COUNT.INIT(city) FROM orders
SELECT ARRAY_AGG(STRUCT(id, amount) ORDER BY amount DESC LIMIT 3), STRING_AGG(DISTINCT city, ', ') FROM orders
SELECT ARRAY(SELECT x * 2 FROM UNNEST([1, 2]) AS x), ARRAY_TRANSFORM([1], e -> e + 1), [1, 2][SAFE_OFFSET(9)]
SELECT JSON_VALUE(j, '$.a'), TO_JSON_STRING(STRUCT(1 AS a)), PARSE_JSON('{}') FROM orders
SELECT REGEXP_EXTRACT(email, r'@(.+)$'), NET.HOST(url), FORMAT('%d', id), SPLIT(city, ';')[ORDINAL(1)] FROM orders
SELECT CASE status WHEN 'a' THEN 1 ELSE 2 END, IF(id > 1, 'x', 'y'), COALESCE(city, 'none'), NULLIF(a, 0) FROM orders
SELECT ST_DISTANCE(ST_GEOGPOINT(1, 2), ST_GEOGPOINT(3, 4)), FARM_FINGERPRINT(city), GENERATE_UUID() FROM orders
SELECT * FROM orders FOR SYSTEM_TIME AS OF TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 1 HOUR)
SELECT * FROM orders TABLESAMPLE SYSTEM (10 PERCENT)
SELECT * FROM orders WHERE id IN (SELECT id FROM refunds) AND EXISTS (SELECT 1 FROM customers c WHERE c.id = orders.customer_id)
SELECT city, SUM(amount) FROM orders GROUP BY ROLLUP(city)
SELECT * FROM orders WHERE city = @city AND id = ?
SELECT CONCAT('a', 'b') || 'c', -id, NOT TRUE, 1 << 2, ~3 FROM orders
`
