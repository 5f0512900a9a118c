package stack

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"capidemo.dev/platform/local/eventarc"
	"capidemo.dev/platform/local/hosting"
	"capidemo.dev/platform/local/push"
	"capidemo.dev/platform/local/scheduler"
)

// eventConcurrency is how many events one function takes at once here.
const eventConcurrency = 64

// tokens signs for one of the callers; nil without an issuer.
func (s *Stack) tokens(account string) func() (string, error) {
	if s.issuer == nil {
		return nil
	}
	return s.issuer.Tokens("http://"+s.address(Functions), email(account, s.options.Project)).Token
}

// openDelivery takes document events and pushes in before the emulators that send them start. What the last stack did not
// deliver waits until the functions listen.
func (s *Stack) openDelivery() error {
	if !s.wants(Eventarc) {
		return nil
	}
	o := eventarc.Options{
		Dir: s.folder(Eventarc), Functions: "http://" + s.address(Functions), Token: s.tokens(eventarcAccount),
		Retry: s.options.Retry, Around: s.options.Around, Log: s.options.Log,
	}
	for _, f := range s.manifest.Functions {
		if t := f.Trigger.Firestore; t != nil {
			o.Triggers = append(o.Triggers, eventarc.Trigger{
				Word: f.Word, Event: t.Event, Document: t.Document, Timeout: f.Timeout, Concurrency: eventConcurrency,
			})
		}
	}
	var err error
	if s.dispatcher, err = eventarc.New(o); err != nil {
		return err
	}
	s.onClose("event delivery", rankDelivery, s.dispatcher.Close)
	relay := push.New(push.Options{Functions: o.Functions, Token: s.tokens(pubsubAccount), Log: s.options.Log})
	mux := http.NewServeMux()
	mux.Handle("/push/", relay.Handler())
	mux.Handle("/", s.dispatcher.Handler())
	s.serve(Eventarc, rankDelivery, mux)
	return nil
}

// startCallers starts what calls the functions by itself: the schedules, the web server, the control endpoint.
func (s *Stack) startCallers() error {
	if s.wants(Scheduler) {
		if err := s.startScheduler(); err != nil {
			return err
		}
	}
	if s.wants(Hosting) {
		if err := s.startHosting(); err != nil {
			return err
		}
	}
	s.serve(control, rankCallers, s.controls())
	return nil
}

func (s *Stack) startScheduler() error {
	o := scheduler.Options{Functions: "http://" + s.address(Functions), Token: s.tokens(schedulerAccount), Log: s.options.Log}
	for _, f := range s.manifest.Functions {
		if f.Trigger.Private == nil {
			continue
		}
		for _, schedule := range f.Trigger.Private.Schedules {
			o.Schedules = append(o.Schedules, scheduler.Schedule{
				Name: schedule.Name, Cron: schedule.Cron, Path: "/" + f.Word + schedule.Path, Timeout: f.Timeout,
			})
		}
	}
	var err error
	if s.scheduler, err = scheduler.New(o); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { s.scheduler.Run(ctx); close(ended) }()
	s.onClose("schedules", rankCallers, func() error {
		stop()
		<-ended
		return nil
	})
	s.serve(Scheduler, rankCallers, s.scheduler.Handler())
	return nil
}

func (s *Stack) startHosting() error {
	config, err := s.hostingConfig()
	if err != nil {
		return err
	}
	auth, firestore := "http://"+s.address(Auth), "http://"+s.address(Firestore)
	server, err := hosting.New(hosting.Options{
		Config: config, Functions: "http://" + s.address(Functions), Log: s.options.Log,
		Connect: []string{auth, firestore, "ws://" + s.address(Firestore)},
		Init: map[string]any{
			"projectId": s.options.Project, "apiKey": "local", "authDomain": s.address(Hosting),
			"emulators": map[string]string{"auth": auth, "firestore": s.address(Firestore)},
		},
		SignIn: map[string]any{"providers": s.signIn()},
	})
	if err != nil {
		return err
	}
	s.serve(Hosting, rankCallers, server.Handler())
	return nil
}

// hostingConfig is firebase.json's, or where a checkout has none, the routes of the manifest before the app's page.
func (s *Stack) hostingConfig() (hosting.Config, error) {
	path := filepath.Join(s.options.Root, "firebase.json")
	if _, err := os.Stat(path); err == nil {
		return hosting.ReadConfig(path)
	}
	config := hosting.Config{Public: filepath.Join(s.options.Root, "hosting", "dist")}
	for _, f := range s.manifest.Functions {
		if f.Trigger.HTTP == nil {
			continue
		}
		for _, route := range f.Trigger.HTTP.Routes {
			config.Rewrites = append(config.Rewrites, hosting.Rewrite{Source: route, Run: &hosting.Run{ServiceID: f.Word}})
		}
	}
	config.Rewrites = append(config.Rewrites, hosting.Rewrite{Source: "**", Destination: "/index.html"})
	return config, nil
}

// controls serves what tools and tests ask of a stack in another process:
//
//	GET  /state               addresses and environment
//	POST /functions/restart   builds the functions anew if the stack builds them, and restarts them
//	POST /functions/kill      ends them with SIGKILL and starts them again
//	POST /save                saves the Firestore emulator now
func (s *Stack) controls() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /state", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(s.State()) // the caller is gone; there is nobody to tell
	})
	act := func(pattern string, do func(context.Context) error) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			ctx, cancel := context.WithTimeout(r.Context(), 2*time.Minute)
			defer cancel()
			if err := do(ctx); err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
			w.WriteHeader(http.StatusNoContent)
		})
	}
	if s.functions != nil {
		act("POST /functions/restart", s.RestartFunctions)
		act("POST /functions/kill", s.KillFunctions)
	}
	if s.keeper != nil {
		act("POST /save", s.keeper.save)
	}
	return mux
}
