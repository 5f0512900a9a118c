package rest //nolint:testpackage // what it tests has no other door

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	bq "google.golang.org/api/bigquery/v2"
)

func TestIntegersComeAsTextOrNumber(t *testing.T) {
	t.Parallel()
	yes := true
	want := bq.Job{Configuration: &bq.JobConfiguration{
		JobTimeoutMs: 5, Labels: map[string]string{"a": "1"},
		Query: &bq.JobConfigurationQuery{MaximumBytesBilled: 7, UseLegacySql: &yes, RangePartitioning: &bq.RangePartitioning{Range: &bq.RangePartitioningRange{End: 9}}},
	}}
	for name, body := range map[string]string{
		"texts":   `{"configuration": {"jobTimeoutMs": "5", "labels": {"a": "1"}, "query": {"maximumBytesBilled": "7", "useLegacySql": true, "rangePartitioning": {"range": {"end": "9"}}}}}`,
		"numbers": `{"configuration": {"jobTimeoutMs": 5, "labels": {"a": "1"}, "query": {"maximumBytesBilled": 7, "useLegacySql": "true", "rangePartitioning": {"range": {"end": 9}}}}}`,
	} {
		var got bq.Job
		if err := unmarshal([]byte(body), &got); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s differ (-want +got):\n%s", name, diff)
		}
	}
	for _, body := range []string{`{"configuration": 5}`, `{"configuration": {"jobTimeoutMs": "soon"}}`, `{"configuration":`} {
		if err := unmarshal([]byte(body), new(bq.Job)); err == nil {
			t.Errorf("%s is read", body)
		}
	}
}
