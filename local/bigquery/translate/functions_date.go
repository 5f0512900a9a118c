package translate

func dateFunctions() []signature {
	return []signature{
		{name: "CURRENT_DATE", form: "[zone] -> DATE", build: currentCall},
		{name: "DATE", form: "INT64, INT64, INT64 -> DATE", sql: "make_date($1, $2, $3)"},
		{name: "DATE", form: "DATE -> DATE", sql: "$1"},
		{name: "DATE", form: "DATETIME -> DATE", sql: "CAST($1 AS DATE)"},
		{name: "DATE", form: "TIMESTAMP -> DATE", sql: "CAST(bq_utc($1) AS DATE)"},
		{name: "DATE", form: "TIMESTAMP, STRING -> DATE", sql: "CAST(bq_local($1, $2) AS DATE)"},
		{name: "DATE_ADD", form: "DATE, interval -> DATE", build: addition},
		{name: "DATE_SUB", form: "DATE, interval -> DATE", build: addition},
		{name: "DATE_DIFF", form: "DATE, DATE, part -> INT64", build: difference},
		{name: "DATE_TRUNC", form: "DATE, part -> DATE", build: truncation},
		{name: "LAST_DAY", form: "DATE, [part] -> DATE", build: lastDay},
		{name: "FORMAT_DATE", form: "format, DATE -> STRING", build: formatTime},
		{name: "PARSE_DATE", form: "format, STRING -> DATE", build: parseTime},
		{name: "DATE_FROM_UNIX_DATE", form: "INT64 -> DATE", sql: "(DATE '1970-01-01' + CAST($1 AS INTEGER))"},
		{name: "UNIX_DATE", form: "DATE -> INT64", sql: "($1 - DATE '1970-01-01')"},
	}
}

func datetimeFunctions() []signature {
	return []signature{
		{name: "CURRENT_DATETIME", form: "[zone] -> DATETIME", build: currentCall},
		{name: "DATETIME", form: "INT64, INT64, INT64, INT64, INT64, INT64 -> DATETIME", sql: "make_timestamp($1, $2, $3, $4, $5, $6)"},
		{name: "DATETIME", form: "DATETIME -> DATETIME", sql: "$1"},
		{name: "DATETIME", form: "DATE -> DATETIME", sql: "CAST($1 AS TIMESTAMP)"},
		{name: "DATETIME", form: "DATE, TIME -> DATETIME", sql: "($1 + $2)"},
		{name: "DATETIME", form: "TIMESTAMP -> DATETIME", sql: "bq_utc($1)"},
		{name: "DATETIME", form: "TIMESTAMP, STRING -> DATETIME", sql: "bq_local($1, $2)"},
		{name: "DATETIME_ADD", form: "DATETIME, interval -> DATETIME", build: addition},
		{name: "DATETIME_SUB", form: "DATETIME, interval -> DATETIME", build: addition},
		{name: "DATETIME_DIFF", form: "DATETIME, DATETIME, part -> INT64", build: difference},
		{name: "DATETIME_TRUNC", form: "DATETIME, part -> DATETIME", build: truncation},
		{name: "FORMAT_DATETIME", form: "format, DATETIME -> STRING", build: formatTime},
		{name: "PARSE_DATETIME", form: "format, STRING -> DATETIME", build: parseTime},
	}
}

func timeFunctions() []signature {
	return []signature{
		{name: "CURRENT_TIME", form: "[zone] -> TIME", build: currentCall},
		{name: "TIME", form: "INT64, INT64, INT64 -> TIME", sql: "make_time($1, $2, $3)"},
		{name: "TIME", form: "TIME -> TIME", sql: "$1"},
		{name: "TIME", form: "DATETIME -> TIME", sql: "CAST($1 AS TIME)"},
		{name: "TIME", form: "TIMESTAMP -> TIME", sql: "CAST(bq_utc($1) AS TIME)"},
		{name: "TIME", form: "TIMESTAMP, STRING -> TIME", sql: "CAST(bq_local($1, $2) AS TIME)"},
		{name: "TIME_ADD", form: "TIME, interval -> TIME", build: addition},
		{name: "TIME_SUB", form: "TIME, interval -> TIME", build: addition},
		{name: "TIME_DIFF", form: "TIME, TIME, part -> INT64", build: difference},
		{name: "TIME_TRUNC", form: "TIME, part -> TIME", build: truncation},
		{name: "FORMAT_TIME", form: "format, TIME -> STRING", build: formatTime},
		{name: "PARSE_TIME", form: "format, STRING -> TIME", build: parseTime},
	}
}

func timestampFunctions() []signature {
	return []signature{
		{name: "CURRENT_TIMESTAMP", form: "-> TIMESTAMP", build: currentCall},
		{name: "TIMESTAMP", form: "TIMESTAMP -> TIMESTAMP", sql: "$1"},
		{name: "TIMESTAMP", form: "DATE -> TIMESTAMP", sql: "bq_from_utc(CAST($1 AS TIMESTAMP))"},
		{name: "TIMESTAMP", form: "DATE, STRING -> TIMESTAMP", sql: "bq_instant(CAST($1 AS TIMESTAMP), $2)"},
		{name: "TIMESTAMP", form: "DATETIME -> TIMESTAMP", sql: "bq_from_utc($1)"},
		{name: "TIMESTAMP", form: "DATETIME, STRING -> TIMESTAMP", sql: "bq_instant($1, $2)"},
		{name: "TIMESTAMP", form: "STRING -> TIMESTAMP", sql: "bq_parse_timestamp($1)"},
		{name: "TIMESTAMP", form: "STRING, STRING -> TIMESTAMP", sql: "bq_instant(bq_parse_datetime($1), $2)"},
		{name: "TIMESTAMP_ADD", form: "TIMESTAMP, interval -> TIMESTAMP", build: addition},
		{name: "TIMESTAMP_SUB", form: "TIMESTAMP, interval -> TIMESTAMP", build: addition},
		{name: "TIMESTAMP_DIFF", form: "TIMESTAMP, TIMESTAMP, part -> INT64", build: difference},
		{name: "TIMESTAMP_TRUNC", form: "TIMESTAMP, part, [zone] -> TIMESTAMP", build: truncation},
		{name: "FORMAT_TIMESTAMP", form: "format, TIMESTAMP, [zone] -> STRING", build: formatTime},
		{name: "PARSE_TIMESTAMP", form: "format, STRING, [zone] -> TIMESTAMP", build: parseTime},
		{name: "TIMESTAMP_SECONDS", form: "INT64 -> TIMESTAMP", sql: "make_timestamptz($1 * 1000000)"},
		{name: "TIMESTAMP_MILLIS", form: "INT64 -> TIMESTAMP", sql: "make_timestamptz($1 * 1000)"},
		{name: "TIMESTAMP_MICROS", form: "INT64 -> TIMESTAMP", sql: "make_timestamptz($1)"},
		{name: "UNIX_SECONDS", form: "TIMESTAMP -> INT64", sql: "bq_floor_div(epoch_us($1), 1000000)"},
		{name: "UNIX_MILLIS", form: "TIMESTAMP -> INT64", sql: "bq_floor_div(epoch_us($1), 1000)"},
		{name: "UNIX_MICROS", form: "TIMESTAMP -> INT64", sql: "epoch_us($1)"},
	}
}
