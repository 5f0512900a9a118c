import { type FirebaseApp, initializeApp } from "firebase/app";
import {
  type Auth,
  browserLocalPersistence,
  connectAuthEmulator,
  indexedDBLocalPersistence,
  initializeAuth,
} from "firebase/auth";

import type { Config } from "../app/config";

export interface Firebase {
  app: FirebaseApp;
  auth: Auth;
}

/** Connects sign-in. Only what passwords and the tokens of providers need is loaded: no pop-ups, no frames of other origins. */
export function connect(config: Config): Firebase {
  const { emulators, ...options } = config;
  const app = initializeApp(options);
  const auth = initializeAuth(app, { persistence: [indexedDBLocalPersistence, browserLocalPersistence] });
  if (emulators) connectAuthEmulator(auth, emulators.auth, { disableWarnings: true });
  return { app, auth };
}
