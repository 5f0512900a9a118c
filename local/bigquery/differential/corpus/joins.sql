# Joins of every kind, with NULL keys and keys that match nothing.

== inner join
SELECT c.name, o.id FROM customers c JOIN orders o ON o.customer_id = c.id ORDER BY o.id

== left join keeps the unmatched
SELECT c.name, o.id FROM customers AS c LEFT JOIN orders AS o ON o.customer_id = c.id ORDER BY c.id, o.id

== right join
SELECT c.name, o.id FROM customers c RIGHT JOIN orders o ON o.customer_id = c.id ORDER BY o.id

== full join
SELECT c.id, o.id AS order_id FROM customers c FULL JOIN orders o ON o.customer_id = c.id ORDER BY 1, 2

== join using
SELECT * FROM (SELECT id, name FROM customers) JOIN (SELECT id, status FROM orders) USING (id) ORDER BY id

== full join using gives the key once
SELECT id, c.name, s.name AS staff FROM customers c FULL OUTER JOIN staff s USING (id) ORDER BY id

== using two columns
SELECT a.product, a.quarter, b.amount FROM sales a JOIN sales b USING (product, quarter) ORDER BY 1, 2, 3

== cross join
SELECT a.id, b.id AS other FROM staff a CROSS JOIN staff b WHERE a.id < b.id AND b.id < 4 ORDER BY 1, 2

== comma join
SELECT a.name, b.name AS boss FROM staff a, staff b WHERE a.boss = b.id ORDER BY a.id

== three tables
SELECT c.name, SUM(i.quantity * i.price) AS revenue FROM customers c JOIN orders o ON o.customer_id = c.id JOIN items i ON i.order_id = o.id GROUP BY c.name ORDER BY revenue DESC

== join on inequality
SELECT a.id, COUNT(b.id) AS larger FROM orders a LEFT JOIN orders b ON b.total > a.total GROUP BY a.id ORDER BY a.id

== null keys never match
SELECT COUNT(*) AS n FROM orders a JOIN orders b ON a.customer_id = b.customer_id

== null keys match by is not distinct from
SELECT COUNT(*) AS n FROM orders a JOIN orders b ON a.customer_id IS NOT DISTINCT FROM b.customer_id

== condition on the right side of a left join
SELECT c.id, o.total FROM customers c LEFT JOIN orders o ON o.customer_id = c.id AND o.total > 15 ORDER BY c.id, o.total

== semi join
SELECT name FROM customers WHERE id IN (SELECT customer_id FROM orders) ORDER BY name

== not in with a null is never true
SELECT name FROM customers WHERE id NOT IN (SELECT customer_id FROM orders) ORDER BY name

== anti join
SELECT name FROM customers c WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id) ORDER BY name

== correlated scalar subquery
SELECT name, (SELECT SUM(total) FROM orders o WHERE o.customer_id = c.id) AS total FROM customers c ORDER BY id

== join of a query in parentheses
SELECT c.name, t.n FROM customers c JOIN (SELECT customer_id, COUNT(*) AS n FROM orders GROUP BY customer_id) t ON t.customer_id = c.id ORDER BY c.id

== join in parentheses
differs: The emulator writes SQL that its engine cannot read.
SELECT c.id, i.product FROM customers c LEFT JOIN (orders o JOIN items i ON i.order_id = o.id) ON o.customer_id = c.id ORDER BY 1, 2

== star of one side
SELECT s.*, c.country FROM staff s JOIN customers c ON c.id = s.id ORDER BY s.id

== star except and replace
SELECT * EXCEPT (signed_up, born) REPLACE (UPPER(name) AS name) FROM customers ORDER BY id

== a join on a struct field
SELECT a.product, b.product AS same_color FROM items a JOIN items b ON a.attrs.color = b.attrs.color AND a.order_id < b.order_id ORDER BY 1, 2
