package warehouse_test

import (
	"testing"
	"time"

	"cloud.google.com/go/civil"
	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/warehouse"
)

var orderColumns = []string{"id", "city", "amount"} //nolint:gochecknoglobals // a constant list

func describeStates(t *testing.T, b backend) {
	t.Helper()
	id := b.loaded(t, 8)
	before, err := b.Describe(t.Context(), id, append([]string{"absent"}, both...))
	if err != nil || len(before) != 2 {
		t.Fatalf("%d tables, %v", len(before), err)
	}
	want := []warehouse.Column{{Name: "id", Type: "INT64"}, {Name: "city", Type: "STRING"}, {Name: "amount", Type: "FLOAT64"}}
	if diff := cmp.Diff(want, before["orders"].Columns); diff != "" || before["orders"].Rows != 8 {
		t.Errorf("%d rows, %s", before["orders"].Rows, diff)
	}
	b.run(t, id, "ALTER TABLE orders DROP COLUMN city")
	after, err := b.Describe(t.Context(), id, both)
	if err != nil {
		t.Fatal(err)
	}
	if len(after["orders"].Columns) != 2 || after["orders"].Modified.Before(before["orders"].Modified) || after["orders"].Pristine {
		t.Errorf("after a column was dropped: %+v", after["orders"])
	}
	if after["refunds"].ETag != before["refunds"].ETag || after["orders"].ETag == before["orders"].ETag {
		t.Error("the tags do not tell which table changed")
	}
}

func describeClone(t *testing.T, b backend) {
	t.Helper()
	from, to := b.loaded(t, 3), b.dataset(t)
	if err := b.CloneTables(t.Context(), from, to, both, "clone_"+unique()); err != nil {
		t.Fatal(err)
	}
	states, err := b.Describe(t.Context(), to, both)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range both {
		if got := states[name]; got.CloneOf.ID != from || got.CloneOf.Name != name || !got.Pristine {
			t.Errorf("%s: %+v", name, got)
		}
	}
	b.run(t, to, "UPDATE orders SET city = 'Rome' WHERE id = 1")
	if states, err = b.Describe(t.Context(), to, both); err != nil || states["orders"].Pristine || !states["refunds"].Pristine {
		t.Errorf("after an update: %+v, %v", states, err)
	}
}

func contentsFollowRows(t *testing.T, b backend) {
	t.Helper()
	id := b.loaded(t, 40)
	digests := func() map[string]string {
		t.Helper()
		out, err := b.Contents(t.Context(), id, []warehouse.ContentOf{{Table: "orders", Columns: orderColumns}, {Table: "refunds", Columns: orderColumns}}, 1<<30)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	first := digests()
	if first["orders"] != first["refunds"] || first["orders"] == "" {
		t.Errorf("equal tables have other digests: %v", first)
	}
	b.run(t, id, "CREATE TABLE kept AS SELECT * FROM orders")
	for _, change := range []string{
		"UPDATE orders SET amount = amount + 1 WHERE id = 7",
		"UPDATE orders SET city = NULL WHERE id = 7",
		"UPDATE orders SET id = 8 WHERE id = 7",
		"INSERT INTO orders (id, city, amount) SELECT id, city, amount FROM kept WHERE id IN (1, 2)",
	} {
		b.run(t, id, change)
		if digests()["orders"] == first["orders"] {
			t.Errorf("%s: the digest is the same", change)
		}
		b.run(t, id, "CREATE OR REPLACE TABLE orders AS SELECT amount, city, id FROM kept ORDER BY city DESC")
		if digests()["orders"] != first["orders"] {
			t.Errorf("restored after %s: the digest is another", change)
		}
	}
	if _, err := b.Contents(t.Context(), id, []warehouse.ContentOf{{Table: "absent", Columns: orderColumns}}, 1<<30); !fault.Is(err, fault.NotFound) {
		t.Errorf("an absent table: %v", err)
	}
}

func profileCounts(t *testing.T, b backend) {
	t.Helper()
	id := b.dataset(t)
	b.run(t, id, `CREATE TABLE visits AS
SELECT n AS id, IF(MOD(n, 4) = 0, NULL, CONCAT('city ', CAST(MOD(n, 3) AS STRING))) AS city, n / 4 AS amount, CAST(n AS NUMERIC) / 10 AS price, n > 50 AS late,
  DATE_ADD(DATE '2026-01-01', INTERVAL n DAY) AS day, TIMESTAMP_ADD(TIMESTAMP '2026-01-01 00:00:00', INTERVAL n HOUR) AS moment, MOD(n, 5) AS grade, [n] AS list
FROM UNNEST(GENERATE_ARRAY(1, 100)) AS n`)
	p := b.profile(t, id, "visits")
	if p.Rows != 100 || len(p.Columns) != 8 {
		t.Fatalf("%d rows, %d columns", p.Rows, len(p.Columns))
	}
	column := map[string]warehouse.ColumnProfile{}
	for _, c := range p.Columns {
		column[c.Name] = c
		total := c.Nulls
		for _, bar := range c.Bars {
			total += bar.Count
		}
		if c.Bars != nil && (total != 100 || len(c.Bars) > 20) {
			t.Errorf("%s: %d bars and nulls hold %d values", c.Name, len(c.Bars), total)
		}
	}
	if c := column["city"]; c.Nulls != 25 || c.Distinct != 3 || len(c.Top) != 3 || c.Top[0].Count != 25 || c.Bars != nil || c.Min != nil {
		t.Errorf("city: %+v", c)
	}
	if c := column["amount"]; c.Min != 0.25 || c.Max != 25.0 || c.Mean == nil || *c.Mean != 12.625 || len(c.Bars) != 20 || len(c.Top) != 10 {
		t.Errorf("amount: %+v", c)
	}
	if c := column["grade"]; len(c.Bars) != 5 || c.Bars[4] != (warehouse.Bar{From: int64(4), To: int64(4), Count: 20}) {
		t.Errorf("grade: %+v", c.Bars)
	}
	if c := column["day"]; c.Min != (civil.Date{Year: 2026, Month: 1, Day: 2}) || c.Mean != nil || len(c.Bars) != 20 ||
		c.Bars[0] != (warehouse.Bar{From: civil.Date{Year: 2026, Month: 1, Day: 2}, To: civil.Date{Year: 2026, Month: 1, Day: 6}, Count: 5}) {
		t.Errorf("day: %+v", c)
	}
	if c := column["late"]; c.Distinct != 2 || c.Bars != nil || c.Top[0].Count != 50 {
		t.Errorf("late: %+v", c)
	}
}

// profile profiles all columns of a table.
func (b backend) profile(t *testing.T, dataset, table string) warehouse.Profile {
	t.Helper()
	states, err := b.Describe(t.Context(), dataset, []string{table})
	if err != nil {
		t.Fatal(err)
	}
	p, err := b.Profile(t.Context(), dataset, table, states[table].Columns, 1<<30, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func profileOddities(t *testing.T, b backend) {
	t.Helper()
	id := b.dataset(t)
	b.run(t, id, "CREATE TABLE odd (`select` INT64, `order by 1` STRING, same FLOAT64, none DATE, wild FLOAT64, far INT64)")
	if p := b.profile(t, id, "odd"); p.Rows != 0 || p.Columns[0].Min != nil || p.Columns[0].Bars != nil {
		t.Errorf("an empty table: %+v", p)
	}
	b.run(t, id, "INSERT INTO odd VALUES (1, 'a`b', 2.5, NULL, 1, -9223372036854775808), (2, 'a`b', 2.5, NULL, 2, 9223372036854775807)")
	p := b.profile(t, id, "odd")
	if c := p.Columns[1]; len(c.Top) != 1 || c.Top[0] != (warehouse.ValueCount{Value: "a`b", Count: 2}) {
		t.Errorf("a name with blanks: %+v", c)
	}
	if c := p.Columns[2]; len(c.Bars) != 1 || c.Bars[0].Count != 2 {
		t.Errorf("one value: %+v", c.Bars)
	}
	if c := p.Columns[3]; c.Nulls != 2 || c.Bars != nil || c.Min != nil || len(c.Top) != 0 {
		t.Errorf("only NULL: %+v", c)
	}
	if c := p.Columns[5]; c.Min != int64(-9223372036854775808) || len(c.Bars) != 20 || c.Bars[19].To != int64(9223372036854775807) || c.Bars[19].Count != 1 || c.Bars[0].Count != 1 {
		t.Errorf("the ends of INT64: %+v", c)
	}
	b.run(t, id, "INSERT INTO odd (wild) VALUES (CAST('nan' AS FLOAT64)), (CAST('inf' AS FLOAT64))")
	b.profile(t, id, "odd")
	_, err := b.Profile(t.Context(), id, "absent", []warehouse.Column{{Name: "id", Type: "INT64"}}, 1<<30, time.Minute)
	wantKind(t, err, fault.NotFound)
	_, err = b.Profile(t.Context(), id, "a\nb", nil, 1<<30, time.Minute)
	wantKind(t, err, fault.Invalid)
	_, err = b.Profile(t.Context(), id, "odd", []warehouse.Column{{Name: "x` FROM other.t --", Type: "INT64"}}, 1<<30, time.Minute)
	if err == nil {
		t.Error("a column's name ended its quotation")
	}
}
