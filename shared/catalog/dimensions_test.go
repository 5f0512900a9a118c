package catalog_test

import (
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"

	"capidemo.dev/platform/shared/catalog"
	"capidemo.dev/platform/shared/dataspec"
)

func TestTheCommonDimensionsArePublishedOnceADay(t *testing.T) {
	t.Parallel()
	b := bucket(t)
	opts := catalog.Options{Anchor: anchor, Now: anchor, Storage: b}
	for i, reused := range []bool{false, true} {
		p, err := catalog.PublishDimensions(t.Context(), opts)
		if err != nil || p.Reused != reused {
			t.Fatalf("publication %d: reused %v, %v", i, p.Reused, err)
		}
	}
	type day struct {
		Day     int32  `parquet:"day"`
		Weekday int64  `parquet:"weekday"`
		Name    string `parquet:"weekday_name"`
	}
	days := rowsOf[day](t, b.Read, "shared/common_dimensions/calendar.parquet")
	last := days[len(days)-1]
	if end := int32(anchor.Unix()/86400) - 1; last.Day != end || len(days) != 3652 || last.Name != "Tuesday" || last.Weekday != 2 {
		t.Errorf("%d days up to %+v, want %d", len(days), last, end)
	}
	for i := 1; i < len(days); i++ {
		if days[i].Day != days[i-1].Day+1 {
			t.Fatalf("a day is missing after row %d", i)
		}
	}
	type place struct {
		City     string  `parquet:"city"`
		Country  string  `parquet:"country"`
		Latitude float64 `parquet:"latitude"`
	}
	places := rowsOf[place](t, b.Read, "shared/common_dimensions/geography.parquet")
	if _, want := dataspec.Geography(); len(places) != len(want) || places[0] != (place{"New York", "United States", 40.71}) {
		t.Errorf("%d places of %d, first %+v", len(places), len(want), places[0])
	}
	opts.Anchor = anchor.Add(24 * time.Hour)
	if p, err := catalog.PublishDimensions(t.Context(), opts); err != nil || p.Reused {
		t.Errorf("the next day: reused %v, %v", p.Reused, err)
	}
}

func rowsOf[T any](t *testing.T, read func(context.Context, string, int64) ([]byte, error), path string) []T {
	t.Helper()
	content, err := read(t.Context(), path, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := parquet.Read[T](bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	return rows
}
