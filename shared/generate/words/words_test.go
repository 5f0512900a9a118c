package words_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/brianvoe/gofakeit/v7/data"

	"capidemo.dev/platform/shared/generate/words"
)

var sets = []string{"first_name", "last_name", "city", "street", "company", "adjective", "material", "color", "buzzword"}

func TestSetsHoldEachWordOnce(t *testing.T) {
	t.Parallel()
	for _, name := range sets {
		set, ok := words.Set(name)
		if !ok || len(set) < 10 {
			t.Errorf("%s has %d words", name, len(set))
		}
		seen := map[string]bool{}
		for _, w := range set {
			if seen[w] || strings.TrimSpace(w) != w || w == "" {
				t.Errorf("%s: %q is empty, padded or there twice", name, w)
			}
			seen[w] = true
		}
	}
	if _, ok := words.Set("nothing"); ok {
		t.Error("there is a set of words that nobody made")
	}
}

// denied are persons and companies that no generated name may spell.
var denied = []string{"Donald Trump", "Barack Obama", "Joe Biden", "Hillary Clinton", "Elon Musk", "Jeff Bezos", "Bill Gates", "Taylor Swift",
	"Steve Jobs", "Mark Zuckerberg", "Warren Buffett", "Michael Jackson", "Michael Jordan", "Serena Williams", "Tom Hanks", "Brad Pitt"}

func TestNamesSpellNobodyFamous(t *testing.T) {
	t.Parallel()
	first, _ := words.Set("first_name")
	last, _ := words.Set("last_name")
	for _, name := range denied {
		given, family, _ := strings.Cut(name, " ")
		if slices.Contains(first, given) && slices.Contains(last, family) {
			t.Errorf("the sets can spell %s", name)
		}
	}
}

func TestCompaniesAreInvented(t *testing.T) {
	t.Parallel()
	companies, _ := words.Set("company")
	for _, c := range companies {
		if slices.Contains(data.Company["name"], c) {
			t.Errorf("%s is in a list of real companies", c)
		}
	}
}
