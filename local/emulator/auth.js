// Serves the Auth emulator of firebase-tools without the rest of the Firebase CLI, with authenticator apps as a second factor (totp.js),
// and keeps its users in a file.
// Arguments: the firebase-tools folder, host, port, project, state file.
"use strict";
const fs = require("fs");
const http = require("http");
const path = require("path");

const [tools, host, port, project, stateFile] = process.argv.slice(2);

// The emulator's OpenAPI document is compiled anew at every start with one validator per parameter, and each first validates
// the JSON schema of schemas. That takes 3 of 3.5 seconds and could only find a fault in firebase-tools itself.
try {
  const exegesis = require.resolve("exegesis", { paths: [tools] });
  const Ajv = require(require.resolve("ajv", { paths: [exegesis] }));
  (Ajv.default ?? Ajv).prototype.validateSchema = () => true;
} catch (error) {
  console.error(`the Auth emulator starts slowly, its schema checks could not be skipped: ${error.message}`);
}

const totp = require("./totp.js").install(tools);
const { createApp } = require(path.join(tools, "lib", "emulator", "auth", "server.js"));
const accounts = `/identitytoolkit.googleapis.com/v1/projects/${project}/accounts`;

// call sends one request to the emulator as its owner and returns the decoded answer.
async function call(method, url, body) {
  const response = await fetch(`http://${host}:${server.address().port}${url}`, {
    method,
    headers: { Authorization: "Bearer owner", "Content-Type": "application/json" },
    body,
  });
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`);
  return response.json();
}

const projects = new Map(); // the emulator's state, by project

// save writes all users to the state file, with the secrets of their second factors; a crash in the middle leaves the file before.
async function save() {
  const { users = [] } = await call("GET", `${accounts}:batchGet?maxResults=-1`);
  const kept = { users, totp: totp.secrets(projects.get(project)) };
  fs.writeFileSync(`${stateFile}.new`, JSON.stringify(kept, null, 1), { mode: 0o600 });
  fs.renameSync(`${stateFile}.new`, stateFile);
}

// Saves run one after the other; a change during a save asks for one more.
let saving = null;
let changed = false;
function saveSoon() {
  changed = true;
  saving ??= (async () => {
    while (changed) {
      changed = false;
      await save();
    }
  })()
    .catch((error) => console.error(`users were not saved to ${stateFile}: ${error.message}`))
    .finally(() => (saving = null));
}

// restore brings the users back. The import takes no second factors by app; they follow.
async function restore() {
  const { users, totp: secrets = {} } = JSON.parse(fs.readFileSync(stateFile, "utf8"));
  if (users.length === 0) return;
  const importable = users.map((user) => ({ ...user, mfaInfo: user.mfaInfo?.filter((one) => !secrets[one.mfaEnrollmentId]) }));
  await call("POST", `${accounts}:batchCreate`, JSON.stringify({ users: importable }));
  totp.restore(projects.get(project), users, secrets);
}

let server;
let restored = false;

async function main() {
  const app = await createApp(project, 0, projects);
  server = http.createServer((request, response) => {
    // Every write is kept as soon as it is answered, so that users survive a crash, not only a shutdown.
    if (restored && !["GET", "HEAD", "OPTIONS"].includes(request.method)) response.on("finish", saveSoon);
    // The parent may use the emulator only once its users are back.
    if (!restored && request.url === "/") {
      response.writeHead(503).end("restoring users");
      return;
    }
    app(request, response);
  });
  await new Promise((resolve, reject) => server.once("error", reject).listen(Number(port), host, resolve));
  if (fs.existsSync(stateFile)) await restore();
  restored = true;
}

process.on("SIGTERM", async () => {
  await saving;
  process.exit(0);
});

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
