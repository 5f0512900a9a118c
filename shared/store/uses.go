package store

import (
	"context"
	"hash/fnv"
	"strconv"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// useShards is over how many documents a template's uses are spread: classes of thirty provision one template at once, and a document
// takes about one write a second.
const useShards = 4

// useCount is one shard of a template's uses (templates/{id}/uses/{shard}).
type useCount struct {
	Total    int64            `firestore:"total"`
	Versions map[string]int64 `firestore:"versions"` // by number
}

// countUse counts a demo that was made of a template, as a part of the commit that completes its job: a job completes once, so its demo
// counts once, however often its events come.
func (s *Scoped) countUse(c *commit, job demo.Job) {
	home := Templates{s}.home(job.TemplateID)
	if home == nil {
		return
	}
	shard := fnv.New32a()
	_, _ = shard.Write([]byte(job.ID)) // a hash never fails
	c.merge(home.Collection("uses").Doc(strconv.Itoa(int(shard.Sum32()%useShards))), map[string]any{
		"total": firestore.Increment(1), "versions": map[string]any{strconv.Itoa(job.TemplateVersion): firestore.Increment(1)},
	})
}

// Uses tells how many demos were made of a template.
func (t Templates) Uses(ctx context.Context, id string) (int64, error) {
	if err := t.begin(ctx, tenant.TemplatesRead); err != nil {
		return 0, err
	}
	home := t.home(id)
	if home == nil {
		return 0, absent("template")
	}
	counts, err := t.uses(ctx, []*firestore.DocumentRef{home})
	if err != nil {
		return 0, err
	}
	return counts[0].Total, nil
}

// count fills in how often each template was used, in one round trip.
func (t Templates) count(ctx context.Context, shelved []Shelved) error {
	homes := make([]*firestore.DocumentRef, len(shelved))
	for i := range shelved {
		homes[i] = t.home(shelved[i].ID)
	}
	counts, err := t.uses(ctx, homes)
	for i := range counts {
		shelved[i].Uses = counts[i].Total
	}
	return err
}

// uses adds up the shards of templates.
func (t Templates) uses(ctx context.Context, homes []*firestore.DocumentRef) ([]useCount, error) {
	docs := make([]*firestore.DocumentRef, 0, len(homes)*useShards)
	for _, home := range homes {
		for shard := range useShards {
			docs = append(docs, home.Collection("uses").Doc(strconv.Itoa(shard)))
		}
	}
	snaps, err := t.store.db.GetAll(ctx, docs)
	if err != nil {
		return nil, mapError(err, "uses of templates")
	}
	out := make([]useCount, len(homes))
	for i, snap := range snaps {
		if !snap.Exists() {
			continue
		}
		var shard useCount
		if err := snap.DataTo(&shard); err != nil {
			return nil, fault.Wrap(fault.Internal, err, "document %s does not fit its type", snap.Ref.Path)
		}
		sum := &out[i/useShards]
		sum.Total += shard.Total
		if sum.Versions == nil {
			sum.Versions = map[string]int64{}
		}
		for number, n := range shard.Versions {
			sum.Versions[number] += n
		}
	}
	return out, nil
}
