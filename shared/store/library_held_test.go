package store

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"capidemo.dev/platform/shared/demo"
)

// TestTheLibraryIsBoundedByWhatItHolds puts more into a library than it may hold, in small and in large versions.
func TestTheLibraryIsBoundedByWhatItHolds(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for name, size := range map[string]int{"small": 100 << 10, "large": 900 << 10} {
		l := &library{kept: map[string]keptVersion{}}
		version := demo.TemplateVersion{Description: strings.Repeat("x", size)}
		for i := range 100 {
			path := "versions/" + strconv.Itoa(i)
			l.put(path, now, version)
			l.put(path, now, version) // again is not twice
			sum := 0
			for _, v := range l.kept {
				sum += v.bytes
			}
			if _, found := l.get(path, now); !found || sum != l.held || sum > maxHeld || sum < len(l.kept)*size {
				t.Fatalf("%s: after %d versions %d are kept, of %d bytes, %d counted", name, i+1, len(l.kept), sum, l.held)
			}
		}
		if fit := maxHeld / (overhead * (size + 4<<10)); len(l.kept) > fit+1 {
			t.Errorf("%s: %d are kept, %d fit", name, len(l.kept), fit)
		}
	}
	l := &library{kept: map[string]keptVersion{}}
	l.put("huge", now, demo.TemplateVersion{Description: strings.Repeat("x", maxHeld)})
	if len(l.kept) != 0 {
		t.Error("a version that does not fit was kept")
	}
}
