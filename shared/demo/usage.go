package demo

import "time"

// Usage is what a person has used in a month: document tenants/{t}/usage/{UsageID}. The tenant's own use is in its Counters.
type Usage struct {
	Meta
	UID        string `firestore:"uid"`
	Month      string `firestore:"month"` // YYYY-MM
	Provisions int64  `firestore:"provisions"`
	Questions  int64  `firestore:"questions"`
}

// Month names the month of an instant, in UTC.
func Month(now time.Time) string { return now.UTC().Format("2006-01") }

// UsageID is the id of the document that counts a person's use in the month of an instant.
func UsageID(uid string, now time.Time) string { return Month(now) + "_" + uid }
