package health

import (
	"strings"
	"testing"
)

// TestThePageShowsEveryOperation, runs nothing, and takes what the description says as text.
func TestThePageShowsEveryOperation(t *testing.T) {
	t.Parallel()
	page, err := render(document)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`id="provision-quick"`, `id="create-api-key"`, "/demos/{demo_id}/history", "customer_name", "X-API-Key: $KEY", "Takes <code>demos.create</code>"} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	for _, never := range []string{"<script", "style=", "onclick", "http://", "https://"} {
		if strings.Contains(string(page), never) {
			t.Errorf("the page has %s", never)
		}
	}
	hostile, err := render([]byte(`{"info":{"title":"<script>x</script>"},"paths":{"/a/<b>":{"get":{"operationId":"x\" onclick=\"y","summary":"<img src=x>"}}}}`))
	if err != nil || strings.Contains(string(hostile), "<script>x") || strings.Contains(string(hostile), "<img") || strings.Contains(string(hostile), `" onclick`) {
		t.Errorf("hostile text is not text: %v\n%s", err, hostile)
	}
	if _, err := render([]byte("{")); err == nil {
		t.Error("a broken description made a page")
	}
}
