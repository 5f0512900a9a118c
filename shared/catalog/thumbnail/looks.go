package thumbnail

import (
	"fmt"
	"hash/fnv"
	"strings"
)

// look is how an industry is drawn: a gradient from a deep to a bright colour, a glow, and a motif at the upper right.
type look struct {
	words    []string // in industry or tags, in lower case
	from, to string
	glow     string
	motif    func(*strings.Builder)
}

// looks are tried in order.
func looks() []look {
	return []look{
		{[]string{"health", "hospital", "clinic", "patient"}, "#053b45", "#12a594", "#3fe0c5", pulse},
		{[]string{"bank", "finance", "financial", "insurance", "payments card"}, "#0a1f4d", "#1f6fd0", "#54b4ff", coins},
		{[]string{"telecom", "telecommunication", "network", "mobile carrier"}, "#2a1060", "#7a3fd6", "#b98cff", waves},
		{[]string{"manufactur", "iot", "factory", "industrial"}, "#33210f", "#d9701e", "#ffb057", gears},
		{[]string{"logistic", "transport", "freight", "shipping", "delivery"}, "#0c3325", "#3f9b46", "#a6e05a", route},
		{[]string{"media", "stream", "video", "entertainment", "music"}, "#350a2c", "#d8324f", "#ff8a5c", player},
		{[]string{"saas", "software", "subscription"}, "#131a52", "#4a5be8", "#7fd1ff", layers},
		{[]string{"retail", "commerce", "shop", "store"}, "#3d1357", "#d03a7d", "#ff9a76", bags},
		{[]string{"food", "beverage", "restaurant", "hospitality", "travel", "hotel"}, "#43200e", "#c57b2a", "#ffd27a", rings},
	}
}

// lookOf finds the industry's look; another industry gets colours of its own, always the same ones.
func lookOf(p Picture) look {
	for _, text := range []string{strings.ToLower(p.Industry), strings.ToLower(strings.Join(p.Tags, " "))} {
		for _, l := range looks() {
			for _, word := range l.words {
				if strings.Contains(text, word) {
					return l
				}
			}
		}
	}
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(p.Industry)) // a hash never fails
	hue := sum.Sum32() % 360
	return look{
		from: fmt.Sprintf("hsl(%d 55%% 17%%)", hue), to: fmt.Sprintf("hsl(%d 62%% 46%%)", (hue+28)%360),
		glow: fmt.Sprintf("hsl(%d 90%% 72%%)", (hue+50)%360), motif: rings,
	}
}
