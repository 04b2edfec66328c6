// Finds a program on the PATH, or installs it with the system's package manager, or says how to install it.
import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** The commands of each package manager that install a package. */
const MANAGERS = [
  [
    "apt-get",
    (name) => [
      ["apt-get", "update", "-qq"],
      ["apt-get", "install", "-y", "-qq", "--no-install-recommends", name],
    ],
  ],
  ["dnf", (name) => [["dnf", "install", "-y", "-q", name]]],
  ["apk", (name) => [["apk", "add", "--quiet", name]]],
  ["brew", (name) => [["brew", "install", "--quiet", name]]],
];

/** The path of the first of these programs found on the PATH, or undefined. */
export function findProgram(...names) {
  for (const name of names) {
    for (const dir of (process.env.PATH ?? "").split(delimiter)) {
      const path = join(dir, name);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // Not in this folder; try the next one.
      }
    }
  }
  return undefined;
}

/**
 * @param packages the package's name for each package manager
 * @returns the path of one of the programs
 * @throws with a sentence that says how to install it
 */
export function requireProgram(programs, packages, purpose) {
  const found = findProgram(...programs);
  if (found !== undefined) return found;
  const [manager, commandsFor] = MANAGERS.find(([name]) => packages[name] !== undefined && findProgram(name)) ?? [];
  const mayInstall = manager === "brew" || process.getuid?.() === 0;
  if (manager !== undefined && mayInstall) {
    console.log(`${purpose}: installing ${packages[manager]} with ${manager} …`);
    for (const [command, ...args] of commandsFor(packages[manager])) {
      spawnSync(command, args, {
        stdio: ["ignore", "ignore", "inherit"],
        env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      });
    }
  }
  const installed = findProgram(...programs);
  if (installed !== undefined) return installed;
  const hint =
    manager === undefined
      ? `install ${programs[0]}`
      : `run "${manager === "brew" ? "" : "sudo "}${commandsFor(packages[manager]).at(-1).join(" ")}"`;
  throw new Error(`${purpose}, and none of ${programs.join(", ")} was found: ${hint}, then try again.`);
}
