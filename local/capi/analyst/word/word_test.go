package word_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/local/capi/analyst/word"
)

func words(text string) string {
	tokens := word.Tokenize(text)
	list := make([]string, len(tokens))
	for i, t := range tokens {
		list[i] = t.Word
	}
	return strings.Join(list, " ")
}

func TestTokenize(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"What's our customers' AOV?":       "what is our customers aov",
		"orders > $1,000.50, year-to-date": "orders 1000.50 year to date",
		"don't show 12.5%":                 "do not show 12.5 percent",
		"R&D":                              "r and d",
		"":                                 "",
	} {
		if diff := cmp.Diff(want, words(text)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

func TestStemsJoinForms(t *testing.T) {
	t.Parallel()
	for _, forms := range []string{"sell selling sold sells", "category categories", "cancelled canceled cancellation", "country countries", "month months"} {
		list := strings.Fields(forms)
		for _, w := range list[1:] {
			if word.Stem(w) != word.Stem(list[0]) {
				t.Errorf("%s and %s have different stems: %s, %s", w, list[0], word.Stem(w), word.Stem(list[0]))
			}
		}
	}
}

func TestNumber(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"ten": "10", "10k": "10000", "2.50": "2.5", "1m": "1000000", "3d": "3d", "many": "", "": ""} {
		if got := word.Number(text); got != want {
			t.Errorf("Number(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestEditDistance(t *testing.T) {
	t.Parallel()
	for pair, want := range map[string]int{"region regoin": 1, "revenue revnue": 1, "cat cart": 1, "month moth": 1, "orders others": 2} {
		a, b, _ := strings.Cut(pair, " ")
		if got := word.EditDistance(a, b, 2); got != want {
			t.Errorf("EditDistance(%s) = %d, want %d", pair, got, want)
		}
	}
	if !word.Correct("shorts") || word.Correct("shrots") {
		t.Error("shorts is a word and shrots is none")
	}
}
