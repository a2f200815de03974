import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureCommand } from "./install.ts";

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

export interface Nginx {
  stop(): Promise<void>;
}

/** Production's nginx outside its container: the same files, its entrypoint's steps, and `folder` for the container's own paths. */
export function startNginx(folder: string, environment: Readonly<Record<string, string>>): Nginx {
  const nginx = ensureCommand("nginx");
  const paths: [string, string][] = [
    ["/tmp/", `${folder}/`],
    ["/usr/share/nginx/html", join(root, "apps", "web", "dist")],
    ["/etc/nginx/page-headers.conf", join(root, "deploy", "nginx", "page-headers.conf")],
    ["/dev/stdout", join(folder, "access.log")],
    ["/dev/stderr", join(folder, "error.log")],
  ];
  const place = (text: string) => paths.reduce((placed, [inside, outside]) => placed.replaceAll(inside, outside), text);
  mkdirSync(join(folder, "nginx"), { recursive: true });
  const site = fillIn(join(root, "deploy", "nginx", "templates", "site.conf.template"), variables(folder, environment));
  writeFileSync(join(folder, "nginx", "site.conf"), place(site));
  const main = place(readFileSync(join(root, "deploy", "nginx", "nginx.conf"), "utf8"));
  // Under root, nginx would change to a user who may not read this folder.
  const user = process.getuid?.() === 0 ? "user root;\n" : "";
  writeFileSync(join(folder, "nginx.conf"), `${user}daemon off;\n${main}`);
  const child = spawn(nginx, ["-c", join(folder, "nginx.conf"), "-p", folder], { stdio: ["ignore", "ignore", "inherit"] });
  return { stop: () => end(child) };
}

/** The container's variables and what its entrypoint's script makes of them. */
function variables(folder: string, environment: Readonly<Record<string, string>>): Record<string, string> {
  const script = join(root, "deploy", "nginx", "16-pixpress.envsh");
  const { PATH = "" } = process.env;
  const env = { PATH, NGINX_ENVSUBST_OUTPUT_DIR: join(folder, "nginx"), ...environment };
  const printed = execFileSync("sh", ["-e", "-c", `. "${script}"; env -0`], { env, encoding: "utf8" });
  return Object.fromEntries(printed.split("\0").map((line) => [line.split("=")[0] ?? "", line.slice(line.indexOf("=") + 1)]));
}

/** As `envsubst` does: variables that are set, and nothing of nginx's own. */
function fillIn(template: string, values: Readonly<Record<string, string>>): string {
  return readFileSync(template, "utf8").replaceAll(/\$\{([A-Z_]+)\}/g, (all, name: string) => values[name] ?? all);
}

async function end(child: ChildProcess): Promise<void> {
  child.kill("SIGTERM");
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}
