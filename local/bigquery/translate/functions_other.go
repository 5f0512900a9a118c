package translate

func otherFunctions() []signature {
	return []signature{
		{name: "MD5", form: "STRING -> BYTES", sql: "from_hex(md5($1))"},
		{name: "MD5", form: "BYTES -> BYTES", sql: "from_hex(md5($1))"},
		{name: "SHA1", form: "STRING -> BYTES", sql: "from_hex(sha1($1))"},
		{name: "SHA1", form: "BYTES -> BYTES", sql: "from_hex(sha1($1))"},
		{name: "SHA256", form: "STRING -> BYTES", sql: "from_hex(sha256($1))"},
		{name: "SHA256", form: "BYTES -> BYTES", sql: "from_hex(sha256($1))"},
		{name: "GENERATE_UUID", form: "-> STRING", sql: "CAST(gen_random_uuid() AS VARCHAR)"},
		{name: "ERROR", form: "STRING -> INT64", sql: "bq_error($1)"},
		{name: "SESSION_USER", form: "-> STRING", sql: "'local@localhost'"},
	}
}
