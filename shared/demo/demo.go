package demo

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// Lifetimes of a demo without activity.
const (
	ArchiveAfter = 90 * 24 * time.Hour
	DeleteAfter  = 180 * 24 * time.Hour // after archiving
)

// Meta is what every stored document carries.
type Meta struct {
	CreatedAt time.Time `firestore:"created_at"`
	UpdatedAt time.Time `firestore:"updated_at"`
	CreatedBy string    `firestore:"created_by"` // uid of a person
	Version   int64     `firestore:"version"`    // rises by one with every write
}

// Touch marks a write.
func (m *Meta) Touch(now time.Time) {
	m.UpdatedAt = now
	m.Version++
}

// Demo is one customer's private demo: a dataset, an agent over it, and the conversations about it.
type Demo struct {
	Meta
	Revision        int64      `firestore:"revision"` // rises with every change of what people edit, from 1; Version rises with the chain's and exams' writes as well
	ID              string     `firestore:"id"`
	Tenant          string     `firestore:"tenant"`
	Status          DemoStatus `firestore:"status"`
	CustomerName    string     `firestore:"customer_name"`
	CustomerKey     string     `firestore:"customer_key"` // SearchKey of the name: what lists sort and search by
	TemplateID      string     `firestore:"template_id"`
	TemplateVersion int        `firestore:"template_version"`
	TemplateName    string     `firestore:"template_name"`
	Build           string     `firestore:"build"`  // BuildID of the template version it is made of
	JobID           string     `firestore:"job_id"` // the job that makes or last changed it
	DatasetID       string     `firestore:"dataset_id"`
	AgentID         string     `firestore:"agent_id"`
	SchemaReady     bool       `firestore:"schema_ready"` // the dataset exists; the agent may be created
	Nudge           int64      `firestore:"nudge"`        // raised by redrive-jobs to set the chain off again
	Rows            int64      `firestore:"rows"`
	TableCount      int        `firestore:"table_count"`
	LastUsed        time.Time  `firestore:"last_used"`
	ArchiveAt       time.Time  `firestore:"archive_at"`
	DeleteAt        time.Time  `firestore:"delete_at"`
	ReadyAt         *time.Time `firestore:"ready_at"`
	Exam            ExamMark   `firestore:"exam"`      // what its exams say
	PinnedBy        []string   `firestore:"pinned_by"` // uids of those who keep it at hand; it exempts the demo from nothing
}

// MaxCustomerName is the longest accepted name, in characters.
const MaxCustomerName = 100

// CustomerName accepts a customer's name as a person writes it: 1 to 100 characters, no control or invisible formatting characters, no
// surrounding white space.
func CustomerName(s string) (string, error) {
	name := strings.TrimSpace(s)
	refuse := func(why string) (string, error) {
		return "", fault.New(fault.Invalid, "The customer name %s.", why).WithField("body.customer_name", "%s", why)
	}
	switch {
	case name == "":
		return refuse("is empty; write the customer's name")
	case !utf8.ValidString(name):
		return refuse("is not valid UTF-8")
	case utf8.RuneCountInString(name) > MaxCustomerName:
		return refuse("is longer than 100 characters; shorten it")
	}
	for _, r := range name {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == utf8.RuneError {
			return refuse("contains a control character; remove it")
		}
	}
	return name, nil
}

// SearchKey is a name in the form in which names are compared: without case, compatible characters as one, white space as single blanks.
func SearchKey(name string) string {
	return cases.Fold().String(norm.NFKC.String(strings.Join(strings.Fields(name), " ")))
}

// NewDemo makes a pending demo of a template version.
func NewDemo(id, jobID, owner string, in tenant.ID, customer string, tv TemplateVersion, now time.Time) (Demo, error) {
	name, err := CustomerName(customer)
	if err != nil {
		return Demo{}, err
	}
	if id == "" || jobID == "" || owner == "" {
		return Demo{}, fault.New(fault.Internal, "a demo needs an id, a job and an owner")
	}
	archive := now.Add(ArchiveAfter)
	return Demo{
		Meta:     Meta{CreatedAt: now, UpdatedAt: now, CreatedBy: owner, Version: 1},
		Revision: 1, ID: id, Tenant: string(in), Status: DemoPending, CustomerName: name, CustomerKey: SearchKey(name),
		TemplateID: tv.TemplateID, TemplateVersion: tv.Number, TemplateName: tv.DisplayName, Build: tv.BuildID(), JobID: jobID,
		Rows: tv.Rows, TableCount: len(tv.Tables),
		LastUsed: now, ArchiveAt: archive, DeleteAt: archive.Add(DeleteAfter), PinnedBy: []string{},
	}, nil
}

// DatasetName is the one dataset a demo can ever have: d_<tenant>_<demo>.
func (d *Demo) DatasetName() string { return "d_" + d.Tenant + "_" + d.ID }

// AgentName is the one agent a demo can have in its present generation.
func (d *Demo) AgentName() string { return "demo-" + d.Tenant + "-" + d.ID }

// Rename gives the demo another customer's name. What was made under the old one, such as jobs, keeps it.
func (d *Demo) Rename(name string, now time.Time) error {
	accepted, err := CustomerName(name)
	if err != nil {
		return err
	}
	d.CustomerName, d.CustomerKey = accepted, SearchKey(accepted)
	d.Revision = max(d.Revision, 1) + 1
	d.Touch(now)
	return nil
}

// Pin keeps the demo at hand for a person, or no longer. It reports whether that changed anything.
func (d *Demo) Pin(uid string, pinned bool, now time.Time) bool {
	if slices.Contains(d.PinnedBy, uid) == pinned {
		return false
	}
	if pinned {
		d.PinnedBy = append(slices.Clone(d.PinnedBy), uid)
	} else {
		d.PinnedBy = slices.DeleteFunc(slices.Clone(d.PinnedBy), func(who string) bool { return who == uid })
	}
	d.Touch(now)
	return true
}

// usedEvery is how often activity is written down: more often would cost a write per question and say nothing more.
const usedEvery = time.Hour

// Use marks activity, which moves the ends of the demo's life. It reports whether there is anything to write.
func (d *Demo) Use(now time.Time) bool {
	if now.Sub(d.LastUsed) < usedEvery {
		return false
	}
	d.LastUsed, d.ArchiveAt = now, now.Add(ArchiveAfter)
	d.DeleteAt = d.ArchiveAt.Add(DeleteAfter)
	d.Touch(now)
	return true
}
