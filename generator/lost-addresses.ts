/** The files of a Terraform module, by name. */
export type ModuleFiles = ReadonlyMap<string, string>;

/**
 * The repositories that callers of a module would lose with the next version of it: those whose
 * address or name changes. Terraform 1.0 cannot read `moved` blocks, so the module cannot move them
 * for its callers. Only a new major version may change them.
 *
 * @param committed the module that callers have
 * @param generated the module that would replace it
 * @returns a line for each problem; it is also one if the version or repositories cannot be read
 */
export function lostAddresses(committed: ModuleFiles, generated: ModuleFiles): string[] {
  const before = versionOf(committed);
  const now = versionOf(generated);
  if (!SEMANTIC.test(before)) return [`modules/ecr/README.md has the version "${before}": ${RULE}`];
  if (!SEMANTIC.test(now)) return [`the version in package.json is "${now}": ${RULE}`];
  if (major(now) < major(before)) {
    return [
      `the version in package.json is ${now}: its major version must be at least that of ${before}, which modules/ecr was generated from`,
    ];
  }
  if (major(now) > major(before)) return [];
  const names = namesOf(committed);
  if (Object.keys(names).length === 0) {
    return ["modules/ecr/main.tf.json has no aws_ecr_repository: restore it from git"];
  }
  return losses(names, namesOf(generated)).map(
    (loss) =>
      `${loss}. Put it back in settings/documented-repositories.ts; or raise the major version in package.json, now ${now}, and describe in docs/adopt.md how callers move`,
  );
}

const SEMANTIC = /^\d+\.\d+\.\d+(-[\w.]+)?$/;
const RULE = "must be MAJOR.MINOR.PATCH (Semantic Versioning)";
const NEXT_PLAN = "the next plan of every caller of modules/ecr would";

/** The name of each repository as an expression, by component. */
type Names = Readonly<Record<string, string>>;

function losses(before: Names, now: Names): string[] {
  const componentOf = new Map(Object.entries(now).map(([component, name]) => [name, component]));
  return Object.entries(before)
    .filter(([component, name]) => now[component] !== name)
    .map(([component, name]) => {
      const address = `aws_ecr_repository.${component} (${name})`;
      const newName = now[component];
      if (newName !== undefined)
        return `${address} gets the name ${newName}: ${NEXT_PLAN} replace it`;
      const renamed = componentOf.get(name);
      return renamed === undefined
        ? `${address} is gone: ${NEXT_PLAN} destroy it`
        : `${address} becomes aws_ecr_repository.${renamed}: ${NEXT_PLAN} destroy it and create an empty one`;
    });
}

function namesOf(files: ModuleFiles): Names {
  const { resource } = JSON.parse(files.get("main.tf.json") ?? "{}");
  const repositories: Record<string, { name: string }> = resource?.aws_ecr_repository ?? {};
  return Object.fromEntries(
    Object.entries(repositories).map(([component, { name }]) => [component, name]),
  );
}

function versionOf(files: ModuleFiles): string {
  return files.get("README.md")?.match(/^Version (.*)\.$/m)?.[1] ?? "";
}

function major(version: string): number {
  return Number.parseInt(version, 10);
}
