// Package secretmanager is a local Secret Manager: the gRPC service on Google's generated stubs, with one file per secret.
//
// It has what the platform uses: secrets with labels, versions with states, access by number and by "latest", paged lists,
// etags; IAM policies, regions and rotation answer Unimplemented rather than pretend. Secrets lie unencrypted in a folder that
// only the user can read: it is for development. server_test.go holds it with the official client.
package secretmanager
