# Window functions, frames, and QUALIFY.

== ranks
SELECT id, total, RANK() OVER w AS r, DENSE_RANK() OVER w AS d, ROW_NUMBER() OVER (ORDER BY total DESC, id) AS n FROM orders WINDOW w AS (ORDER BY total DESC) ORDER BY id

== percent rank and cume dist
SELECT id, PERCENT_RANK() OVER (ORDER BY total) AS p, CUME_DIST() OVER (ORDER BY total) AS c FROM orders ORDER BY id

== ntile
SELECT id, NTILE(3) OVER (ORDER BY id) AS third FROM orders ORDER BY id

== running sum
differs: The emulator sums NUMERIC to 0 over any frame; BigQuery sums the rows of the frame.
SELECT id, SUM(total) OVER (ORDER BY id) AS running FROM orders ORDER BY id

== running sum of floats over rows
SELECT id, SUM(tax) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS running FROM orders ORDER BY id

== a ROWS frame over NUMERIC
differs: The emulator sums NUMERIC to 0 over a ROWS frame; BigQuery sums the rows of the frame.
SELECT id, SUM(total) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS two FROM orders ORDER BY id

== a moving average
SELECT id, AVG(a) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS m FROM readings ORDER BY id

== a frame that looks ahead
SELECT id, COUNT(*) OVER (ORDER BY id ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS later FROM readings ORDER BY id

== a range frame with peers
SELECT id, k, COUNT(*) OVER (ORDER BY k RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS n FROM readings ORDER BY id

== a range frame over numbers
SELECT id, SUM(id) OVER (ORDER BY b RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS near FROM readings ORDER BY id

== without an order the frame is the partition
SELECT id, SUM(a) OVER (PARTITION BY k) AS s, COUNT(*) OVER () AS n FROM readings ORDER BY id

== lag and lead
SELECT id, LAG(a) OVER (ORDER BY id) AS before, LEAD(a, 2) OVER (ORDER BY id) AS after, LAG(a, 1, -1) OVER (ORDER BY id) AS filled FROM readings ORDER BY id

== first and last value
SELECT id, FIRST_VALUE(a) OVER (PARTITION BY k ORDER BY id) AS f, LAST_VALUE(a) OVER (PARTITION BY k ORDER BY id) AS l FROM readings ORDER BY id

== last value of the whole partition
SELECT id, LAST_VALUE(id) OVER (PARTITION BY k ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS l FROM readings ORDER BY id

== first value ignoring nulls
SELECT id, FIRST_VALUE(a IGNORE NULLS) OVER (ORDER BY id DESC ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS f FROM readings ORDER BY id

== last known value
differs: The emulator ignores IGNORE NULLS of LAST_VALUE; BigQuery gives the last value that is not NULL.
SELECT id, LAST_VALUE(a IGNORE NULLS) OVER (ORDER BY id) AS known FROM readings ORDER BY id

== nth value
SELECT id, NTH_VALUE(a, 2) OVER (ORDER BY id) AS second FROM readings ORDER BY id

== percentile cont
SELECT DISTINCT PERCENTILE_CONT(b, 0.5) OVER () AS median, PERCENTILE_CONT(f, 0.25) OVER () AS quarter FROM readings

== percentile disc
SELECT DISTINCT PERCENTILE_DISC(b, 0.5) OVER () AS median, PERCENTILE_DISC(k, 0) OVER () AS least FROM readings

== share of total
SELECT product, SUM(amount) AS amount, ROUND(SUM(amount) / SUM(SUM(amount)) OVER (), 4) AS share FROM sales GROUP BY product ORDER BY product

== window over groups
SELECT k, COUNT(*) AS n, RANK() OVER (ORDER BY COUNT(*) DESC) AS r FROM readings GROUP BY k ORDER BY r, k

== qualify
SELECT id, k, a FROM readings WHERE TRUE QUALIFY ROW_NUMBER() OVER (PARTITION BY k ORDER BY a DESC) = 1 ORDER BY id

== qualify by alias
SELECT id, RANK() OVER (ORDER BY total DESC) AS r FROM orders QUALIFY r <= 2 ORDER BY id

== qualify with group by
SELECT status, COUNT(*) AS n FROM orders GROUP BY status QUALIFY RANK() OVER (ORDER BY COUNT(*) DESC) = 1 ORDER BY status

== count distinct over a window
differs: The emulator cannot count distinct text over a window; BigQuery can, without ORDER BY.
SELECT id, COUNT(DISTINCT k) OVER () AS n FROM readings ORDER BY id

== string_agg over a window
SELECT id, STRING_AGG(k, '-') OVER (ORDER BY id) AS path FROM readings ORDER BY id

== array_agg over a window
SELECT id, ARRAY_AGG(id) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS pair FROM readings ORDER BY id

== difference to the row before
SELECT day, total - LAG(total) OVER (ORDER BY day) AS change FROM orders WHERE day IS NOT NULL ORDER BY day

== named windows build on each other
SELECT id, SUM(b) OVER w2 AS s FROM readings WINDOW w1 AS (PARTITION BY k), w2 AS (w1 ORDER BY id) ORDER BY id

== countif and logical_and over a window
SELECT id, COUNTIF(a > 0) OVER (ORDER BY id) AS n, LOGICAL_AND(b > 0) OVER (ORDER BY id) AS all_positive FROM readings ORDER BY id
