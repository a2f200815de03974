import { defineConfig, type OxlintOverride } from "oxlint";
import { rooms, zones } from "./tools/zones.ts";

type Restriction = NonNullable<NonNullable<OxlintOverride["rules"]>["no-restricted-imports"]>;

const everyRoom = Object.keys(rooms) as (keyof typeof rooms)[];

/** An override replaces an earlier one's rule whole, so each says everything: its zone, the way out by path, the libraries kept out. */
const restricted = (mayImport: readonly string[], allowed: readonly string[]): Restriction => [
  "error",
  {
    patterns: [
      {
        group: ["@pixpress/*", "@pixpress/*/**", ...mayImport.flatMap((name) => [`!@pixpress/${name}`, `!@pixpress/${name}/**`])],
        message: "outside this zone: see tools/zones.ts",
      },
      { regex: "^\\.\\./.*/src/", message: "no way out of a package by path" },
    ],
    paths: [
      { name: "node:process", importNames: ["env", "default"], message: "only config.ts reads the environment" },
      ...everyRoom.filter((name) => !allowed.includes(name)).map((name) => ({ name, message: `only ${rooms[name]} may import ${name}` })),
    ],
  },
];

const zoneRules = Object.entries(zones).flatMap(([folder, mayImport]) => {
  const inside = everyRoom.filter((name) => rooms[name].startsWith(`${folder}/`));
  const groups = [...new Set(inside.map((name) => rooms[name]))];
  return [
    { files: [`${folder}/src/**`], rules: { "no-restricted-imports": restricted(mayImport, []) } },
    ...groups.map((files) => ({
      files: [files],
      rules: {
        "no-restricted-imports": restricted(
          mayImport,
          inside.filter((name) => rooms[name] === files),
        ),
      },
    })),
  ];
});

export default defineConfig({
  options: { typeAware: true },
  // AssemblyScript is checked by its own compiler.
  ignorePatterns: ["**/node_modules/**", "**/dist/**", "packages/ssimulacra2/assembly/**"],
  plugins: ["typescript", "import", "node", "promise", "unicorn", "oxc", "react"],
  rules: {
    "node/no-process-env": "error",
    "import/no-cycle": "error",
    "typescript/no-floating-promises": "error",
    "typescript/no-misused-promises": ["error", { checksVoidReturn: false }],
    "typescript/consistent-type-imports": "error",
    // Ports and contexts are interfaces of plain functions: taking one out of its object is safe here.
    "typescript/unbound-method": "off",
    // The React compiler is not used; a window virtualizer could not live with it.
    "react/incompatible-library": "off",
  },
  overrides: [
    ...zoneRules,
    {
      files: ["apps/*/src/config.ts", "**/test/**", "tools/**", "bench/**", "chaos/**", "**/vite.config.ts"],
      rules: { "node/no-process-env": "off" },
    },
  ],
});
