/** What the page must know about the installation it belongs to. */
export interface Config {
  projectId: string;
  apiKey: string;
  authDomain?: string;
  /** Addresses of the emulators; only a local installation has them. */
  emulators?: { auth: string; firestore: string };
}

/** Somebody else with whom people of this installation may sign in, by OpenID Connect. docs/administration.md says how one is added. */
export interface Provider {
  /** Firebase's name for it: `google.com`, or `oidc.` and what was chosen in Identity Platform. */
  id: string;
  /** What people call it: "Continue with Google". */
  label: string;
  /** Its authorization endpoint; what stands in its query is kept. */
  authorize: string;
  /** This installation's name there. */
  client_id: string;
}

/** Hosting answers this address itself: in the cloud with the project's own configuration, locally with the emulators' as well. */
export function loadConfig(): Promise<Config> {
  return load("/__/firebase/init.json");
}

/** A file that is deployed with the page; locally the stack answers. */
export async function loadProviders(): Promise<Provider[]> {
  return (await load<{ providers: Provider[] }>("/sign-in.json")).providers;
}

async function load<Content>(address: string): Promise<Content> {
  const response = await fetch(address);
  // Where there is no such file, Hosting answers with the page.
  const content = response.ok ? ((await response.json().catch(() => undefined)) as Content | undefined) : undefined;
  if (content === undefined) {
    throw new Error(`The app's configuration did not load (${address} answered ${response.status}). Reload the page.`);
  }
  return content;
}
