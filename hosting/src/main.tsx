import "./styles.css";

import { lazy, StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { loadConfig } from "./app/config";
import { connect } from "./session/firebase";
import { SessionGate } from "./session/gate";
import { Failure } from "./ui/states";

// Fetched beside the configuration and the sign-in state, and not before the first paint.
const app = import("./app/app");
const App = lazy(async () => ({ default: (await app).App }));

// A page that was open during a deployment asks for files that are gone; a fresh page asks for the new ones.
window.addEventListener("vite:preloadError", () => location.reload());

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no element #root");
const page = createRoot(root);

loadConfig().then(
  (config) =>
    page.render(
      <StrictMode>
        <SessionGate firebase={connect(config)} config={config}>
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
