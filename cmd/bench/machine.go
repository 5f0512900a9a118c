package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
)

// machine is what a run was measured on. Loads are the one-minute averages before and after the run, which adds about 2 itself.
type machine struct {
	CPU       string `json:"cpu"`
	Cores     int    `json:"cores"`
	System    string `json:"system"`
	Go        string `json:"go"`
	Load      string `json:"load_before,omitempty"`
	LoadAfter string `json:"load_after,omitempty"`
}

func (m machine) String() string {
	return fmt.Sprintf("%s, %d cores, %s, %s; load %s before and %s after", m.CPU, m.Cores, m.System, m.Go, m.Load, m.LoadAfter)
}

func thisMachine() machine {
	return machine{
		CPU: lineOf("/proc/cpuinfo", "model name"), Cores: runtime.NumCPU(),
		System: runtime.GOOS + "/" + runtime.GOARCH + ", " + lineOf("/proc/meminfo", "MemTotal"), Go: runtime.Version(), Load: load(),
	}
}

// load is the one-minute load average; "unknown" where the system does not say.
func load() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	one, _, _ := strings.Cut(string(text), " ")
	return one
}

// lineOf gives the value of "name: value" in a file of /proc.
func lineOf(path, name string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return "unknown"
	}
	for line := range strings.SplitSeq(string(text), "\n") {
		if key, value, found := strings.Cut(line, ":"); found && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return "unknown"
}

// footprint is what a process and all its descendants hold.
type footprint struct {
	mib  float64
	note string
}

// memoryOf sums the proportional set sizes of a process and its descendants: pages that several of them share count once.
func memoryOf(pid int) (footprint, error) {
	parents, names, err := processes()
	if err != nil {
		return footprint{}, err
	}
	out, parts := footprint{}, map[string]float64{}
	for id := range parents {
		at := id
		for at != pid && at > 1 {
			at = parents[at]
		}
		if at != pid {
			continue
		}
		kib, err := proportional(id)
		if err != nil {
			continue // it has just ended
		}
		out.mib += kib / 1024
		parts[names[id]] += kib / 1024
	}
	if out.mib == 0 {
		return out, fmt.Errorf("the memory of process %d cannot be read from /proc", pid)
	}
	for _, name := range []string{"java", "node", "local", "functions"} {
		out.note += fmt.Sprintf("%s %.0f, ", name, parts[name])
	}
	out.note = strings.TrimSuffix(out.note, ", ") + " (PSS)"
	return out, nil
}

// processes gives the parent and the name of every process.
func processes() (parents map[int]int, names map[int]string, err error) {
	files, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil || len(files) == 0 {
		return nil, nil, fmt.Errorf("processes cannot be listed from /proc: %w", err)
	}
	parents, names = map[int]int{}, map[int]string{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // it has just ended
		}
		open, closed := bytes.IndexByte(text, '('), bytes.LastIndexByte(text, ')')
		fields := strings.Fields(string(text[closed+1:]))
		id, err := strconv.Atoi(strings.TrimSpace(string(text[:open])))
		if err != nil || len(fields) < 2 {
			continue
		}
		parent, err := strconv.Atoi(fields[1])
		if err != nil {
			continue
		}
		parents[id], names[id] = parent, string(text[open+1:closed])
	}
	return parents, names, nil
}

// proportional is a process's proportional set size in KiB.
func proportional(pid int) (float64, error) {
	file, err := os.Open(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
	if err != nil {
		return 0, err
	}
	defer func() { _ = file.Close() }() // read only
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if fields := strings.Fields(lines.Text()); len(fields) > 1 && fields[0] == "Pss:" {
			return strconv.ParseFloat(fields[1], 64)
		}
	}
	return 0, fmt.Errorf("process %d has no Pss", pid)
}
