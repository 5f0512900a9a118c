package main

import (
	"runtime/debug"
	"testing"
)

// TestMemoryIsAsTheManifestHasIt: a function that is served alone collects before its instance is full; where all are served, nothing is known.
func TestMemoryIsAsTheManifestHasIt(t *testing.T) { //nolint:paralleltest // sets what the process has once
	limit, percent := debug.SetMemoryLimit(-1), debug.SetGCPercent(100)
	t.Cleanup(func() { debug.SetMemoryLimit(limit); debug.SetGCPercent(percent) })
	debug.SetMemoryLimit(noLimit)
	relax(shipped(t), "")
	if got := debug.SetMemoryLimit(-1); got != noLimit {
		t.Errorf("all functions may fill %d bytes", got)
	}
	relax(shipped(t), "build")
	if got := debug.SetMemoryLimit(-1); got != 2<<30*8/10 {
		t.Errorf("build may fill %d bytes", got)
	}
	debug.SetMemoryLimit(1 << 20)
	debug.SetGCPercent(50)
	relax(shipped(t), "build")
	if got, percent := debug.SetMemoryLimit(-1), debug.SetGCPercent(-1); got != 1<<20 || percent != 50 {
		t.Errorf("what the environment says is overruled: %d bytes, %d %%", got, percent)
	}
}
