/** What the page must know about the installation it belongs to. */
export interface Config {
  projectId: string;
  apiKey: string;
  authDomain?: string;
  /** Addresses of the emulators; only a local installation has them. */
  emulators?: { auth: string; firestore: string };
}

/** Hosting answers this address itself: in the cloud with the project's own configuration, locally with the emulators' as well. */
const address = "/__/firebase/init.json";

export async function loadConfig(): Promise<Config> {
  const response = await fetch(address);
  if (!response.ok) {
    throw new Error(`The app's configuration did not load (${address} answered ${response.status}). Reload the page.`);
  }
  return (await response.json()) as Config;
}
