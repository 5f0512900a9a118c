package translate

import "strings"

// Prelude gives the statements to run on every DuckDB connection before translated SQL: the session's time zone and the macros that the SQL calls.
// The macros are temporary, so that nothing of them is written to the database; run it once per connection.
func Prelude() []string {
	statements := []string{"SET TimeZone = 'UTC'"}
	for line := range strings.SplitSeq(macros, "\n") {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "--") {
			statements = append(statements, "CREATE OR REPLACE TEMP MACRO "+line)
		}
	}
	return statements
}

const macros = `
-- errors: the cast fails and carries the message, see failure.go
bq_error(m) AS CAST('«' || m || '»' AS BIGINT)

-- numbers; a macro names its arguments as few times as it can, since DuckDB pastes them in and nesting would multiply them
bq_nonzero(b) AS CASE WHEN b = 0 THEN bq_error('division by zero') ELSE b END
bq_nonzero_under(a, b) AS CASE WHEN b = 0 THEN bq_error('division by zero: ' || CAST(a AS VARCHAR) || ' / ' || CAST(b AS VARCHAR)) ELSE b END
bq_divide(a, b) AS CAST(a AS DOUBLE) / CAST(bq_nonzero(b) AS DOUBLE)
bq_divide_plain(a, b) AS CAST(a AS DOUBLE) / CAST(bq_nonzero_under(a, b) AS DOUBLE)
bq_safe_divide(a, b) AS CAST(a AS DOUBLE) / nullif(CAST(b AS DOUBLE), 0)
bq_scaled(x) AS CAST(x * 1000000000 AS HUGEINT)
bq_tenfold(a, b) AS CAST((bq_scaled(a) * 10000000000) // bq_scaled(b) AS DECIMAL(38,0)) * CAST(0.1 AS DECIMAL(1,1))
bq_ratio(a, b) AS CAST(CAST(bq_tenfold(a, b) AS DECIMAL(38,0)) * CAST(0.000000001 AS DECIMAL(9,9)) AS DECIMAL(38,9))
bq_divide_numeric(a, b) AS bq_ratio(a, bq_nonzero(b))
bq_divide_numeric_plain(a, b) AS bq_ratio(a, bq_nonzero_under(a, b))
bq_safe_divide_numeric(a, b) AS bq_ratio(a, nullif(b, 0))
bq_div(a, b) AS a // bq_nonzero_under(a, b)
bq_nonzero_mod(a, b) AS CASE WHEN b = 0 THEN bq_error('division by zero: MOD(' || CAST(a AS VARCHAR) || ', ' || CAST(b AS VARCHAR) || ')') ELSE b END
bq_mod(a, b) AS a % bq_nonzero_mod(a, b)
bq_floor_div(a, b) AS (a - (a % b + b) % b) // b
bq_int64(x) AS CAST(round(x) AS BIGINT)
bq_shift_left(a, b) AS CASE WHEN b < 0 THEN bq_error('Bitwise shift by negative offset') WHEN b > 63 THEN 0 ELSE CAST(CAST((CAST(a AS HUGEINT) & ((CAST(1 AS HUGEINT) << CAST(64 - b AS INTEGER)) - 1)) << CAST(b AS INTEGER) AS UBIGINT) AS BIT)::BIGINT END
bq_shift_right(a, b) AS CASE WHEN b < 0 THEN bq_error('Bitwise shift by negative offset') WHEN b > 63 THEN 0 WHEN a >= 0 THEN a >> CAST(b AS INTEGER) ELSE CAST((CAST(a AS HUGEINT) + 18446744073709551616) >> CAST(b AS INTEGER) AS BIGINT) END
bq_range_bucket(x, l) AS CASE WHEN x IS NULL OR l IS NULL THEN NULL ELSE len(list_filter(l, lambda e: e <= x)) END

-- UTC, without the calendar that AT TIME ZONE asks for every row
bq_utc(x) AS make_timestamp(epoch_us(x))
bq_from_utc(x) AS make_timestamptz(epoch_us(x))

-- text forms of values
bq_float_text(x) AS CASE WHEN NOT isfinite(x) THEN CAST(x AS VARCHAR) WHEN CAST(printf('%.15g', x) AS DOUBLE) = x THEN printf('%.15g', x) ELSE printf('%.17g', x) END
bq_numeric_text(x) AS regexp_replace(regexp_replace(CAST(x AS VARCHAR), '(\.[0-9]*?)0+$', '\1'), '\.$', '')
bq_fraction(t) AS CASE WHEN t NOT LIKE '%.%' THEN t ELSE rpad(t, CAST(strpos(t, '.') + CASE WHEN length(t) - strpos(t, '.') <= 3 THEN 3 ELSE 6 END AS INTEGER), '0') END
bq_datetime_text(x) AS bq_fraction(CAST(x AS VARCHAR))
bq_time_text(x) AS bq_fraction(CAST(x AS VARCHAR))
bq_timestamp_text(x) AS bq_fraction(CAST(bq_utc(x) AS VARCHAR)) || '+00'
bq_timestamp_json(x) AS replace(bq_fraction(CAST(bq_utc(x) AS VARCHAR)), ' ', 'T') || 'Z'
bq_float_json(x) AS CASE WHEN isfinite(x) THEN CAST(bq_float_text(x) AS JSON) WHEN x IS NOT NULL THEN to_json(CASE WHEN isnan(x) THEN 'NaN' WHEN x > 0 THEN 'Infinity' ELSE '-Infinity' END) END
bq_utf8(x) AS CASE WHEN x IS NULL THEN NULL ELSE decode(x) END

-- values from text
bq_parse_int64(x) AS CASE WHEN regexp_full_match(trim(x), '[+-]?([0-9]+|0[xX][0-9a-fA-F]+)') THEN CAST(trim(x) AS BIGINT) WHEN x IS NOT NULL THEN bq_error('Bad int64 value: ' || x) END
bq_parse_float64(x) AS CASE WHEN regexp_full_match(lower(trim(x)), '[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?|[+-]?inf(inity)?|nan') THEN CAST(trim(x) AS DOUBLE) WHEN x IS NOT NULL THEN CAST(bq_error('Bad double value: ' || x) AS DOUBLE) END
bq_parse_numeric(x) AS CASE WHEN regexp_full_match(lower(trim(x)), '[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?') THEN CAST(trim(x) AS DECIMAL(38,9)) WHEN x IS NOT NULL THEN CAST(bq_error('Invalid NUMERIC value: ' || x) AS DECIMAL(38,9)) END
bq_parse_bool(x) AS CASE WHEN lower(x) = 'true' THEN true WHEN lower(x) = 'false' THEN false WHEN x IS NOT NULL THEN CAST(bq_error('Bad bool value: ' || x) AS BOOLEAN) END
bq_parse_date(x) AS CASE WHEN regexp_full_match(x, '\s*[0-9]{1,4}-[0-9]{1,2}-[0-9]{1,2}([ T][0-9:. ]*)?\s*') AND TRY(CAST(x AS DATE)) IS NOT NULL THEN CAST(x AS DATE) WHEN x IS NOT NULL THEN CAST('«Invalid date: ''' || x || '''»' AS DATE) END
bq_parse_datetime(x) AS CASE WHEN TRY(CAST(x AS TIMESTAMP)) IS NOT NULL THEN CAST(x AS TIMESTAMP) WHEN x IS NOT NULL THEN CAST('«Invalid datetime string "' || x || '"»' AS TIMESTAMP) END
bq_parse_time(x) AS CASE WHEN TRY(CAST(x AS TIME)) IS NOT NULL THEN CAST(x AS TIME) WHEN x IS NOT NULL THEN CAST('«Invalid time string "' || x || '"»' AS TIME) END
bq_parse_timestamp(x) AS CASE WHEN TRY(CAST(x AS TIMESTAMPTZ)) IS NOT NULL THEN CAST(x AS TIMESTAMPTZ) WHEN x IS NOT NULL THEN CAST('«Invalid timestamp: ''' || x || '''»' AS TIMESTAMPTZ) END

-- strings
bq_trim(x) AS regexp_replace(x, '^\s+|\s+$', '', 'g')
bq_ltrim(x) AS regexp_replace(x, '^\s+', '')
bq_rtrim(x) AS regexp_replace(x, '\s+$', '')
bq_upper(x) AS upper(replace(x, 'ß', 'SS'))
bq_initcap(x) AS array_to_string(list_transform(regexp_extract_all(lower(x), '[\pL\pN]+|[^\pL\pN]+'), lambda w: bq_upper(left(w, 1)) || substr(w, 2)), '')
bq_length(n) AS CASE WHEN n < 0 THEN bq_error('Length may not be negative: ' || n) ELSE n END
bq_lpad(x, n, p) AS CASE WHEN p = '' THEN CAST(bq_error('LPAD pattern must not be empty') AS VARCHAR) ELSE lpad(x, CAST(bq_length(n) AS INTEGER), p) END
bq_rpad(x, n, p) AS CASE WHEN p = '' THEN CAST(bq_error('RPAD pattern must not be empty') AS VARCHAR) ELSE rpad(x, CAST(bq_length(n) AS INTEGER), p) END
bq_left(x, n) AS left(x, bq_length(n))
bq_right(x, n) AS right(x, bq_length(n))
bq_from(x, p) AS CASE WHEN p < 0 THEN greatest(length(x) + p, 0) + 1 ELSE greatest(p, 1) END
bq_substr(x, p, n) AS substr(x, bq_from(x, p))
bq_substr_n(x, p, n) AS substr(x, bq_from(x, p), bq_length(n))
bq_repeat(x, n) AS repeat(x, bq_length(n))
bq_split(x, d) AS CASE WHEN x = '' THEN [''] ELSE string_split(x, d) END
bq_places(x, s) AS list_filter(generate_series(1, length(x) - length(s) + 1), lambda i: substr(x, i, length(s)) = s)
bq_instr_from(l, n, p) AS CASE WHEN p > 0 THEN list_filter(l, lambda i: i >= p) WHEN p < 0 THEN list_reverse(list_filter(l, lambda i: i <= n + p + 1)) ELSE list_value(bq_error('INSTR position may not be 0')) END
bq_instr(x, s, p, n) AS CASE WHEN n <= 0 THEN bq_error('INSTR occurrence must be positive') WHEN x IS NULL OR s IS NULL OR p IS NULL OR n IS NULL THEN NULL ELSE coalesce(list_extract(bq_instr_from(bq_places(x, s), length(x), p), n), 0) END
bq_positive(n, what) AS CASE WHEN n <= 0 THEN bq_error(what || ' must be positive') ELSE n END
bq_regexp_extract(x, r, g, p, n) AS list_extract(regexp_extract_all(substr(x, bq_positive(p, 'Position')), r, g), bq_positive(n, 'Occurrence'))
bq_lossy(x) AS CASE WHEN x IS NULL THEN NULL WHEN TRY(decode(x)) IS NULL THEN CAST(bq_error('SAFE_CONVERT_BYTES_TO_STRING of invalid UTF-8 is not supported by the local warehouse') AS VARCHAR) ELSE decode(x) END
bq_signed(x, s) AS CASE WHEN starts_with(x, '-') THEN x ELSE s || x END
bq_pad_left(x, n) AS CASE WHEN length(x) >= n THEN x ELSE lpad(x, n, ' ') END
bq_pad_right(x, n) AS CASE WHEN length(x) >= n THEN x ELSE rpad(x, n, ' ') END
bq_pad_zero(x, n) AS CASE WHEN length(x) >= n THEN x WHEN x[1] IN ('-', '+', ' ') THEN x[1] || lpad(substr(x, 2), n - 1, '0') ELSE lpad(x, n, '0') END

-- arrays
bq_index(l, i, first) AS CASE WHEN i < first OR i >= len(l) + first THEN bq_error('Array index ' || i || ' is out of bounds') ELSE i - first + 1 END
bq_offset(l, i) AS list_extract(l, bq_index(l, i, 0))
bq_ordinal(l, i) AS list_extract(l, bq_index(l, i, 1))
bq_safe_offset(l, i) AS CASE WHEN i >= 0 THEN list_extract(l, i + 1) END
bq_safe_ordinal(l, i) AS CASE WHEN i > 0 THEN list_extract(l, i) END
bq_array_concat(a, b) AS CASE WHEN a IS NULL OR b IS NULL THEN NULL ELSE list_concat(a, b) END
bq_array_first(l) AS CASE WHEN len(l) = 0 THEN list_extract(l, bq_error('ARRAY_FIRST cannot get the first element of an empty array')) ELSE l[1] END
bq_array_last(l) AS CASE WHEN len(l) = 0 THEN list_extract(l, bq_error('ARRAY_LAST cannot get the last element of an empty array')) ELSE l[-1] END
bq_place(n, i) AS CASE WHEN i < 0 THEN n + i ELSE i END
bq_array_slice(l, a, b) AS list_slice(l, greatest(bq_place(len(l), a), 0) + 1, bq_place(len(l), b) + 1)
bq_generate_array(a, b, s) AS CASE WHEN s = 0 THEN list_value(bq_error('Sequence step cannot be 0')) ELSE generate_series(a, b, CASE WHEN s = 0 THEN 1 ELSE s END) END
bq_generate_floats(a, b, s) AS CASE WHEN s = 0 THEN list_value(CAST(bq_error('Sequence step cannot be 0') AS DOUBLE)) ELSE list_transform(generate_series(0, CAST(floor((b - a) / nullif(s, 0) + 1e-9) AS BIGINT)), lambda i: a + i * s) END
bq_months(a, b, s) AS list_filter(list_transform(generate_series(0, abs(date_diff('month', a, b)) // greatest(abs(s), 1)), lambda i: CAST(a + to_months(CAST(i * s AS INTEGER)) AS DATE)), lambda d: CASE WHEN s > 0 THEN d <= b ELSE d >= b END)
bq_top_count(h, n) AS list_slice(list_transform(list_sort(list_transform(map_entries(h), lambda e: {'c': CAST(e.value AS BIGINT), 'v': e.key}), 'DESC'), lambda e: {'value': e.v, 'count': e.c}), 1, n)

-- dates and times
bq_local(x, z) AS x AT TIME ZONE z
bq_instant(x, z) AS x AT TIME ZONE z
bq_elapsed(a, b) AS to_microseconds(epoch_us(a) - epoch_us(b))
bq_seconds(x) AS CASE WHEN microsecond(x) % 1000000 = 0 THEN strftime(x, '%S') ELSE rtrim(strftime(x, '%S.%f'), '0') END
bq_seconds_n(x, n) AS left(strftime(x, '%S.%f'), 3 + n)
bq_offset_minutes(l, x) AS CAST((epoch_us(l) - epoch_us(x)) // 60000000 AS BIGINT)
bq_offset_text(m, s) AS (CASE WHEN m < 0 THEN '-' ELSE '+' END) || lpad(CAST(abs(m) // 60 AS VARCHAR), 2, '0') || s || lpad(CAST(abs(m) % 60 AS VARCHAR), 2, '0')
bq_zone_offset(l, x, s) AS bq_offset_text(bq_offset_minutes(l, x), s)
bq_zoned_text(l, x) AS bq_fraction(CAST(l AS VARCHAR)) || regexp_replace(bq_zone_offset(l, x, ':'), ':00$', '')
bq_zone_name(l, x) AS 'UTC' || CASE WHEN bq_offset_minutes(l, x) = 0 THEN '' WHEN bq_offset_minutes(l, x) % 60 = 0 THEN (CASE WHEN bq_offset_minutes(l, x) < 0 THEN '-' ELSE '+' END) || CAST(abs(bq_offset_minutes(l, x)) // 60 AS VARCHAR) ELSE bq_zone_offset(l, x, '') END
bq_strptime(x, f) AS CASE WHEN try_strptime(x, f) IS NOT NULL THEN try_strptime(x, f) WHEN x IS NOT NULL THEN CAST('«Failed to parse input string "' || x || '"»' AS TIMESTAMP) END

-- JSON
bq_json(x) AS TRY(CAST(x AS JSON))
bq_json_scalar(j) AS CASE WHEN json_type(j) IN ('OBJECT', 'ARRAY', 'NULL') THEN NULL ELSE json_extract_string(j, '$') END
bq_json_text(j) AS CASE WHEN json_type(j) = 'NULL' THEN NULL ELSE CAST(j AS VARCHAR) END
bq_json_elements(j) AS CASE WHEN json_type(j) = 'ARRAY' THEN json_extract(j, '$[*]') END
bq_json_texts(j) AS CASE WHEN json_type(j) = 'ARRAY' THEN list_transform(json_extract(j, '$[*]'), lambda e: CAST(e AS VARCHAR)) END
bq_json_scalars(j) AS CASE WHEN json_type(j) = 'ARRAY' THEN list_transform(json_extract(j, '$[*]'), lambda e: bq_json_scalar(e)) END
bq_json_key(j, k) AS json_extract(j, '$."' || k || '"')
bq_json_at(j, i) AS json_extract(j, '$[' || i || ']')
bq_json_type(j) AS CASE json_type(j) WHEN 'VARCHAR' THEN 'string' WHEN 'BOOLEAN' THEN 'boolean' WHEN 'NULL' THEN 'null' WHEN 'OBJECT' THEN 'object' WHEN 'ARRAY' THEN 'array' WHEN NULL THEN NULL ELSE 'number' END
bq_json_string(j) AS CASE WHEN json_type(j) = 'VARCHAR' THEN json_extract_string(j, '$') WHEN j IS NOT NULL THEN CAST(bq_error('The provided JSON input is not a string') AS VARCHAR) END
bq_json_int64(j) AS CASE WHEN json_type(j) IN ('BIGINT', 'UBIGINT') THEN CAST(j AS BIGINT) WHEN j IS NOT NULL THEN bq_error('The provided JSON input is not an integer') END
bq_json_float64(j) AS CASE WHEN json_type(j) IN ('BIGINT', 'UBIGINT', 'DOUBLE') THEN CAST(j AS DOUBLE) WHEN j IS NOT NULL THEN CAST(bq_error('The provided JSON input is not a number') AS DOUBLE) END
bq_json_bool(j) AS CASE WHEN json_type(j) = 'BOOLEAN' THEN CAST(j AS BOOLEAN) WHEN j IS NOT NULL THEN CAST(bq_error('The provided JSON input is not a boolean') AS BOOLEAN) END
`
