# String functions, FORMAT, regular expressions, bytes, hashes.

== case
SELECT id, UPPER(s) AS u FROM texts WHERE id != 2 ORDER BY id

== case of a sharp s
differs: The emulator keeps ß; BigQuery folds case as Unicode does in full, to SS.
SELECT UPPER('ß') AS u

== lower case and capitals
SELECT id, LOWER(s) AS l, INITCAP(s) AS i FROM texts ORDER BY id

== lengths
SELECT id, LENGTH(s) AS n, CHAR_LENGTH(s) AS c, BYTE_LENGTH(s) AS b, OCTET_LENGTH(s) AS o FROM texts ORDER BY id

== substr
SELECT SUBSTR('apple', 2) AS a, SUBSTR('apple', 2, 2) AS b, SUBSTR('apple', -2) AS c, SUBSTR('apple', -3, 2) AS d, SUBSTR('apple', 0, 2) AS e, SUBSTR('apple', 9) AS f, SUBSTR('apple', -9, 3) AS g

== substr of characters
differs: The emulator cuts bytes; BigQuery cuts characters.
SELECT SUBSTRING('日本語', 2, 1) AS h

== left and right
SELECT LEFT('apple', 2) AS a, RIGHT('apple', 2) AS b, LEFT('ap', 5) AS c, RIGHT('日本語', 1) AS d, LEFT('x', 0) AS e

== trim
SELECT TRIM('  a  ') AS a, LTRIM('xxa', 'x') AS b, RTRIM('axy', 'xy') AS c, TRIM('-*-a-*-', '*-') AS d

== pad
SELECT LPAD('7', 3, '0') AS a, RPAD('7', 3) AS b, LPAD('abcdef', 3) AS c, LPAD('x', 5, 'ab') AS d, RPAD('x', 5, 'ab') AS e

== concat
SELECT CONCAT('a', 'b', 'c') AS a, 'a' || 'b' AS b, CONCAT('a', NULL) AS c, CONCAT('n: ', CAST(5 AS STRING)) AS d

== concat casts
SELECT CONCAT('a', 1, 1.5, TRUE, NUMERIC '2.50', DATE '2024-01-02') AS a, 'n' || 5 AS b, CONCAT(1, 2) AS c

== concat of an array is an error
SELECT CONCAT('a', [1])

== replace, repeat, reverse
SELECT REPLACE('banana', 'an', 'x') AS a, REPEAT('ab', 3) AS b, REVERSE('añb') AS c, REPEAT('a', 0) AS e

== replacing nothing
differs: The emulator inserts between characters; BigQuery documents that nothing is replaced.
SELECT REPLACE('abc', '', 'x') AS d

== position
SELECT STRPOS('banana', 'an') AS a, STRPOS('banana', 'x') AS b, INSTR('banana', 'an', 3) AS c, INSTR('banana', 'an', -1) AS d, INSTR('banana', 'a', 1, 2) AS e

== prefix and suffix
SELECT STARTS_WITH('banana', 'ban') AS a, ENDS_WITH('banana', 'na') AS b, STARTS_WITH('a', '') AS c, CONTAINS_SUBSTR('Banana', 'NAN') AS d

== split
SELECT SPLIT('a,b,,c') AS a, SPLIT('a-b', '-') AS b, SPLIT('', ',') AS c, SPLIT('abc', '') AS d, SPLIT('a::b', '::') AS e

== split and take
SELECT s, SPLIT(s, ',')[SAFE_OFFSET(1)] AS second FROM texts ORDER BY id

== translate
SELECT TRANSLATE('banana', 'an', 'xy') AS a, TRANSLATE('banana', 'an', 'x') AS b

== code points
SELECT ASCII('A') AS a, CHR(8364) AS b, UNICODE('€') AS c, TO_CODE_POINTS('aé') AS d, CODE_POINTS_TO_STRING([72, 105]) AS e

== normalize
SELECT NORMALIZE('e\u0301') = 'é' AS a, LENGTH('e\u0301') AS b, LENGTH(NORMALIZE('e\u0301')) AS c

== edit distance
SELECT EDIT_DISTANCE('kitten', 'sitting') AS d

== soundex
differs: Not part of the local warehouse's subset: refused.
SELECT SOUNDEX('Ashcraft') AS s

== hex and base64
SELECT TO_HEX(b'\x00\xff') AS a, FROM_HEX('00ff') AS b, TO_BASE64(b'abc') AS c, FROM_BASE64('YWJj') AS d

== hashes
SELECT TO_HEX(MD5('abc')) AS m, TO_HEX(SHA1('abc')) AS s1, TO_HEX(SHA256('abc')) AS s2

== sha512
differs: Not part of the local warehouse's subset: refused.
SELECT TO_HEX(SHA512('abc')) AS s5

== farm_fingerprint
differs: Not part of the local warehouse's subset: refused.
SELECT FARM_FINGERPRINT('abc') AS f, FARM_FINGERPRINT('') AS e

== bytes
SELECT b'abc' AS a, CAST('é' AS BYTES) AS b, CAST(b'abc' AS STRING) AS c, LENGTH(b'abc') AS d, SAFE_CONVERT_BYTES_TO_STRING(b'abc') AS e, b'a' < b'b' AS f

== bytes that are no text
differs: The emulator replaces invalid bytes, as BigQuery does; here it is refused.
SELECT SAFE_CONVERT_BYTES_TO_STRING(b'\xff') AS e

== escapes
SELECT 'tab\there' AS a, "quote\"s" AS b, 'new\nline' AS c, r'raw\n' AS d, '\x41\u00e9\101' AS e

== triple quotes
SELECT '''it's "fine"''' AS a, """two
lines""" AS b

== text compares by code point
SELECT s FROM UNNEST(['b', 'B', 'a', 'A', 'é', 'z', '_', '1']) AS s ORDER BY s

== regexp_contains
SELECT s, REGEXP_CONTAINS(s, r'l+') AS a, REGEXP_CONTAINS(s, r'^a') AS b, REGEXP_CONTAINS(s, r'(?i)HELLO') AS c FROM texts ORDER BY id

== regexp_extract
SELECT REGEXP_EXTRACT('foo@example.com', r'@(.+)\.') AS a, REGEXP_EXTRACT('abc123', r'\d+') AS b, REGEXP_EXTRACT('abc', r'\d+') AS c, REGEXP_EXTRACT('a1b22', r'\d+', 3) AS d, REGEXP_EXTRACT('a1b22', r'\d+', 1, 2) AS e

== regexp_extract of an optional group
SELECT REGEXP_EXTRACT('ab', r'a(x)?b') AS a, REGEXP_EXTRACT('axb', r'a(x)?b') AS b

== regexp_extract_all
SELECT REGEXP_EXTRACT_ALL('a1b22c333', r'\d+') AS a, REGEXP_EXTRACT_ALL('k=v;x=y', r'(\w)=') AS b, REGEXP_EXTRACT_ALL('none', r'\d') AS c

== regexp_replace
SELECT REGEXP_REPLACE('abc123', r'\d', '#') AS a, REGEXP_REPLACE('aaa', 'a*', 'x') AS c

== regexp_replace with groups
differs: The emulator mistakes the text after a group for its name.
SELECT REGEXP_REPLACE('John Smith', r'(\w+) (\w+)', r'\2, \1') AS b

== regexp_instr
differs: Not part of the local warehouse's subset: refused.
SELECT REGEXP_INSTR('ab@cd-ef', '@[^-]*') AS a, REGEXP_INSTR('abc', 'x') AS b

== regexp_substr
SELECT REGEXP_SUBSTR('foo bar', r'\w+$') AS a

== a bad pattern is an error
SELECT REGEXP_CONTAINS('a', '(')

== format
SELECT FORMAT('%d items, %s, %5.2f%%', 3, 'ok', 12.345) AS a, FORMAT('%05d|%-5d|%+d', 42, 42, 42) AS b, FORMAT('%x %X %o', 255, 255, 8) AS c, FORMAT('%10s|%-10s|', 'a', 'b') AS d

== format with types
SELECT FORMAT('%t', DATE '2024-01-02') AS a, FORMAT('%t', 1) AS b, FORMAT('%t', 'x') AS d

== format of a bool
differs: The emulator writes TRUE as 1.
SELECT FORMAT('%t', TRUE) AS c

== format of a literal
differs: The directive %T is not part of the local warehouse's subset: refused.
SELECT FORMAT('%T', 'a') AS b, FORMAT('%T', DATE '2024-01-02') AS e

== format with thousands
differs: The emulator lacks the flag ' for floating-point numbers.
SELECT FORMAT("%'d", 1234567) AS a, FORMAT("%'.2f", 1234567.891) AS b

== format in exponents
differs: The directives %e and %g are not part of the local warehouse's subset: refused.
SELECT FORMAT('%e', 12345.678) AS a, FORMAT('%g', 0.00001) AS b, FORMAT('%.3g', 12345.678) AS c

== format with a width argument
SELECT FORMAT('%*d', 6, 42) AS a, FORMAT('%.*f', 1, 2.55) AS b

== format of a null is null
SELECT FORMAT('%d', NULL) AS a, FORMAT('%s', CAST(NULL AS STRING)) AS b

== comparing with collation of case
SELECT 'a' = 'A' AS a, LOWER('ÄÖ') = 'äö' AS b

== empty and null
SELECT '' IS NULL AS a, LENGTH('') AS b, COALESCE(NULLIF('', ''), 'empty') AS c, CONCAT('', '') = '' AS d

== bytes and text do not mix
SELECT CONCAT('a', b'b')

== substr with a negative length is an error
SELECT SUBSTR('abc', 1, -1)

== cast with format
SELECT CAST(DATE '2024-02-05' AS STRING FORMAT 'YYYY/MM/DD') AS a, CAST('05-02-2024' AS DATE FORMAT 'DD-MM-YYYY') AS b
