package catalog

import (
	bq "google.golang.org/api/bigquery/v2"
)

// PutJob keeps a finished job, so that its id stays taken after a restart.
func (t *Tx) PutJob(job *bq.Job) error {
	return t.put(bucketJobs, key(job.JobReference.ProjectId, job.JobReference.JobId), job)
}

// Job gives a kept job, or nil.
func (t *Tx) Job(project, id string) (*bq.Job, error) {
	var job bq.Job
	found, err := t.get(bucketJobs, key(project, id), &job)
	if !found || err != nil {
		return nil, err
	}
	return &job, nil
}

// Jobs lists a project's kept jobs.
func (t *Tx) Jobs(project string) ([]*bq.Job, error) {
	return list[bq.Job](t, bucketJobs, key(project))
}

// DeleteJob forgets a job; an absent one is no error.
func (t *Tx) DeleteJob(project, id string) error { return t.remove(bucketJobs, key(project, id)) }
