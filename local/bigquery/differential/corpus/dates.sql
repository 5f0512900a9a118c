# Dates, times, zones, week starts, formats.

== every part of a date
SELECT EXTRACT(YEAR FROM d) AS y, EXTRACT(QUARTER FROM d) AS q, EXTRACT(MONTH FROM d) AS m, EXTRACT(ISOWEEK FROM d) AS iw, EXTRACT(ISOYEAR FROM d) AS iy, EXTRACT(DAY FROM d) AS dd, EXTRACT(DAYOFWEEK FROM d) AS dow, EXTRACT(DAYOFYEAR FROM d) AS doy FROM UNNEST([DATE '2024-12-29', '2024-12-30', '2025-01-01', '2021-01-03', '2024-02-29']) AS d ORDER BY d

== weeks that begin on Sunday
differs: The emulator counts WEEK like ISO weeks; BigQuery counts from the first Sunday of the year, and days before it as week 0.
SELECT d, EXTRACT(WEEK FROM d) AS w FROM UNNEST([DATE '2024-12-29', '2024-12-30', '2025-01-01', '2021-01-03', '2024-02-29']) AS d ORDER BY d

== weeks that begin on any day
differs: The emulator lacks WEEK(day) in EXTRACT.
SELECT d, EXTRACT(WEEK(SUNDAY) FROM d) AS su, EXTRACT(WEEK(MONDAY) FROM d) AS mo, EXTRACT(WEEK(TUESDAY) FROM d) AS tu, EXTRACT(WEEK(WEDNESDAY) FROM d) AS we, EXTRACT(WEEK(THURSDAY) FROM d) AS th, EXTRACT(WEEK(FRIDAY) FROM d) AS fr, EXTRACT(WEEK(SATURDAY) FROM d) AS sa FROM UNNEST([DATE '2024-01-01', '2024-01-06', '2024-01-07', '2024-12-31', '2023-01-01']) AS d ORDER BY d

== every part of a datetime
SELECT EXTRACT(HOUR FROM t) AS h, EXTRACT(MINUTE FROM t) AS m, EXTRACT(SECOND FROM t) AS s, EXTRACT(MILLISECOND FROM t) AS ms, EXTRACT(MICROSECOND FROM t) AS us, EXTRACT(DATE FROM t) AS d FROM (SELECT DATETIME '2024-02-29 23:59:58.123456' AS t)

== the time of a datetime
differs: The emulator lacks EXTRACT(TIME FROM ...).
SELECT EXTRACT(TIME FROM DATETIME '2024-02-29 23:59:58.123456') AS tt

== parts of a timestamp in zones
SELECT EXTRACT(HOUR FROM t AT TIME ZONE 'America/New_York') AS ny, EXTRACT(DAY FROM t AT TIME ZONE 'Asia/Tokyo') AS tokyo, EXTRACT(DATE FROM t AT TIME ZONE '+05:30') AS india, EXTRACT(HOUR FROM t) AS utc FROM (SELECT TIMESTAMP '2024-06-30 20:15:00+00' AS t)

== a timestamp as a datetime in a zone
differs: The emulator lacks EXTRACT(DATETIME FROM ...).
SELECT EXTRACT(DATETIME FROM TIMESTAMP '2024-06-30 20:15:00+00' AT TIME ZONE 'Europe/Berlin') AS berlin

== date_trunc
SELECT DATE_TRUNC(d, DAY) AS a, DATE_TRUNC(d, WEEK) AS b, DATE_TRUNC(d, ISOWEEK) AS c, DATE_TRUNC(d, MONTH) AS e, DATE_TRUNC(d, QUARTER) AS f, DATE_TRUNC(d, YEAR) AS g, DATE_TRUNC(d, ISOYEAR) AS h FROM UNNEST([DATE '2024-12-29', '2024-12-31', '2025-05-15']) AS d ORDER BY d

== date_trunc to weeks of any start
SELECT d, DATE_TRUNC(d, WEEK(MONDAY)) AS mo, DATE_TRUNC(d, WEEK(TUESDAY)) AS tu, DATE_TRUNC(d, WEEK(THURSDAY)) AS th, DATE_TRUNC(d, WEEK(SATURDAY)) AS sa FROM UNNEST([DATE '2024-01-01', '2024-01-04', '2024-01-07']) AS d ORDER BY d

== datetime_trunc
SELECT DATETIME_TRUNC(t, HOUR) AS h, DATETIME_TRUNC(t, MINUTE) AS m, DATETIME_TRUNC(t, MONTH) AS mo FROM (SELECT DATETIME '2024-02-29 23:59:58.123456' AS t)

== datetime_trunc to seconds and weeks
differs: The emulator truncates to the minute, and keeps the time of day when truncating to weeks.
SELECT DATETIME_TRUNC(t, SECOND) AS s, DATETIME_TRUNC(t, MILLISECOND) AS ms, DATETIME_TRUNC(t, WEEK(MONDAY)) AS w FROM (SELECT DATETIME '2024-02-29 23:59:58.123456' AS t)

== timestamp_trunc
SELECT TIMESTAMP_TRUNC(t, DAY) AS utc, TIMESTAMP_TRUNC(t, DAY, 'America/Los_Angeles') AS la, TIMESTAMP_TRUNC(t, MONTH, 'Asia/Tokyo') AS tokyo, TIMESTAMP_TRUNC(t, HOUR) AS h FROM (SELECT TIMESTAMP '2024-03-31 20:15:30+00' AS t)

== timestamp_trunc in a week
SELECT TIMESTAMP_TRUNC(t, WEEK) AS w, TIMESTAMP_TRUNC(t, WEEK(MONDAY)) AS m, TIMESTAMP_TRUNC(t, ISOWEEK, 'Europe/Berlin') AS b, TIMESTAMP_TRUNC(t, QUARTER) AS q, TIMESTAMP_TRUNC(t, YEAR) AS y FROM (SELECT TIMESTAMP '2024-03-31 23:15:30+00' AS t)

== time_trunc
SELECT TIME_TRUNC(TIME '15:30:45.678', MINUTE) AS m, TIME_TRUNC(TIME '15:30:45.678', HOUR) AS h

== time_trunc to seconds
differs: The emulator truncates to the minute.
SELECT TIME_TRUNC(TIME '15:30:45.678', SECOND) AS s

== date_diff of every part
SELECT DATE_DIFF(a, b, DAY) AS d, DATE_DIFF(a, b, WEEK) AS w, DATE_DIFF(a, b, MONTH) AS m, DATE_DIFF(a, b, QUARTER) AS q, DATE_DIFF(a, b, YEAR) AS y, DATE_DIFF(a, b, ISOYEAR) AS iy, DATE_DIFF(a, b, WEEK(WEDNESDAY)) AS ww FROM (SELECT DATE '2025-01-05' AS a, DATE '2023-12-30' AS b)

== date_diff of ISO weeks
differs: The emulator subtracts week numbers of different years; BigQuery counts the Mondays between the dates.
SELECT DATE_DIFF(DATE '2025-01-05', DATE '2023-12-30', ISOWEEK) AS iw

== date_diff counts boundaries
SELECT DATE_DIFF(DATE '2024-01-07', DATE '2024-01-06', WEEK) AS w, DATE_DIFF(DATE '2024-01-08', DATE '2024-01-07', WEEK(MONDAY)) AS wm, DATE_DIFF(DATE '2024-02-01', DATE '2024-01-31', MONTH) AS m, DATE_DIFF(DATE '2023-12-31', DATE '2024-01-01', YEAR) AS y

== datetime_diff
SELECT DATETIME_DIFF(a, b, DAY) AS d, DATETIME_DIFF(a, b, WEEK) AS w, DATETIME_DIFF(a, b, MICROSECOND) AS us FROM (SELECT DATETIME '2024-01-02 00:00:01' AS a, DATETIME '2024-01-01 23:59:59.5' AS b)

== datetime_diff counts boundaries
differs: The emulator counts whole parts; BigQuery counts boundaries of DATETIME_DIFF.
SELECT DATETIME_DIFF(a, b, SECOND) AS s, DATETIME_DIFF(a, b, MINUTE) AS m, DATETIME_DIFF(a, b, HOUR) AS h FROM (SELECT DATETIME '2024-01-02 00:00:01' AS a, DATETIME '2024-01-01 23:59:59.5' AS b)

== timestamp_diff counts whole days
differs: The emulator counts started days; BigQuery counts whole ones in TIMESTAMP_DIFF.
SELECT TIMESTAMP_DIFF(TIMESTAMP '2024-01-02 11:59:59+00', TIMESTAMP '2024-01-01 12:30:00+00', DAY) AS d

== timestamp_diff counts whole parts
SELECT TIMESTAMP_DIFF(a, b, HOUR) AS h, TIMESTAMP_DIFF(a, b, MINUTE) AS m, TIMESTAMP_DIFF(b, a, HOUR) AS back, TIMESTAMP_DIFF(a, b, MILLISECOND) AS ms FROM (SELECT TIMESTAMP '2024-01-02 11:59:59+00' AS a, TIMESTAMP '2024-01-01 12:30:00+00' AS b)

== time_diff
SELECT TIME_DIFF(TIME '15:30:00', TIME '14:35:00', MINUTE) AS m

== time_diff counts boundaries
differs: The emulator counts whole parts; BigQuery counts boundaries of TIME_DIFF.
SELECT TIME_DIFF(TIME '15:30:00', TIME '14:35:00', HOUR) AS h

== date_add
SELECT DATE_ADD(d, INTERVAL 1 DAY) AS a, DATE_ADD(d, INTERVAL 1 WEEK) AS b, DATE_ADD(d, INTERVAL 1 MONTH) AS c, DATE_ADD(d, INTERVAL 1 QUARTER) AS e, DATE_ADD(d, INTERVAL 1 YEAR) AS f, DATE_SUB(d, INTERVAL 1 MONTH) AS g FROM UNNEST([DATE '2024-01-31', '2024-02-29', '2023-11-30']) AS d ORDER BY d

== dates and numbers
SELECT DATE '2024-02-28' + 2 AS a, DATE '2024-03-01' - 1 AS b

== datetime_add
SELECT DATETIME_ADD(t, INTERVAL 1 HOUR) AS a, DATETIME_ADD(t, INTERVAL -90 MINUTE) AS b, DATETIME_SUB(t, INTERVAL 1 MONTH) AS c, DATETIME_ADD(t, INTERVAL 5 MICROSECOND) AS d FROM (SELECT DATETIME '2024-03-31 23:30:00' AS t)

== timestamp_add over a change of clocks
SELECT TIMESTAMP_ADD(t, INTERVAL 1 DAY) AS a, TIMESTAMP_SUB(t, INTERVAL 36 HOUR) AS b, DATETIME(TIMESTAMP_ADD(t, INTERVAL 1 HOUR), 'Europe/Berlin') AS c FROM (SELECT TIMESTAMP '2024-03-31 00:30:00+00' AS t)

== interval operators
SELECT TIMESTAMP '2024-01-01 00:00:00+00' + INTERVAL 90 MINUTE AS a, DATE '2024-01-31' - INTERVAL 1 DAY AS c

== a month after the 31st
differs: The emulator runs over into March; BigQuery takes the last day of the shorter month.
SELECT DATETIME '2024-01-31 00:00:00' + INTERVAL 1 MONTH AS b

== last day of a month
SELECT LAST_DAY(d) AS m, LAST_DAY(d, MONTH) AS n, LAST_DAY(d, YEAR) AS y FROM UNNEST([DATE '2024-02-10', '2023-12-31']) AS d ORDER BY d

== last_day
differs: The emulator lacks QUARTER and weeks in LAST_DAY.
SELECT LAST_DAY(d, QUARTER) AS q, LAST_DAY(d, YEAR) AS y, LAST_DAY(d, WEEK) AS w, LAST_DAY(d, WEEK(MONDAY)) AS wm, LAST_DAY(d, ISOWEEK) AS iw FROM UNNEST([DATE '2024-02-10', '2023-12-31']) AS d ORDER BY d

== last_day of a timestamp is an error
SELECT LAST_DAY(TIMESTAMP '2024-01-15 00:00:00+00')

== building dates
SELECT DATE(2024, 2, 29) AS a, DATE(DATETIME '2024-02-29 13:00:00') AS b, DATE(TIMESTAMP '2024-02-29 23:30:00+00', 'Asia/Tokyo') AS c, DATETIME(2024, 1, 2, 3, 4, 5) AS d, DATETIME(DATE '2024-01-02', TIME '03:04:05') AS e, TIME(12, 34, 56) AS f, TIME(DATETIME '2024-01-02 03:04:05.6') AS g

== building timestamps
SELECT TIMESTAMP('2024-01-01 12:00:00', 'America/New_York') AS a, TIMESTAMP(DATE '2024-07-01', 'Europe/Berlin') AS b, TIMESTAMP(DATETIME '2024-07-01 12:00:00', 'Asia/Kolkata') AS c, TIMESTAMP('2024-01-01') AS d, TIMESTAMP('2024-01-01T12:00:00Z') AS e

== a datetime of a timestamp
SELECT DATETIME(TIMESTAMP '2024-07-01 12:00:00+00', 'America/New_York') AS a, DATETIME(TIMESTAMP '2024-07-01 12:00:00+00') AS b, TIME(TIMESTAMP '2024-07-01 12:00:00+00', 'Asia/Kolkata') AS c

== hours that do not exist
SELECT TIMESTAMP(DATETIME '2024-03-31 02:30:00', 'Europe/Berlin') AS gap, TIMESTAMP(DATETIME '2024-10-27 02:30:00', 'Europe/Berlin') AS twice

== unix times
SELECT UNIX_SECONDS(t) AS s, UNIX_MILLIS(t) AS ms, UNIX_MICROS(t) AS us, UNIX_DATE(DATE '2024-01-01') AS d, TIMESTAMP_SECONDS(1700000000) AS a, TIMESTAMP_MILLIS(1700000000123) AS b, TIMESTAMP_MICROS(-1) AS c, DATE_FROM_UNIX_DATE(19000) AS e FROM (SELECT TIMESTAMP '1969-12-31 23:59:59.999999+00' AS t)

== literals with zones
SELECT TIMESTAMP '2024-01-01 00:00:00-08' AS a, TIMESTAMP '2024-01-01 00:00:00 America/Los_Angeles' AS b, TIMESTAMP '2024-01-01T00:00:00.5+05:30' AS c

== a timestamp literal of a date
differs: The emulator refuses a TIMESTAMP literal without a time; BigQuery documents the time as optional.
SELECT TIMESTAMP '2024-1-1' AS d

== format_date
SELECT FORMAT_DATE('%Y-%m-%d %y %B %b %A %a %d', d) AS a, FORMAT_DATE('%F %D %x', d) AS b, FORMAT_DATE('%Q %u %%', d) AS e FROM UNNEST([DATE '2024-02-05', '2024-12-29', '2024-12-30']) AS d ORDER BY d

== format_date in weeks and days of the year
differs: The emulator gives other numbers for %U, %W, %w and %j and does not pad; BigQuery documents strftime.
SELECT FORMAT_DATE('%U %W %w %j %e', d) AS c FROM UNNEST([DATE '2024-02-05', '2024-12-29', '2024-12-30']) AS d ORDER BY d

== format_date by iso week
differs: The emulator does not pad %V to two digits.
SELECT d, FORMAT_DATE('%G-W%V', d) AS w FROM UNNEST([DATE '2024-12-29', '2024-12-30', '2021-01-03', '2020-12-31']) AS d ORDER BY d

== format_datetime
SELECT FORMAT_DATETIME('%H:%M:%S %p %T %R', t) AS a FROM (SELECT DATETIME '2024-02-05 15:04:05.678' AS t)

== format_datetime with twelve hours and fractions
differs: The emulator gives %I in 24 hours and loses text between directives.
SELECT FORMAT_DATETIME('%I', t) AS a, FORMAT_DATETIME('%E*S|%E3S|%c', t) AS b FROM (SELECT DATETIME '2024-02-05 15:04:05.678' AS t)

== format_timestamp
SELECT FORMAT_TIMESTAMP('%F %T %Z', t) AS a, FORMAT_TIMESTAMP('%F %H:%M', t, 'Asia/Kolkata') AS b, FORMAT_TIMESTAMP('%s', t) AS c, FORMAT_TIMESTAMP('%Ez', t, 'America/New_York') AS d FROM (SELECT TIMESTAMP '2024-02-05 15:04:05+00' AS t)

== format_timestamp with an offset
differs: The emulator gives 19800 seconds a wrong form for %z; BigQuery gives +HHMM.
SELECT FORMAT_TIMESTAMP('%z', TIMESTAMP '2024-02-05 15:04:05+00', 'Asia/Kolkata') AS b

== format_time
SELECT FORMAT_TIME('%H.%M.%S', TIME '03:04:05') AS a

== format_time with twelve hours
differs: The emulator gives %I in 24 hours.
SELECT FORMAT_TIME('%I:%M %p', TIME '15:04:05') AS b

== parse_date
SELECT PARSE_DATE('%Y-%m-%d', '2024-02-29') AS a, PARSE_DATE('%d/%m/%y', '01/02/24') AS b, PARSE_DATE('%B %e, %Y', 'March 5, 2024') AS c, PARSE_DATE('%Y%m%d', '20240105') AS d, PARSE_DATE('%b %Y', 'Jun 2024') AS e

== parse_date fails
differs: The emulator rolls February 30 over into March; BigQuery refuses it.
SELECT PARSE_DATE('%Y-%m-%d', '2024-02-30')

== parse_datetime and parse_time
SELECT PARSE_DATETIME('%Y-%m-%d %H:%M:%S', '2024-02-29 13:14:15') AS a, PARSE_TIME('%I:%M %p', '02:30 PM') AS b, PARSE_DATETIME('%m/%d/%Y %I:%M %p', '2/5/2024 3:07 AM') AS c

== parse_timestamp
SELECT PARSE_TIMESTAMP('%Y-%m-%d %H:%M:%S', '2024-02-29 13:14:15') AS a, PARSE_TIMESTAMP('%Y-%m-%d %H:%M', '2024-07-01 12:00', 'Europe/Berlin') AS b, PARSE_TIMESTAMP('%FT%T%Ez', '2024-07-01T12:00:00+02:00') AS c

== safe parse
SELECT SAFE.PARSE_DATE('%Y-%m-%d', 'never') AS a, SAFE_CAST('2024-13-01' AS DATE) AS b, SAFE_CAST('25:00:00' AS TIME) AS c

== casts of dates
SELECT CAST(DATE '2024-02-29' AS STRING) AS a, CAST('2024-02-29' AS DATE) AS b, CAST(DATETIME '2024-02-29 12:00:00.5' AS STRING) AS f, CAST(TIME '01:02:03' AS STRING) AS g, CAST(TIMESTAMP '2024-02-29 12:00:00+00' AS DATE) AS h

== casts of dates to times
differs: The emulator loses the date of a DATETIME, and its default zone is Los Angeles; BigQuery's is UTC.
SELECT CAST(DATE '2024-02-29' AS DATETIME) AS c, CAST(DATE '2024-02-29' AS TIMESTAMP) AS d

== a cast of a timestamp to text
differs: The default zone of the emulator is Los Angeles; BigQuery's is UTC.
SELECT CAST(TIMESTAMP '2024-02-29 12:00:00+00' AS STRING) AS e

== string of dates
differs: The emulator writes every type as a timestamp at +00.
SELECT STRING(DATE '2024-02-29') AS a, STRING(TIMESTAMP '2024-02-29 12:00:00+00', 'Asia/Tokyo') AS b, STRING(DATETIME '2024-02-29 12:00:00') AS c

== date arrays
SELECT GENERATE_DATE_ARRAY('2024-01-30', '2024-02-02') AS a, GENERATE_DATE_ARRAY('2024-01-10', '2024-01-01', INTERVAL -3 DAY) AS c

== date arrays by months
differs: The emulator runs over into the next month; BigQuery takes the last day of a shorter month.
SELECT GENERATE_DATE_ARRAY('2024-01-31', '2024-05-31', INTERVAL 1 MONTH) AS b

== timestamp arrays
differs: The default zone of the emulator is Los Angeles; BigQuery's is UTC.
SELECT GENERATE_TIMESTAMP_ARRAY('2024-01-01 00:00:00', '2024-01-01 18:00:00', INTERVAL 6 HOUR) AS a

== comparing dates with text
SELECT id FROM orders WHERE day >= '2024-03-01' AND ordered_at < '2024-12-30' ORDER BY id

== days between
SELECT DATE '2024-03-01' - DATE '2024-02-01' AS i

== intervals
SELECT INTERVAL 1 YEAR AS a, INTERVAL 10 DAY AS b, INTERVAL 90 MINUTE AS c

== make intervals
differs: MAKE_INTERVAL is not part of the local warehouse's subset: refused.
SELECT MAKE_INTERVAL(1, 2, 3) AS a, MAKE_INTERVAL(hour => 25) AS b

== parts of intervals
SELECT EXTRACT(DAY FROM INTERVAL 5 DAY) AS d, EXTRACT(HOUR FROM INTERVAL 30 HOUR) AS h

== grouping by month in a zone
SELECT DATE_TRUNC(DATE(ordered_at, 'America/New_York'), MONTH) AS m, COUNT(*) AS n FROM orders GROUP BY m ORDER BY m

== age in years
SELECT id, DATE_DIFF(DATE '2024-02-28', born, YEAR) - IF(FORMAT_DATE('%m%d', born) > '0228', 1, 0) AS age FROM customers ORDER BY id

== invalid date is an error
SELECT DATE '2023-02-29'

== dates before the epoch
SELECT DATE_TRUNC(DATE '1969-12-31', WEEK) AS a, DATE_DIFF(DATE '1969-12-31', DATE '1970-01-01', DAY) AS b, TIMESTAMP_TRUNC(TIMESTAMP '1969-12-31 23:59:59+00', HOUR) AS c, EXTRACT(DAYOFWEEK FROM DATE '1969-12-31') AS d
