// Package hosting serves the web app as Firebase Hosting does, from the same firebase.json: files first, then rewrites, then
// 404; headers by path; clean URLs. Rewrites to Cloud Run services go to the functions' process at the same path.
//
// It copies what surprises people about Hosting: a proxied request is cut after 60 s, answers are buffered whole, and only the
// __session cookie reaches a function. It does not copy the CDN: nothing is cached. /__/firebase/init.json tells the web app
// its project and, unlike in the cloud, the emulators' addresses; /sign-in.json, which in the cloud is a file of the public folder,
// names the providers that people sign in with. Tests hold the rules of firebase.json case by case.
package hosting
