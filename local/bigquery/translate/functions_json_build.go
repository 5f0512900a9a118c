package translate

import "capidemo.dev/platform/shared/googlesql"

// jsonArray makes a JSON array of values.
func jsonArray(t *translator, c *googlesql.Call, s *scope) operand {
	t.noModifiers(c, callName(c))
	return of(JSON, "json_array(%s)", join(t.jsonValues(c, s), ", "))
}

// jsonObject makes a JSON object of names and values in turn.
func jsonObject(t *translator, c *googlesql.Call, s *scope) operand {
	t.noModifiers(c, callName(c))
	if len(c.Args)%2 != 0 {
		t.failf(c, "JSON_OBJECT takes names and values in turn; two arrays are not supported by the local warehouse")
	}
	values := t.jsonValues(c, s)
	for i := 0; i < len(values); i += 2 {
		name := t.argument(c, i, s)
		t.want(c.Args[i].Value, "function JSON_OBJECT", name, name.typ.Kind == String)
		values[i] = name
	}
	return of(JSON, "json_object(%s)", join(values, ", "))
}

// jsonValues translates arguments and readies them for DuckDB's JSON.
func (t *translator) jsonValues(c *googlesql.Call, s *scope) []operand {
	args := t.arguments(c, s)
	for i := range args {
		if !args[i].typ.known() && !args[i].null() {
			t.failf(c.Args[i].Value, "The type of the argument of %s must be known", callName(c))
		}
		args[i].sql = jsonReady(args[i].sql, args[i].typ, 0)
	}
	return args
}

// stringOf writes a JSON string's text, or a date or time as CAST does; a timestamp in a zone.
func stringOf(t *translator, c *googlesql.Call, s *scope) operand {
	t.noModifiers(c, callName(c))
	t.arity(c, 1, 2)
	x := t.argument(c, 0, s)
	t.want(c, "function STRING", x, x.typ.temporal() || x.typ.Kind == JSON)
	switch {
	case x.typ.Kind == JSON && len(c.Args) == 1:
		return of(String, "bq_json_string(%s)", x.sql)
	case x.typ.temporal() && len(c.Args) == 1:
		return t.castTo(c, x, scalar(String))
	case x.typ.Kind != Timestamp:
		t.failf(c, "No matching signature for function STRING for argument types: %s, STRING", x.typ)
	}
	z := t.zone(c, 1, s)
	return of(String, "bq_zoned_text(%s, %s)", z.local(x.sql), x.sql)
}
