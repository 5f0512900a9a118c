// Package words supplies the vocabularies of generated data. The words are those of gofakeit; company names are composed here,
// because that library lists names of real companies. To add a set, add a line to the table and its name to the enumeration of
// dataspec.Word.
package words

import (
	"slices"
	"strings"

	"github.com/brianvoe/gofakeit/v7/data"
)

// Set is the vocabulary with the given name, each word once; ok is false for an unknown name.
func Set(name string) (words []string, ok bool) {
	build, ok := sets[name]
	if !ok {
		return nil, false
	}
	return build(), true
}

// Domains are reserved for examples (RFC 2606): mail to them reaches nobody.
func Domains() []string { return []string{"example.com", "example.org", "example.net"} }

var sets = map[string]func() []string{
	"first_name": func() []string { return unique(data.Person["first"]) },
	"last_name":  func() []string { return without(unique(data.Person["last"]), surnamesOfTheFamous) },
	"city":       func() []string { return unique(data.Address["city"]) },
	"street":     streets,
	"company":    companies,
	"adjective":  func() []string { return titled(unique(data.Product["adjective"])) },
	"material":   func() []string { return titled(unique(data.Product["material"])) },
	"color":      func() []string { return unique(data.Colors["safe"]) },
	"buzzword":   func() []string { return unique(data.Company["buzzwords"]) },
}

// surnamesOfTheFamous would, with a common first name, spell a person everybody knows.
var surnamesOfTheFamous = []string{
	"Trump", "Obama", "Biden", "Clinton", "Bush", "Musk", "Bezos", "Gates", "Swift", "Jobs", "Zuckerberg", "Buffett",
	"Spears", "Cruise", "Pitt", "Jackson", "Jordan", "Williams", "Hanks", "Depp", "Kardashian", "Lennon", "Presley",
}

func unique(words []string) []string {
	out := slices.Clone(words)
	slices.Sort(out)
	return slices.Compact(out)
}

func without(words, drop []string) []string {
	return slices.DeleteFunc(words, func(w string) bool { return slices.Contains(drop, w) })
}

func titled(words []string) []string {
	for i, w := range words {
		words[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	return words
}

// streets joins name and suffix of streets to a vocabulary of moderate size.
func streets() []string {
	const most = 1500
	suffixes := []string{"Street", "Avenue", "Road", "Lane", "Drive", "Court"}
	var out []string
	for i, n := range without(unique(data.Person["last"]), surnamesOfTheFamous) {
		out = append(out, n+" "+suffixes[i%len(suffixes)])
		if len(out) == most {
			break
		}
	}
	return out
}

// companies composes names that no register holds together: a coined stem, a trade and a legal form.
func companies() []string {
	stems := []string{"Aldervane", "Brindlewick", "Corvanta", "Duskmere", "Elmaro", "Fennimark", "Glenhollow", "Harrowmont", "Ivorelle",
		"Junivale", "Kestrelon", "Lumenward", "Marrowby", "Northquill", "Orchidane", "Pellworth", "Quarrington", "Rivenholt", "Saltmarch",
		"Thornbury Vale", "Umberline", "Vellamore", "Westerfold", "Yarrowfield", "Zephyrine"}
	trades := []string{"Textiles", "Goods", "Supply", "Trading", "Outfitters", "Works", "Mills", "Industries"}
	forms := []string{"Ltd", "Inc", "GmbH", "LLC", "Co"}
	out := make([]string, 0, len(stems)*len(trades))
	for i, s := range stems {
		for j, t := range trades {
			out = append(out, s+" "+t+" "+forms[(i+j)%len(forms)])
		}
	}
	return out
}
