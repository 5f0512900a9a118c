package hosting

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"
)

// cut is when Hosting gives up on a proxied request.
const cut = 60 * time.Second

// notice is shown as long as the web app is not built.
const notice = `<!doctype html><html lang="en"><meta charset="utf-8"><title>CAPI Demo Platform</title>
<body style="font:16px/1.5 system-ui;max-width:40rem;margin:4rem auto;padding:0 1rem">
<h1>The API is up</h1><p>The web app is not built yet. The API answers below <a href="/api/v1/health">/api/v1</a>;
its description is at <a href="/api/docs">/api/docs</a>.</p></body></html>
`

// Options configure a Server.
type Options struct {
	Config    Config
	Functions string         // base address of the functions
	Init      map[string]any // what /__/firebase/init.json answers
	SignIn    map[string]any // what /sign-in.json answers; nil leaves the file of the public folder
	Connect   []string       // origins added to the Content-Security-Policy's connect-src: the emulators
	Cut       time.Duration  // when a proxied request is given up; zero means Hosting's 60 s
	Log       *slog.Logger
}

// Server is the web server.
type Server struct {
	options   Options
	functions http.Handler
}

// New makes a Server; serve its Handler.
func New(o Options) (*Server, error) {
	target, err := url.Parse(o.Functions)
	if err != nil {
		return nil, fmt.Errorf("hosting: address of the functions: %w", err)
	}
	if o.Cut == 0 {
		o.Cut = cut
	}
	return &Server{options: o, functions: proxy(target, o.Cut, o.Log)}, nil
}

// Handler serves everything.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /__/firebase/init.json", configuration(s.options.Init))
	if s.options.SignIn != nil {
		mux.HandleFunc("GET /sign-in.json", configuration(s.options.SignIn))
	}
	mux.HandleFunc("/", s.serve)
	return mux
}

// configuration answers with what the page must know of this machine.
func configuration(content map[string]any) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		_ = json.NewEncoder(w).Encode(content) // the caller is gone; there is nobody to tell
	}
}

// serve follows Hosting's order: redirects, files, rewrites, 404.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	requested := r.URL.Path
	s.addHeaders(w.Header(), requested)
	for _, redirect := range s.options.Config.Redirects {
		if matches(redirect.Source, requested) {
			status := redirect.Type
			if status == 0 {
				status = http.StatusMovedPermanently
			}
			http.Redirect(w, r, redirect.Destination, status)
			return
		}
	}
	if s.canonical(w, r) || s.file(w, r, requested, http.StatusOK) {
		return
	}
	for _, rewrite := range s.options.Config.Rewrites {
		if !matches(rewrite.Source, requested) {
			continue
		}
		if rewrite.Run != nil {
			s.functions.ServeHTTP(w, r)
			return
		}
		if s.file(w, r, rewrite.Destination, http.StatusOK) {
			return
		}
	}
	s.absent(w, r)
}

// canonical redirects to the address that cleanUrls and trailingSlash prescribe.
func (s *Server) canonical(w http.ResponseWriter, r *http.Request) bool {
	c, to := s.options.Config, r.URL.Path
	if c.CleanURLs && strings.HasSuffix(to, ".html") {
		to = strings.TrimSuffix(strings.TrimSuffix(to, ".html"), "/index")
	}
	if c.TrailingSlash != nil && !*c.TrailingSlash && len(to) > 1 {
		to = strings.TrimSuffix(to, "/")
	}
	if to == "" {
		to = "/"
	}
	if to == r.URL.Path || s.find(r.URL.Path) == "" {
		return false
	}
	http.Redirect(w, r, to, http.StatusMovedPermanently)
	return true
}

// file serves a file of the public folder, if there is one for the path.
func (s *Server) file(w http.ResponseWriter, r *http.Request, requested string, status int) bool {
	name := s.find(requested)
	if name == "" {
		return false
	}
	if status != http.StatusOK {
		text, err := os.ReadFile(name)
		if err != nil {
			return false
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(status)
		_, _ = w.Write(text) // the caller is gone; there is nobody to tell
		return true
	}
	file, err := os.Open(name)
	if err != nil {
		return false
	}
	defer func() { _ = file.Close() }()
	info, err := file.Stat()
	if err != nil {
		return false
	}
	if w.Header().Get("Cache-Control") == "" {
		w.Header().Set("Cache-Control", "no-cache") // in the cloud an hour: here files change while one looks
	}
	http.ServeContent(w, r, info.Name(), info.ModTime(), file)
	return true
}

// find returns the file that a path stands for, or nothing: the file itself, its index.html, or with clean URLs its .html.
func (s *Server) find(requested string) string {
	clean := path.Clean("/" + requested)
	candidates := []string{clean, path.Join(clean, "index.html")}
	if s.options.Config.CleanURLs {
		candidates = append(candidates, clean+".html")
	}
	for _, candidate := range candidates {
		name := filepath.Join(s.options.Config.Public, filepath.FromSlash(candidate))
		if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() {
			return name
		}
	}
	return ""
}

// absent answers a path that nothing serves: the app's 404.html, or the notice when there is no app at all.
func (s *Server) absent(w http.ResponseWriter, r *http.Request) {
	if _, err := os.Stat(filepath.Join(s.options.Config.Public, "index.html")); errors.Is(err, fs.ErrNotExist) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
		_, _ = w.Write([]byte(notice)) // likewise
		return
	}
	if !s.file(w, r, "/404.html", http.StatusNotFound) {
		http.Error(w, "Not Found", http.StatusNotFound)
	}
}

// addHeaders adds what firebase.json says for a path.
func (s *Server) addHeaders(header http.Header, requested string) {
	for _, rule := range s.options.Config.Headers {
		if !matches(rule.Source, requested) {
			continue
		}
		for _, h := range rule.Headers {
			value := h.Value
			if strings.EqualFold(h.Key, "Content-Security-Policy") {
				value = s.connectable(value)
			}
			header.Set(h.Key, value)
		}
	}
}

// connectable lets the page reach the emulators, which in the cloud are Google's addresses.
func (s *Server) connectable(policy string) string {
	if len(s.options.Connect) == 0 {
		return policy
	}
	directives := strings.Split(policy, ";")
	for i, directive := range directives {
		if strings.HasPrefix(strings.TrimSpace(directive), "connect-src") {
			directives[i] = strings.TrimRight(directive, " ") + " " + strings.Join(s.options.Connect, " ")
		}
	}
	return strings.Join(directives, ";")
}
