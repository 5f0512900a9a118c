package store

import (
	"encoding/json"
	"sync"
	"time"

	"capidemo.dev/platform/shared/demo"
)

// library keeps template versions in memory: they are large, read for every demo, and hardly ever change. A kept one holds as long as the
// template's card stays the same, which is read each time: whoever writes a version or a build writes the card in the same commit
// (system.Store.PutTemplate). Who gets a version from it must not change it.
type library struct {
	mu   sync.Mutex
	kept map[string]keptVersion // by the path of the version's document
	held int                    // bytes of all that is kept, about
}

type keptVersion struct {
	version demo.TemplateVersion
	as      time.Time // when its card was written
	bytes   int
}

// Bounds of the library. Most versions take a few hundred KB, one with large answers several MB.
const (
	maxHeld  = 32 << 20
	overhead = 4 // bytes in memory for one of JSON: answers are many short texts, each with its header and pointer
)

func (l *library) get(path string, as time.Time) (demo.TemplateVersion, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	found, there := l.kept[path]
	return found.version, there && found.as.Equal(as)
}

func (l *library) put(path string, as time.Time, version demo.TemplateVersion) {
	text, err := json.Marshal(version)
	size := overhead * len(text)
	if err != nil || size > maxHeld {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.held -= l.kept[path].bytes
	if l.held+size > maxHeld {
		clear(l.kept)
		l.held = 0
	}
	l.kept[path] = keptVersion{version, as, size}
	l.held += size
}
