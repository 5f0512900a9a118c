package hosting

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// Config is the hosting part of firebase.json.
type Config struct {
	Public        string     `json:"public"`
	CleanURLs     bool       `json:"cleanUrls"`
	TrailingSlash *bool      `json:"trailingSlash"`
	Redirects     []Redirect `json:"redirects"`
	Rewrites      []Rewrite  `json:"rewrites"`
	Headers       []Headers  `json:"headers"`
}

// Redirect answers a path with another address.
type Redirect struct {
	Source      string `json:"source"`
	Destination string `json:"destination"`
	Type        int    `json:"type"` // 301 when absent
}

// Rewrite serves a path that is no file: with a file, or by a Cloud Run service.
type Rewrite struct {
	Source      string `json:"source"`
	Destination string `json:"destination"`
	Run         *Run   `json:"run"`
}

// Run names a Cloud Run service.
type Run struct {
	ServiceID string `json:"serviceId"`
	Region    string `json:"region"`
}

// Headers are added to every answer for a path.
type Headers struct {
	Source  string `json:"source"`
	Headers []struct {
		Key   string `json:"key"`
		Value string `json:"value"`
	} `json:"headers"`
}

// ReadConfig reads the hosting part of a firebase.json; its public folder becomes absolute. All faults are reported at once.
func ReadConfig(path string) (Config, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return Config{}, fmt.Errorf("hosting: %w", err)
	}
	var file struct {
		Hosting Config `json:"hosting"`
	}
	if err := json.Unmarshal(text, &file); err != nil {
		return Config{}, fmt.Errorf("hosting: %s: %w", path, err)
	}
	c := file.Hosting
	if c.Public == "" {
		return Config{}, fmt.Errorf("hosting: %s: hosting.public is missing", path)
	}
	c.Public, err = filepath.Abs(filepath.Join(filepath.Dir(path), c.Public))
	if err != nil {
		return Config{}, fmt.Errorf("hosting: %w", err)
	}
	return c, c.check(path)
}

func (c *Config) check(path string) error {
	var faults []error
	glob := func(kind string, i int, source *string) {
		*source = translated(*source)
		if *source == "" || !doublestar.ValidatePattern(*source) {
			faults = append(faults, fmt.Errorf("hosting: %s: %s[%d]: source %q is no glob (regex is not supported here)", path, kind, i, *source))
		}
	}
	for i := range c.Redirects {
		glob("redirects", i, &c.Redirects[i].Source)
	}
	for i := range c.Rewrites {
		glob("rewrites", i, &c.Rewrites[i].Source)
		if (c.Rewrites[i].Destination == "") == (c.Rewrites[i].Run == nil) {
			faults = append(faults, fmt.Errorf("hosting: %s: rewrites[%d]: exactly one of destination and run is supported", path, i))
		}
	}
	for i := range c.Headers {
		glob("headers", i, &c.Headers[i].Source)
	}
	return errors.Join(faults...)
}

// alternatives is the extended glob @(a|b), which Hosting allows and doublestar writes as {a,b}.
var alternatives = regexp.MustCompile(`@\(([^()]*)\)`)

func translated(glob string) string {
	glob = alternatives.ReplaceAllStringFunc(glob, func(match string) string {
		return "{" + strings.ReplaceAll(match[2:len(match)-1], "|", ",") + "}"
	})
	if glob != "" && !strings.HasPrefix(glob, "/") && !strings.HasPrefix(glob, "**") {
		glob = "/" + glob
	}
	return glob
}

// matches reports whether a glob of firebase.json matches a request's path.
func matches(glob, path string) bool {
	return doublestar.MatchUnvalidated(glob, path) || doublestar.MatchUnvalidated(glob, strings.TrimPrefix(path, "/"))
}
