package exam

import (
	"context"
	"slices"
	"time"

	"capidemo.dev/platform/shared/certificate"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/exam"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// grade examines the demo, or inherits what its build was found to be. With the demo's certificate it gives the build's, when this exam was
// the build's too.
func (w *work) grade(ctx context.Context) (graded demo.Graded, forBuild string, err error) {
	if d := w.claim.Demo; d.Status != demo.DemoActive || d.DatasetID == "" || d.AgentID == "" {
		return graded, "", fault.New(fault.Conflict, "The demo is %s; it can be examined when it is active.", d.Status)
	}
	for w.known != nil {
		found, known, same, err := w.inherit(ctx)
		if err != nil {
			return graded, "", err
		}
		if same {
			c := *w.known
			c.Basis, c.Fingerprint = certificate.Inherited, found
			graded, err = w.certify(ctx, c, known)
			return graded, "", err
		}
		w.claim.Exam.Known = known
		if err := w.lookUpBuild(ctx, w.text); err != nil { // what no fresh demo inherits is examined anew, by one of them
			return graded, "", err
		}
	}
	found, known, err := w.whole(ctx)
	if err != nil {
		return graded, "", err
	}
	if graded, err = w.certify(ctx, found, known); err != nil || w.build.Load() == 0 || !speaksForBuild(&w.subject.Version, &found) {
		return graded, "", err
	}
	found.Subject = demo.BuildSubject(&w.subject.Version)
	forBuild, err = w.keys.Sign(ctx, w.stamped(found))
	return graded, forBuild, err
}

// inherit finds out whether data and agent are what the build was examined with. Untouched clones say so by their records; other tables,
// such as those loaded from files, are read.
func (w *work) inherit(ctx context.Context) (found exam.Fingerprint, known []demo.Known, same bool, err error) {
	content := map[string]string{}
	for _, t := range w.known.Fingerprint.Tables {
		content[t.Name] = t.Content
	}
	found, known, sure, err := w.examiner.Inherited(ctx, w.subject, content)
	if err == nil && !sure {
		found, known, err = w.examiner.Fingerprint(ctx, w.subject, w.claim.Exam.Known)
	}
	if err != nil {
		return found, nil, false, err
	}
	return found, known, len(exam.Changes(&w.known.Fingerprint, &found, nil)) == 0, nil
}

// whole runs and asks everything. What is examined must be the same before and after, or the result would be of neither.
func (w *work) whole(ctx context.Context) (certificate.Certificate, []demo.Known, error) {
	select {
	case w.turn <- struct{}{}:
		defer func() { <-w.turn }()
	case <-ctx.Done():
		return certificate.Certificate{}, nil, ctx.Err()
	}
	before, known, err := w.examiner.Fingerprint(ctx, w.subject, w.claim.Exam.Known)
	if err != nil {
		return certificate.Certificate{}, nil, err
	}
	if err := w.x.Asks(ctx, w.claim); err != nil {
		return certificate.Certificate{}, nil, err
	}
	tell, told := w.reporter(ctx)
	report, err := w.examiner.Examine(ctx, w.subject, tell)
	told()
	if err != nil {
		return certificate.Certificate{}, nil, err
	}
	found, known, err := w.examiner.Fingerprint(ctx, w.subject, known)
	if err != nil {
		return certificate.Certificate{}, nil, err
	}
	if changes := exam.Changes(&before, &found, nil); len(changes) > 0 {
		return certificate.Certificate{}, nil, fault.New(fault.Unavailable, "The demo changed while it was examined: %s", changes[0])
	}
	v := &w.subject.Version
	verdict, reasons := exam.Judge(exam.Missing(v, &found), &report)
	return certificate.Certificate{
		ExaminedAt: w.now().UTC().Truncate(time.Millisecond), Basis: certificate.Examined,
		Template: v.TemplateID, Version: v.Number, Anchor: v.Anchor, Status: verdict, Reasons: orNone(reasons),
		Queries: report.Queries(), Phrasings: report.Phrasings(), Items: certificate.Items(&report), Fingerprint: found,
	}, known, nil
}

// certify makes what was found the demo's.
func (w *work) certify(ctx context.Context, c certificate.Certificate, known []demo.Known) (demo.Graded, error) {
	c.Subject = demo.DemoPath(tenant.ID(w.claim.Demo.Tenant), w.claim.Demo.ID)
	text, err := w.keys.Sign(ctx, w.stamped(c))
	if err != nil {
		return demo.Graded{}, err
	}
	return demo.Graded{Verdict: c.Status, Reasons: c.Reasons, Certificate: text, Known: known}, nil
}

func (w *work) stamped(c certificate.Certificate) certificate.Certificate {
	c.Exam, c.IssuedAt = w.claim.Exam.ID, w.now().Unix()
	return c
}

// speaksForBuild tells whether what was found is true of the build, and not only of this demo at this hour: its data has the tables and
// rows that the build was published with, and the agents' service answered every question.
func speaksForBuild(v *demo.TemplateVersion, c *certificate.Certificate) bool {
	published := len(exam.Missing(v, &c.Fingerprint)) == 0 && !slices.ContainsFunc(v.Tables, func(t demo.Table) bool {
		return !slices.ContainsFunc(c.Fingerprint.Tables, func(p exam.TablePrint) bool { return p.Name == t.Name && p.Rows == t.Rows && p.Content != "" })
	})
	return published && !slices.ContainsFunc(c.Items, func(item certificate.Item) bool {
		return slices.ContainsFunc(item.Phrasings, func(p certificate.Phrasing) bool { return p.Result == string(exam.Unanswered) })
	})
}

func orNone(reasons []string) []string {
	if reasons == nil {
		return []string{}
	}
	return reasons
}
