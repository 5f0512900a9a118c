package thumbnail_test

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strings"
	"testing"

	"capidemo.dev/platform/shared/catalog/thumbnail"
)

// allowed are the only elements of a picture: none of them shows text, loads anything or acts.
var allowed = map[string]bool{
	"svg": true, "defs": true, "linearGradient": true, "radialGradient": true, "stop": true, "clipPath": true, "g": true,
	"path": true, "circle": true, "rect": true, "ellipse": true,
}

func TestPicturesAreSmallSoundAndHarmless(t *testing.T) {
	t.Parallel()
	long := make([]float64, 500)
	for i := range long {
		long[i] = 1e12 * math.Sin(float64(i))
	}
	for name, p := range map[string]thumbnail.Picture{
		"nothing":       {},
		"hostile words": {ID: `"/><script>alert(1)</script>`, Industry: `"><image href="x"/>`, Tags: []string{"]]>", "&"}, Line: long},
		"no numbers":    {ID: "a", Industry: "Banking", Line: []float64{math.NaN(), math.Inf(1)}, Bars: []float64{math.NaN(), -1, 0}},
		"flat":          {ID: "b", Industry: "Telecom", Line: []float64{5, 5, 5, 5}, Bars: []float64{3, 3, 3}},
		"one value":     {ID: "c", Industry: "Retail", Line: []float64{1}},
		"long":          {ID: "d", Industry: "Manufacturing", Line: long, Bars: long},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			svg := thumbnail.Draw(p)
			if svg != thumbnail.Draw(p) {
				t.Error("the same picture twice differs")
			}
			if len(svg) > thumbnail.MaxBytes {
				t.Errorf("%d bytes", len(svg))
			}
			if strings.Contains(svg, "NaN") || strings.Contains(svg, "Inf") {
				t.Error("it has numbers that are none")
			}
			harmless(t, svg)
		})
	}
}

func harmless(t *testing.T, svg string) {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader(svg))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%v\n%s", err, svg)
		}
		switch token := token.(type) {
		case xml.StartElement:
			if !allowed[token.Name.Local] {
				t.Errorf("element %s", token.Name.Local)
			}
			for _, a := range token.Attr {
				if name := strings.ToLower(a.Name.Local); strings.HasPrefix(name, "on") || strings.Contains(name, "href") || strings.Contains(a.Value, "//") && name != "xmlns" {
					t.Errorf("attribute %s=%q", a.Name.Local, a.Value)
				}
			}
		case xml.CharData:
			if strings.TrimSpace(string(token)) != "" {
				t.Errorf("text %q", token)
			}
		}
	}
}

func TestIndustriesLookDifferent(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, industry := range []string{"Retail & E-commerce", "Banking", "Healthcare", "Telecommunications", "Manufacturing & IoT", "SaaS", "Logistics", "Media & Streaming", "Astronomy", "Farming"} {
		svg := thumbnail.Draw(thumbnail.Picture{ID: "x", Industry: industry, Line: []float64{1, 2, 3}})
		if other, twice := seen[svg]; twice {
			t.Errorf("%s looks like %s", industry, other)
		}
		seen[svg] = industry
	}
}
