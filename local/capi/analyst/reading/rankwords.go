package reading

import (
	"strings"
)

// judging reports whether a word ranks by good and bad and not by more and less.
func judging(said string) bool {
	for _, w := range []string{"best", "worst", "strong", "weak", "poor", "performing", "leading"} {
		if strings.Contains(said, w) {
			return true
		}
	}
	return false
}

// sizes rank things by how large they are, which is not how many they are.
var sizes = map[string]bool{"largest": true, "biggest": true, "greatest": true, "smallest": true}

// rank: top 10, the best, the highest. The number may follow.
func (g *gatherer) rank(f find) {
	d := g.draft
	d.most = d.most || f.said == "most" || f.said == "fewest"
	if f.said == "longest" || f.said == "shortest" {
		d.lasts = f.said
	}
	if d.rank.set && !d.rank.sorted && d.rank.limit > 0 && f.op.op == extreme {
		g.ranking = false // "which five cities have the highest sales"
		d.rank.ascending = f.op.arg == "asc"
		return
	}
	g.ranking, g.grouping = true, false
	rising := f.op.arg == "asc" || d.rank.set && d.rank.ascending && f.said == "top" // "lowest first, top 5"
	d.rank = ranking{set: true, listed: f.op.op == listed, ascending: rising, limit: d.rank.limit, singular: d.rank.singular, judged: judging(f.said)}
}
