package secret

import (
	"context"

	"cloud.google.com/go/secretmanager/apiv1/secretmanagerpb"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"capidemo.dev/platform/shared/fault"
)

// Ensure makes a secret without versions. One that is there with all the labels is ours, which is success; one with others is a Conflict.
func (m *Manager) Ensure(ctx context.Context, name string, labels map[string]string) error {
	if !namePattern.MatchString(name) {
		return fault.New(fault.Internal, "%q is no name of a secret", name)
	}
	ctx, cancel := context.WithTimeout(ctx, m.within)
	defer cancel()
	_, err := m.client.CreateSecret(ctx, &secretmanagerpb.CreateSecretRequest{
		Parent: "projects/" + m.project, SecretId: name,
		Secret: &secretmanagerpb.Secret{
			Labels:      labels,
			Replication: &secretmanagerpb.Replication{Replication: &secretmanagerpb.Replication_Automatic_{Automatic: &secretmanagerpb.Replication_Automatic{}}},
		},
	})
	if status.Code(err) != codes.AlreadyExists {
		return changed(err, name, "made")
	}
	found, err := m.client.GetSecret(ctx, &secretmanagerpb.GetSecretRequest{Name: m.path(name)})
	if err != nil {
		return changed(err, name, "looked at")
	}
	for key, value := range labels {
		if found.GetLabels()[key] != value {
			return fault.New(fault.Conflict, "The secret %s exists and is not ours: its label %s has another value.", name, key)
		}
	}
	return nil
}

// Remove deletes a secret with all its versions, and confirms that it is gone. It tells whether there was one.
func (m *Manager) Remove(ctx context.Context, name string) (there bool, err error) {
	if !namePattern.MatchString(name) {
		return false, fault.New(fault.Internal, "%q is no name of a secret", name)
	}
	ctx, cancel := context.WithTimeout(ctx, m.within)
	defer cancel()
	err = m.client.DeleteSecret(ctx, &secretmanagerpb.DeleteSecretRequest{Name: m.path(name)})
	there = status.Code(err) != codes.NotFound
	if err != nil && there {
		return there, changed(err, name, "removed")
	}
	switch _, err = m.client.GetSecret(ctx, &secretmanagerpb.GetSecretRequest{Name: m.path(name)}); status.Code(err) {
	case codes.NotFound:
		m.mu.Lock()
		delete(m.kept, name)
		m.mu.Unlock()
		return there, nil
	case codes.OK:
		return there, fault.New(fault.Unavailable, "The secret %s is still there after it was removed.", name)
	default:
		return there, changed(err, name, "confirmed to be gone")
	}
}

func (m *Manager) path(name string) string { return "projects/" + m.project + "/secrets/" + name }

// changed gives an error its kind. What may not be done is a defect of the installation, and so Internal.
func changed(err error, name, what string) error {
	if err == nil {
		return nil
	}
	return fault.Wrap(kindOf(err), err, "The secret %s could not be %s.", name, what)
}
