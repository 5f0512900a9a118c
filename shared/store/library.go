package store

import (
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
}

type keptVersion struct {
	version demo.TemplateVersion
	as      time.Time // when its card was written
}

// maxKept bounds the library; a version with its golden queries takes about 100 KB.
const maxKept = 64

func (l *library) get(path string, as time.Time) (demo.TemplateVersion, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	found, there := l.kept[path]
	return found.version, there && found.as.Equal(as)
}

func (l *library) put(path string, as time.Time, version demo.TemplateVersion) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.kept) >= maxKept {
		clear(l.kept)
	}
	l.kept[path] = keptVersion{version, as}
}
