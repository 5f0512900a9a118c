# Questions as analysts ask them.

== revenue by month with growth
WITH m AS (SELECT DATE_TRUNC(day, MONTH) AS month, SUM(total) AS revenue FROM orders WHERE day IS NOT NULL GROUP BY month) SELECT month, revenue, SAFE_DIVIDE(revenue - LAG(revenue) OVER (ORDER BY month), LAG(revenue) OVER (ORDER BY month)) AS growth FROM m ORDER BY month

== top customer of each country
SELECT country, name, total FROM (SELECT c.country, c.name, SUM(o.total) AS total, ROW_NUMBER() OVER (PARTITION BY c.country ORDER BY SUM(o.total) DESC) AS n FROM customers c JOIN orders o ON o.customer_id = c.id GROUP BY c.country, c.name) WHERE n = 1 ORDER BY country

== share of revenue
differs: The emulator sums NUMERIC to 0 over a frame and then divides by it.
SELECT product, revenue, ROUND(100 * revenue / SUM(revenue) OVER (), 2) AS percent FROM (SELECT product, SUM(price * quantity) AS revenue FROM items GROUP BY product) ORDER BY revenue DESC, product

== cumulative share
SELECT product, SUM(quantity) AS q, SUM(SUM(quantity)) OVER (ORDER BY SUM(quantity) DESC, product) AS running FROM items GROUP BY product ORDER BY running

== a calendar without gaps
SELECT d, COALESCE(SUM(o.total), 0) AS total FROM UNNEST(GENERATE_DATE_ARRAY('2024-01-01', '2024-01-07', INTERVAL 3 DAY)) AS d LEFT JOIN orders o ON o.day = d GROUP BY d ORDER BY d

== first order of each customer
SELECT customer_id, MIN(day) AS first, DATE_DIFF(MAX(day), MIN(day), DAY) AS days, COUNT(*) AS n FROM orders WHERE customer_id IS NOT NULL GROUP BY customer_id ORDER BY customer_id

== repeat rate
SELECT COUNTIF(n > 1) / COUNT(*) AS rate FROM (SELECT customer_id, COUNT(*) AS n FROM orders WHERE customer_id IS NOT NULL GROUP BY customer_id)

== cohorts
SELECT FORMAT_DATE('%Y-%m', DATE(c.signed_up)) AS cohort, COUNT(DISTINCT c.id) AS customers, COUNT(o.id) AS orders FROM customers c LEFT JOIN orders o ON o.customer_id = c.id GROUP BY cohort ORDER BY cohort

== week over week
SELECT DATE_TRUNC(day, WEEK(MONDAY)) AS week, SUM(total) AS t FROM orders WHERE day IS NOT NULL GROUP BY week ORDER BY week

== buckets
SELECT CASE WHEN total < 10 THEN '0-10' WHEN total < 50 THEN '10-50' ELSE '50+' END AS bucket, COUNT(*) AS n FROM orders WHERE total IS NOT NULL GROUP BY bucket ORDER BY bucket

== the median
SELECT APPROX_QUANTILES(price, 2)[OFFSET(1)] AS median FROM items WHERE price > 1

== percent of a total with null totals
SELECT status, ROUND(SUM(total) / (SELECT SUM(total) FROM orders), 3) AS share FROM orders GROUP BY status ORDER BY status

== days since the latest
SELECT id, DATE_DIFF((SELECT MAX(day) FROM orders), day, DAY) AS ago FROM orders ORDER BY id

== year to date
SELECT EXTRACT(YEAR FROM day) AS y, SUM(IF(EXTRACT(MONTH FROM day) <= 3, total, NULL)) AS first_quarter FROM orders GROUP BY y ORDER BY y

== average per customer
SELECT ROUND(SUM(total) / COUNT(DISTINCT customer_id), 4) AS per_customer FROM orders

== customers without orders
SELECT COUNT(*) AS n FROM customers c LEFT JOIN orders o ON o.customer_id = c.id WHERE o.id IS NULL

== text in aggregate
SELECT country, STRING_AGG(name, ', ' ORDER BY name) AS names, COUNT(*) AS n FROM customers GROUP BY country ORDER BY n DESC, country

== weekday pattern
SELECT FORMAT_DATE('%A', day) AS weekday, COUNT(*) AS n FROM orders WHERE day IS NOT NULL GROUP BY weekday, EXTRACT(DAYOFWEEK FROM day) ORDER BY EXTRACT(DAYOFWEEK FROM day)

== self join on time
SELECT a.id, b.id AS later FROM orders a JOIN orders b ON b.ordered_at > a.ordered_at AND TIMESTAMP_DIFF(b.ordered_at, a.ordered_at, DAY) <= 60 ORDER BY 1, 2

== sessions by gaps
differs: The emulator counts started days in TIMESTAMP_DIFF; BigQuery counts whole ones.
SELECT id, COUNTIF(gap) OVER (ORDER BY ordered_at) AS session FROM (SELECT id, ordered_at, COALESCE(TIMESTAMP_DIFF(ordered_at, LAG(ordered_at) OVER (ORDER BY ordered_at), DAY) > 30, TRUE) AS gap FROM orders WHERE ordered_at IS NOT NULL) ORDER BY id
