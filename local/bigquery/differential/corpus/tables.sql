# The tables that all questions are asked about. NULLs, ties and odd values are there on purpose.

== customers
CREATE TABLE corpus.customers AS SELECT * FROM UNNEST([
  STRUCT(1 AS id, 'Ada' AS name, 'DE' AS country, DATETIME '2023-01-15 08:30:00' AS signed_up, DATE '1990-02-28' AS born),
  (2, 'Bob', 'US', DATETIME '2023-03-01 00:00:00', DATE '1985-12-31'),
  (3, 'Cleo', 'DE', DATETIME '2024-02-29 23:59:59.999999', DATE '2000-02-29'),
  (4, 'dan', NULL, DATETIME '2024-12-31 12:00:00', NULL),
  (5, 'Élodie', 'FR', NULL, DATE '1970-01-01')])

== orders
CREATE TABLE corpus.orders AS SELECT * FROM UNNEST([
  STRUCT(1 AS id, 1 AS customer_id, TIMESTAMP '2024-01-01 00:00:00+00' AS ordered_at, DATE '2024-01-01' AS day, NUMERIC '10.50' AS total, 0.5 AS tax, 'paid' AS status),
  (2, 1, TIMESTAMP '2024-01-07 23:30:00+00', DATE '2024-01-07', NUMERIC '20', 1.25, 'paid'),
  (3, 2, TIMESTAMP '2024-02-29 12:00:00.123456+00', DATE '2024-02-29', NUMERIC '5.25', NULL, 'refunded'),
  (4, 3, TIMESTAMP '2024-03-31 01:30:00+00', DATE '2024-03-31', NUMERIC '100.000000001', 7.75, 'open'),
  (5, 3, TIMESTAMP '2024-12-29 18:00:00+00', DATE '2024-12-29', NUMERIC '20', 1.25, NULL),
  (6, 9, TIMESTAMP '2024-12-31 23:59:59+00', DATE '2024-12-31', NULL, 0.0, 'paid'),
  (7, NULL, NULL, NULL, NUMERIC '-3.5', -0.25, 'open')])

== items
CREATE TABLE corpus.items AS SELECT * FROM UNNEST([
  STRUCT(1 AS order_id, 'apple' AS product, 3 AS quantity, NUMERIC '1.50' AS price, STRUCT('red' AS color, 1 AS size) AS attrs, ['fruit', 'fresh'] AS tags),
  (1, 'pear', 1, NUMERIC '6', STRUCT('green', 2), ['fruit']),
  (2, 'apple', 10, NUMERIC '2', STRUCT('red', 3), ['fruit', 'sale', 'fresh']),
  (3, 'kale', 5, NUMERIC '1.05', STRUCT('green', NULL), []),
  (4, 'lamp', 1, NUMERIC '100', STRUCT('white', 9), ['home']),
  (4, 'apple', 0, NUMERIC '0', STRUCT(NULL, 4), ['fruit', 'fresh']),
  (5, 'kale', 2, NUMERIC '10', STRUCT('green', 1), ['sale'])])

== staff
CREATE TABLE corpus.staff AS SELECT * FROM UNNEST([
  STRUCT(1 AS id, CAST(NULL AS INT64) AS boss, 'Root' AS name), (2, 1, 'Ann'), (3, 1, 'Ben'), (4, 2, 'Cid'), (5, 4, 'Dot')])

== readings
CREATE TABLE corpus.readings AS SELECT * FROM UNNEST([
  STRUCT(1 AS id, 7 AS a, 2 AS b, 1.5 AS f, 'x' AS k), (2, -7, 2, -2.5, 'x'), (3, 7, -2, 0.0, 'y'), (4, NULL, 3, 2.5, 'y'), (5, 10, NULL, NULL, NULL), (6, 10, 5, 1e10, 'z'), (7, 0, 5, 3.0, 'x')])

== texts
CREATE TABLE corpus.texts AS SELECT * FROM UNNEST([
  STRUCT(1 AS id, 'Hello, World' AS s), (2, 'straße'), (3, ''), (4, NULL), (5, '  padded  '), (6, 'a,b,,c'), (7, 'ann@example.com'), (8, 'éa\u0301日本')])

== sales
CREATE TABLE corpus.sales AS SELECT * FROM UNNEST([
  STRUCT('kale' AS product, 'Q1' AS quarter, 2023 AS year, 51 AS amount), ('kale', 'Q2', 2023, 23), ('kale', 'Q3', 2024, NULL), ('apple', 'Q1', 2023, 77), ('apple', 'Q2', 2024, 0), ('apple', 'Q2', 2024, 5)])
