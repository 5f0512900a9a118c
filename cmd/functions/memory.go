package main

import (
	"runtime/debug"

	"capidemo.dev/platform/functions"
)

// growth is by how many percent the heap may grow between two collections. What functions keep is some 10 MiB of clients and tables, so at
// Go's own 100 they would collect every few requests: at 400 a list of 50 costs an eighth less.
const growth = 400

// ours is how much of an instance's memory Go may fill before it collects at any price; the rest is for what is not on the heap.
const ours = 0.8

// noLimit is what Go says when GOMEMLIMIT is absent.
const noLimit = 1<<63 - 1

// relax has garbage collected rarely while memory is plenty: as much of it as the manifest gives the function that is served alone. GOGC and
// GOMEMLIMIT go before.
func relax(m *functions.Manifest, target string) {
	if before := debug.SetGCPercent(growth); before != 100 {
		debug.SetGCPercent(before)
	}
	f, alone := m.Function(target)
	if before := debug.SetMemoryLimit(-1); alone && before == noLimit {
		debug.SetMemoryLimit(int64(ours * float64(f.MemoryBytes())))
	}
}
