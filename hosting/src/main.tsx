import "./styles.css";

import { lazy, StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { loadConfig, loadProviders } from "./app/config";
import { connect } from "./session/firebase";
import { SessionGate } from "./session/gate";
import { takeAnswer } from "./session/return";
import { Failure, Splash } from "./ui/states";

// What a provider has answered is out of the address before anything else runs.
const answer = takeAnswer();

// Fetched beside the configuration and the sign-in state, and not before the first paint.
const app = import("./app/app");
const App = lazy(async () => ({ default: (await app).App }));

// A page that was open during a deployment asks for files that are gone; a fresh page asks for the new ones.
window.addEventListener("vite:preloadError", () => location.reload());

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no element #root");
const page = createRoot(root);

async function start() {
  const [config, providers] = await Promise.all([loadConfig(), loadProviders()]);
  const firebase = connect(config);
  if (answer === undefined) return { config, providers, firebase };
  page.render(<Splash />);
  const { comeBack } = await import("./session/come-back");
  return { config, providers, firebase, failure: await comeBack(firebase.auth, providers, answer) };
}

start().then(
  (known) =>
    page.render(
      <StrictMode>
        <SessionGate {...known}>
          <App />
        </SessionGate>
      </StrictMode>,
    ),
  (error: unknown) =>
    page.render(
      <main className="mx-auto max-w-lg px-5 py-24">
        <Failure error={error} retry={() => location.reload()} />
      </main>,
    ),
);
