import type { Plugin } from "vite";

/**
 * Moves what Firebase's sign-in SDK writes to its classes after they are declared (`X.PROVIDER_ID = "x"`) into them, as static fields.
 * It is the same, but the bundler may then leave out the classes that nobody uses: the providers, pop-ups and frames of other origins.
 */
export function staticFields(): Plugin {
  return {
    name: "static-fields",
    transform: {
      filter: { id: /@firebase\/auth\/dist\/esm\/index-/ },
      handler(code) {
        const fields = new Map<string, string[]>();
        const rest = code.replaceAll(
          /^([A-Z]\w+)\.(\w+) = ('\w+'|"[\w.]+"|null|\[\])(?: \/\*.*\*\/)?;$/gm,
          (all, name: string, field: string, value: string) => {
            if (!code.includes(`\nclass ${name} `)) return all;
            fields.set(name, [...(fields.get(name) ?? []), `static ${field} = ${value};`]);
            return "";
          },
        );
        return rest.replaceAll(/^class (\w+) (?:extends \w+ )?\{$/gm, (head, name: string) =>
          [head, ...(fields.get(name) ?? [])].join(" "),
        );
      },
    },
  };
}
