import type { Plugin } from "vite";

/**
 * Takes from React Router's parts the names by which developers' tools call them, and says that to make a part has no other effect. The
 * bundler may then leave out those that nobody uses: forms, and what fetches a framework's routes in advance.
 */
export function unnamed(): Plugin {
  return {
    name: "unnamed",
    apply: "build",
    transform: {
      filter: { id: /react-router\/dist\// },
      handler: (code) =>
        code
          .replaceAll(/^\w+\.displayName = "\w+";$/gm, "")
          .replaceAll(/^var \w+ = (?=React\d*\.(?:forwardRef|createContext|memo)\()/gm, "$&/* @__PURE__ */ "),
    },
  };
}
