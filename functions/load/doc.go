// Package load is the function load: it fills a demo's own dataset.
//
//	Trigger:      Pub/Sub provision-jobs (push)
//	Reads:        job, demo, template version; golden dataset or the template's Parquet files
//	Writes:       job and demo (step load), dataset d_<tenant>_<demo>, once per template version the golden dataset
//	Emits:        nothing; the demo's update sets off createagent, the job's end finish
//	Idempotency:  lease with fence per job; dataset and copy jobs have deterministic ids; "exists and is mine" is success
//	Retry:        in process after 1 and 2 s, then Pub/Sub; after 5 attempts the job fails; unreadable messages are buried
//	Identity:     fn-load@, Firestore user, BigQuery user (owns the datasets it makes), viewer on the templates bucket, publisher on the dead letters
//	Playbook:     docs/playbooks/load.md
package load
