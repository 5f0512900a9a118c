// Package rules holds three files to the code they stand beside: firestore.rules to what the browser's listeners need, tried against
// the emulator for every collection, role and verb; firestore.indexes.json to the queries that shared/store declares
// (store.Shapes); and firebase.json to the routes of functions/manifest.yaml.
//
// It has tests only. A new collection is added to the table in collections_test.go, a new query to shared/store/shapes.go, a new
// route to firebase.json: each is missed here first.
package rules
