// Package build is the function build: it takes a draft version of a template to tested.
//
//	Trigger:      document tenants/{tenant}/trials/{trial} written
//	Reads:        trial, draft version, its specification
//	Writes:       the version (tested, or the faults that keep it a draft), its build, its card, the trial, bytes billed, audit entries; Parquet files and
//	              manifest; the golden dataset tmpl_<template>_v<n>_<day>_<digest>
//	Emits:        nothing
//	Idempotency:  lease with fence per trial; files, dataset and answers follow from specification and day; a trial ends once
//	Retry:        in process after 1 and 2 s, then Eventarc; after 5 attempts the version is rejected with the last reason
//	Identity:     fn-build@, Firestore user, BigQuery user (owns the datasets it makes), object admin on the templates bucket
//	Playbook:     docs/playbooks/build.md
package build
