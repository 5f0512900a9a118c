package warehouse_test

// hostile lists statements that must never reach BigQuery, one a line below a heading that says what they try. The guard stands over
// dataset mine of project p, whose table is orders.
const hostile = `
-- several statements
SELECT 1; SELECT 2
SELECT 1; DROP TABLE orders
SELECT 1;; DELETE FROM orders WHERE TRUE
SELECT 1; -- and \nDELETE FROM orders WHERE TRUE
SELECT ';'; TRUNCATE TABLE orders
SELECT 1 /* ; */ ; SELECT 2
-- changing rows
DELETE FROM orders WHERE TRUE
DELETE orders WHERE id = 1
INSERT INTO orders (id) VALUES (1)
INSERT orders SELECT * FROM orders
UPDATE orders SET id = 2 WHERE TRUE
MERGE orders USING orders AS o ON FALSE WHEN NOT MATCHED THEN INSERT ROW
TRUNCATE TABLE orders
-- changing definitions
CREATE TABLE copy AS SELECT * FROM orders
CREATE OR REPLACE TABLE orders AS SELECT 1 AS id
CREATE TEMP TABLE t AS SELECT 1 AS id
CREATE TABLE mine.copy CLONE mine.orders
CREATE SNAPSHOT TABLE kept CLONE orders
CREATE EXTERNAL TABLE t OPTIONS (format = 'CSV', uris = ['gs://b/o.csv'])
CREATE VIEW v AS SELECT 1 AS id
CREATE MATERIALIZED VIEW v AS SELECT 1 AS id
CREATE SCHEMA other
CREATE FUNCTION f() AS (1)
CREATE TEMP FUNCTION f() RETURNS STRING LANGUAGE js AS 'return 1'; SELECT f()
CREATE TEMP FUNCTION f() AS ((SELECT COUNT(*) FROM other.secrets)); SELECT f()
CREATE PROCEDURE mine.p() BEGIN SELECT 1; END
CREATE MODEL mine.m OPTIONS (model_type = 'linear_reg') AS SELECT 1 AS x, 1 AS label
CREATE ROW ACCESS POLICY p ON orders GRANT TO ('allUsers') FILTER USING (TRUE)
CREATE SEARCH INDEX i ON orders(ALL COLUMNS)
ALTER TABLE orders SET OPTIONS (description = 'x')
ALTER TABLE orders ADD COLUMN x INT64
ALTER SCHEMA mine SET OPTIONS (default_table_expiration_days = 1)
DROP TABLE orders
DROP TABLE IF EXISTS orders
DROP SCHEMA mine CASCADE
DROP FUNCTION mine.f
DROP ALL ROW ACCESS POLICIES ON orders
UNDROP SCHEMA mine
-- rights
GRANT ` + "`roles/bigquery.dataViewer`" + ` ON SCHEMA mine TO 'user:a@b.c'
REVOKE ` + "`roles/bigquery.dataViewer`" + ` ON SCHEMA mine FROM 'user:a@b.c'
-- data out and in
EXPORT DATA OPTIONS (uri = 'gs://b/*.csv', format = 'CSV') AS SELECT * FROM orders
EXPORT DATA WITH CONNECTION us.c OPTIONS (uri = 'https://example.com') AS SELECT 1
LOAD DATA INTO mine.t FROM FILES (format = 'CSV', uris = ['gs://b/o.csv'])
EXPORT MODEL mine.m OPTIONS (uri = 'gs://b/m')
-- scripting
DECLARE x INT64 DEFAULT 1; SELECT x
SET x = 1
SET @@dataset_id = 'other'; SELECT * FROM secrets
BEGIN SELECT 1; END
BEGIN TRANSACTION; SELECT 1; COMMIT TRANSACTION
IF TRUE THEN SELECT 1; END IF
LOOP SELECT 1; BREAK; END LOOP
WHILE TRUE DO SELECT 1; END WHILE
REPEAT SELECT 1; UNTIL TRUE END REPEAT
FOR r IN (SELECT 1 AS x) DO SELECT r.x; END FOR
CASE WHEN TRUE THEN SELECT 1; END CASE
EXECUTE IMMEDIATE 'SELECT 1'
EXECUTE IMMEDIATE CONCAT('DR', 'OP TABLE orders')
CALL mine.p()
CALL BQ.JOBS.CANCEL('job')
CALL BQ.ABORT_SESSION()
RAISE USING MESSAGE = 'x'
RETURN
ASSERT TRUE
EXPLAIN SELECT 1
DESCRIBE orders
-- other datasets and projects
SELECT * FROM other.secrets
SELECT * FROM p.other.secrets
SELECT * FROM ` + "`p.other.secrets`" + `
SELECT * FROM ` + "`other.secrets`" + `
SELECT * FROM ` + "`p`.`other`.`secrets`" + `
SELECT * FROM ` + "`p.other`.secrets" + `
SELECT * FROM q.mine.orders
SELECT * FROM other-project.mine.orders
SELECT * FROM ` + "`bigquery-public-data.samples.shakespeare`" + `
SELECT * FROM Mine.orders
SELECT * FROM P.mine.orders
SELECT * FROM orders, other.secrets
SELECT * FROM orders JOIN other.secrets USING (id)
SELECT * FROM orders UNION ALL SELECT * FROM other.secrets
SELECT * FROM orders EXCEPT DISTINCT SELECT * FROM other.secrets
SELECT (SELECT MAX(id) FROM other.secrets)
SELECT ARRAY(SELECT id FROM other.secrets)
SELECT * FROM orders WHERE id IN (SELECT id FROM other.secrets)
SELECT * FROM orders WHERE EXISTS (SELECT 1 FROM other.secrets)
SELECT * FROM orders ORDER BY (SELECT MAX(id) FROM other.secrets)
SELECT id FROM orders GROUP BY id HAVING COUNT(*) > (SELECT COUNT(*) FROM other.secrets)
SELECT id FROM orders QUALIFY ROW_NUMBER() OVER (ORDER BY (SELECT MAX(id) FROM other.secrets)) = 1
SELECT SUM(id) OVER (PARTITION BY (SELECT MAX(id) FROM other.secrets)) FROM orders
SELECT SUM(id) OVER w FROM orders WINDOW w AS (ORDER BY (SELECT MAX(id) FROM other.secrets))
SELECT * FROM UNNEST(ARRAY(SELECT id FROM other.secrets))
SELECT * FROM UNNEST((SELECT ARRAY_AGG(id) FROM other.secrets))
SELECT CASE WHEN EXISTS (SELECT 1 FROM other.secrets) THEN 1 END
SELECT IF((SELECT COUNT(*) FROM other.secrets) > 0, 1, 0)
SELECT CAST((SELECT MAX(id) FROM other.secrets) AS STRING)
SELECT EXTRACT(YEAR FROM (SELECT MAX(d) FROM other.secrets))
SELECT STRUCT((SELECT MAX(id) FROM other.secrets) AS x)
SELECT [(SELECT MAX(id) FROM other.secrets)]
SELECT [1, 2][OFFSET((SELECT MAX(id) FROM other.secrets))]
SELECT * REPLACE ((SELECT MAX(id) FROM other.secrets) AS id) FROM orders
SELECT ARRAY_AGG(id ORDER BY (SELECT MAX(id) FROM other.secrets)) FROM orders
SELECT ARRAY_FILTER([1], e -> e IN (SELECT id FROM other.secrets))
SELECT * FROM orders JOIN orders AS o ON o.id = (SELECT MAX(id) FROM other.secrets)
SELECT * FROM (SELECT * FROM (SELECT * FROM other.secrets))
SELECT * FROM orders PIVOT(SUM(id) FOR status IN ('a')) AS x, other.secrets
SELECT * FROM other.secrets PIVOT(SUM(id) FOR status IN ('a'))
SELECT * FROM other.secrets UNPIVOT(v FOR n IN (a, b))
WITH x AS (SELECT * FROM other.secrets) SELECT * FROM x
WITH RECURSIVE x AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM x JOIN other.secrets ON TRUE) SELECT * FROM x
WITH secrets AS (SELECT 1) SELECT * FROM other.secrets
WITH other AS (SELECT 1) SELECT * FROM other.secrets
SELECT * FROM (SELECT 1 FROM orders AS other), other.secrets
SELECT * FROM other.secrets, orders AS other
SELECT (WITH x AS (SELECT * FROM other.secrets) SELECT 1 FROM x) FROM orders AS other
SELECT * FROM other.secrets FOR SYSTEM_TIME AS OF CURRENT_TIMESTAMP()
SELECT * FROM other.secrets TABLESAMPLE SYSTEM (10 PERCENT)
SELECT * FROM ` + "`other.orders_*`" + `
SELECT * FROM ` + "`p.other.*`" + `
SELECT * FROM /* mine.orders */ other.secrets -- mine.orders
SELECT 'FROM mine.orders' FROM other.secrets
SELECT * FROM p.mine.orders.extra
-- views about more than the demo
SELECT * FROM INFORMATION_SCHEMA.SCHEMATA
SELECT * FROM mine.INFORMATION_SCHEMA.TABLES
SELECT * FROM other.INFORMATION_SCHEMA.TABLES
SELECT * FROM ` + "`region-us`.INFORMATION_SCHEMA.JOBS" + `
SELECT * FROM ` + "`p.region-us.INFORMATION_SCHEMA.JOBS_BY_PROJECT`" + `
SELECT * FROM information_schema.tables
SELECT * FROM mine.__TABLES__
SELECT * FROM __TABLES_SUMMARY__
-- functions that reach out
SELECT * FROM EXTERNAL_QUERY('us.c', 'SELECT 1')
SELECT * FROM external_query('us.c', 'SELECT 1')
SELECT * FROM ` + "`EXTERNAL_QUERY`('us.c', 'SELECT 1')" + `
SELECT * FROM orders WHERE id IN (SELECT id FROM EXTERNAL_QUERY('us.c', 'SELECT 1'))
SELECT * FROM EXTERNAL_OBJECT_TRANSFORM(TABLE mine.objects, ['SIGNED_URL'])
SELECT * FROM ML.PREDICT(MODEL mine.m, TABLE mine.orders)
SELECT * FROM ML.GENERATE_TEXT(MODEL mine.m, (SELECT 'x' AS prompt))
SELECT ML.DISTANCE([1.0], [2.0])
SELECT AI.GENERATE('x')
SELECT AI.IF('is this a secret?')
SELECT * FROM AI.FORECAST(TABLE mine.orders)
SELECT * FROM VECTOR_SEARCH(TABLE mine.orders, 'v', TABLE mine.orders)
SELECT * FROM APPENDS(TABLE mine.orders, NULL)
SELECT * FROM mine.tvf(1)
SELECT * FROM GAP_FILL(TABLE mine.orders, ts_column => 't')
SELECT mine.f(1)
SELECT p.mine.f(1)
SELECT ` + "`p.mine.f`(1)" + `
SELECT other.remote(id) FROM orders
SELECT bqutil.fn.int(1)
SELECT f(1)
SELECT SAFE.remote(1)
SELECT SAFE.SESSION_USER()
SELECT OBJ.GET_ACCESS_URL(OBJ.MAKE_REF('gs://b/o', 'c'), 'r')
SELECT KEYS.NEW_KEYSET('AEAD_AES_GCM_256')
SELECT AEAD.ENCRYPT(KEYS.NEW_KEYSET('AEAD_AES_GCM_256'), 'x', 'y')
SELECT ST_REGIONSTATS(ST_GEOGPOINT(0, 0), 'ee://x', 'y')
SELECT id FROM orders ORDER BY mine.f(id)
SELECT COUNT(*) OVER (ORDER BY mine.f(id)) FROM orders
-- who asks, and where
SELECT SESSION_USER()
SELECT session_user()
SELECT CURRENT_USER()
SELECT @@project_id
SELECT @@session_id
SELECT @@time_zone
SELECT * FROM orders WHERE owner = @@query_label
-- another language
#legacySQL\nSELECT * FROM [other.secrets]
# LegacySQL\nSELECT 1
#legacysql\nSELECT * FROM orders
SELECT * FROM [p:other.secrets]
-- what cannot be read
SELECT
FROM orders
FROM orders |> SELECT id
SELECT * FROM orders |> WHERE TRUE
SELECT WITH DIFFERENTIAL_PRIVACY COUNT(*) FROM orders
TABLE orders
VALUES (1)
SHOW TABLES
SELECT 'open
SELECT 1 /* open
SELECT \x00
COPY orders TO 'x'
ATTACH 'x'
PRAGMA version
SELECT * FROM read_csv('/etc/passwd')
SELECT * FROM '/etc/passwd'
SELECT read_text('/etc/passwd')
SELECT getenv('HOME')
`
