// Package attack asks the running platform as somebody who means harm does, and holds every operation of the API to refusing it: sign-ins that
// are made up, stolen or ended (signin_test.go), providers that vouch for nothing (provider_test.go), admins without the second factor that their tenant requires (factor_test.go), roles and
// tenants that one gives oneself (escalation_test.go), cursors and entity tags that were tampered with (tampering_test.go), bodies and queries
// that are none (input_test.go, wish_test.go), and requests that take for ever (slow_test.go). Refused requests leave nothing behind.
//
// What has no need of the whole stack is tested where it is: signatures of tokens in shared/auth, rules of the browser's listeners in rules,
// whose things an operation gives in local/isolation, nonsense at random in local/fuzz, what it costs to look for another tenant's things in
// local/faults (absence_test.go). docs/security.md is the map of all of them.
//
// How operations are called comes from local/operations, so a new one is attacked as soon as it has its line there. To add an attack: a test
// that goes through all operations where it can. What must not go in: what happens to requests that are meant well.
package attack
