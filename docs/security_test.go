package docs

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// chapters is how many ASVS 5.0 has.
const chapters = 17

var (
	mapped  = regexp.MustCompile("`([a-z/.]+)`: ((?:Test[A-Za-z]+(?:, )?)+)")
	folder  = regexp.MustCompile("`([a-z][a-z/.]*)`")
	testDef = regexp.MustCompile(`(?m)^func (Test[A-Za-z]+)\(t \*testing\.T\)`)
)

// testsIn are the tests of a folder.
func testsIn(t *testing.T, dir string) map[string]bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", dir, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, name := range files {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range testDef.FindAllStringSubmatch(string(source), -1) {
			found[match[1]] = true
		}
	}
	return found
}

// TestSecurityPage: docs/security.md has every chapter, names only folders and tests that exist, leaves out no attack, and stays readable.
func TestSecurityPage(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("security.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(raw)
	if n := strings.Count(page, "\n"); n >= 120 {
		t.Errorf("the page has %d lines, want fewer than 120", n)
	}
	attacks := testsIn(t, "local/attack")
	for chapter := 1; chapter <= chapters; chapter++ {
		start := strings.Index(page, fmt.Sprintf("\n| V%d ", chapter))
		if start < 0 {
			t.Errorf("chapter V%d is missing", chapter)
			continue
		}
		row, _, _ := strings.Cut(page[start+1:], "\n")
		for _, match := range folder.FindAllStringSubmatch(row, -1) {
			if _, err := os.Stat(filepath.Join("..", match[1])); err != nil {
				t.Errorf("V%d: %v", chapter, err)
			}
		}
		tests := mapped.FindAllStringSubmatch(row, -1)
		if len(tests) == 0 && chapter != chapters {
			t.Errorf("V%d names no tests", chapter)
		}
		for _, match := range tests {
			there := testsIn(t, match[1])
			for name := range strings.SplitSeq(strings.TrimSuffix(match[2], ", "), ", ") {
				if !there[name] {
					t.Errorf("V%d: there is no %s in %s", chapter, name, match[1])
				}
				if match[1] == "local/attack" {
					delete(attacks, name)
				}
			}
		}
	}
	for name := range attacks {
		t.Errorf("the attack %s is in no chapter", name)
	}
}
