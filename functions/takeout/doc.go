// Package takeout is the function takeout: it takes out all that a tenant has, as one file.
//
//	Trigger:      document tenants/{tenant}/exports/{export} written
//	Reads:        everything below the tenant, page by page; the specifications and Parquet files of the templates its demos are made of
//	Writes:       the export (completed with its file, or failed), an audit entry; tenants/{tenant}/exports/{export}.zip in the bucket of exports
//	Emits:        nothing
//	Idempotency:  lease with fence per export; the file's name follows from the export, and it is written on condition that nobody wrote it since
//	Retry:        in process after 1 and 2 s, then Eventarc; after 5 attempts, or when one run does not suffice, the export fails with the reason
//	Identity:     fn-takeout@, Firestore user, object admin on the exports bucket, object viewer on the templates bucket
//	Playbook:     docs/playbooks/takeout.md
package takeout
