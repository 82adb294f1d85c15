import type { ModuleFiles } from "./module-files.ts";

/** A module, and what of it no caller may lose. */
export interface GuardedModule {
  readonly folder: string;
  /** The file that decides about it. */
  readonly source: string;
  /** What must be there. */
  readonly what: string;
  /** By address, what makes it another one if it changes. */
  identities(resources: Resources): Identities;
}

type Resources = Readonly<
  Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>
>;
type Identities = Readonly<Record<string, string>>;

/** The repositories of `modules/ecr`: each has its name. */
export const ECR: GuardedModule = {
  folder: "modules/ecr",
  source: "settings/documented-repositories.ts",
  what: "aws_ecr_repository",
  identities: ({ aws_ecr_repository: repositories = {} }) =>
    Object.fromEntries(
      Object.entries(repositories).map(([component, { name = "" }]) => [
        `aws_ecr_repository.${component}`,
        name,
      ]),
    ),
};

/**
 * All resources of `modules/ecr-registry`: a registry has each of them once, so the destroy at an
 * old address may undo the create at the new one.
 */
export const ECR_REGISTRY: GuardedModule = {
  folder: "modules/ecr-registry",
  source: "stacks/registry-module-stack.ts",
  what: "resource",
  identities: (resources) =>
    Object.fromEntries(
      Object.entries(resources).flatMap(([type, ofType]) =>
        Object.entries(ofType).map(([name, { count, for_each: forEach }]) => {
          const index = forEach !== undefined ? "[each.key]" : count !== undefined ? "[0]" : "";
          const address = `${type}.${name}${index}`;
          return [address, address];
        }),
      ),
    ),
};

/**
 * What callers of a module would lose with the next version of it: that whose address or name
 * changes. Terraform 1.0 cannot read `moved` blocks, so the module cannot move it for its callers.
 * Only a new major version may change it.
 *
 * @param module the module
 * @param committed its files that callers have
 * @param generated the files that would replace them
 * @returns a line for each problem; it is also one if the version or resources cannot be read
 */
export function lostAddresses(
  module: GuardedModule,
  committed: ModuleFiles,
  generated: ModuleFiles,
): string[] {
  const { folder, source, what } = module;
  const before = versionOf(committed);
  const now = versionOf(generated);
  if (!SEMANTIC.test(before)) return [`${folder}/README.md has the version "${before}": ${RULE}`];
  if (!SEMANTIC.test(now)) return [`the version in package.json is "${now}": ${RULE}`];
  if (major(now) < major(before)) {
    return [
      `the version in package.json is ${now}: its major version must be at least that of ${before}, which ${folder} was generated from`,
    ];
  }
  if (major(now) > major(before)) return [];
  const identities = module.identities(resourcesOf(committed));
  if (Object.keys(identities).length === 0) {
    return [`${folder}/main.tf.json has no ${what}: restore it from git`];
  }
  return losses(folder, identities, module.identities(resourcesOf(generated))).map(
    (loss) =>
      `${loss}. Put it back in ${source}; or raise the major version in package.json, now ${now}, and describe in docs/adopt.md how callers move`,
  );
}

const SEMANTIC = /^\d+\.\d+\.\d+(-[\w.]+)?$/;
const RULE = "must be MAJOR.MINOR.PATCH (Semantic Versioning)";

function losses(folder: string, before: Identities, now: Identities): string[] {
  const nextPlan = `the next plan of every caller of ${folder} would`;
  const addressOf = new Map(Object.entries(now).map(([address, identity]) => [identity, address]));
  return Object.entries(before)
    .filter(([address, identity]) => now[address] !== identity)
    .map(([address, identity]) => {
      const lost = address === identity ? address : `${address} (${identity})`;
      const newName = now[address];
      if (newName !== undefined) return `${lost} gets the name ${newName}: ${nextPlan} replace it`;
      const moved = addressOf.get(identity);
      return moved === undefined
        ? `${lost} is gone: ${nextPlan} destroy it`
        : `${lost} becomes ${moved}: ${nextPlan} destroy it and create an empty one`;
    });
}

function resourcesOf(files: ModuleFiles): Resources {
  return JSON.parse(files.get("main.tf.json") ?? "{}").resource ?? {};
}

function versionOf(files: ModuleFiles): string {
  return files.get("README.md")?.match(/^Version (.*)\.$/m)?.[1] ?? "";
}

function major(version: string): number {
  return Number.parseInt(version, 10);
}
