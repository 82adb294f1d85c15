import type * as z from "zod";
import { ACCESS_RELATIONS } from "./access/access-relations.ts";
import { CROSS_ACCOUNT_RELATIONS } from "./access/cross-account-relations.ts";
import { PULL, PUSH } from "./access/grants-shape.ts";
import { POLICY_STATEMENTS } from "./access/policy-shape.ts";
import { type Checked, checkSettings } from "./check-settings.ts";
import { DEPLOYMENT_SETTINGS } from "./deployment-settings.ts";
import { DOCUMENTED_REPOSITORIES } from "./documented-repositories.ts";
import { ENVIRONMENT_RELATIONS } from "./environment-relations.ts";
import type { CompleteEnvironmentSettings, EnvironmentSettings } from "./environment-settings.ts";
import { KMS_KEY } from "./kms-key.ts";
import { LIFECYCLE_RELATIONS } from "./lifecycle/lifecycle-relations.ts";
import { LIFECYCLE_RULES } from "./lifecycle/lifecycle-rule-shape.ts";
import { nameClashes } from "./name-clashes.ts";
import type { Problem } from "./problem.ts";
import { REPOSITORIES } from "./repository-shape.ts";
import type { Setting } from "./setting.ts";
import { SETTINGS } from "./setting-table.ts";
import { flag, shapeOf } from "./shape.ts";
import { UNMANAGED_RELATIONS } from "./unmanaged-relations.ts";

/** The environment without deletion protection by default: its repositories come and go. */
const UNPROTECTED = "development";

const NO_FORCE_DELETE = {
  must: "must be left out: only `artos-ecr empty` deletes images",
  source: "README, Tear down",
} as const;

const SHAPES = {
  ...shapesOf(SETTINGS),
  ...shapesOf(DEPLOYMENT_SETTINGS),
  preventDestroy: flag.optional(), // Its default depends on the environment.
  kmsKey: KMS_KEY.nullable().default(null),
  lifecycleRules: LIFECYCLE_RULES.default([]),
  pull: PULL.default({}),
  push: PUSH.default({}),
  policyStatements: POLICY_STATEMENTS.default([]),
  repositories: REPOSITORIES.prefault(DOCUMENTED_REPOSITORIES),
} as unknown as {
  readonly [K in keyof CompleteEnvironmentSettings]: z.ZodType<CompleteEnvironmentSettings[K]>;
};

const RELATIONS = [
  ...ENVIRONMENT_RELATIONS,
  ...CROSS_ACCOUNT_RELATIONS,
  ...LIFECYCLE_RELATIONS,
  ...UNMANAGED_RELATIONS,
  ...ACCESS_RELATIONS,
];

function shapesOf(table: object): Readonly<Record<string, z.ZodType>> {
  const settings: [string, Setting<unknown>][] = Object.entries(table);
  return Object.fromEntries(
    settings.map(([name, setting]) => {
      const shape = shapeOf(setting);
      return [name, setting.default === undefined ? shape : shape.default(setting.default)];
    }),
  );
}

/**
 * Fills in the defaults of an environment stack's settings and checks every rule.
 *
 * @param stackId every problem's path begins with it
 */
export function checkEnvironment(
  stackId: string,
  input: EnvironmentSettings,
): Checked<CompleteEnvironmentSettings> {
  const source = "README, Settings";
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    const must = "must be an object of settings";
    const problems = [{ path: stackId, value: input, must, source } as const];
    return { settings: input as CompleteEnvironmentSettings, problems };
  }
  const { settings, problems } = checkSettings(stackId, source, SHAPES, RELATIONS, input);
  const { preventDestroy = settings.environment !== UNPROTECTED } = settings;
  return {
    settings: { ...settings, preventDestroy },
    problems: [...problems, ...clashes(stackId, input)].map((problem) => ({
      ...problem,
      ...(problem.path === `${stackId}.forceDelete` && NO_FORCE_DELETE),
    })),
  };
}

function clashes(stackId: string, input: EnvironmentSettings): Problem[] {
  try {
    return nameClashes(input.repositories ?? DOCUMENTED_REPOSITORIES).map((problem) => ({
      ...problem,
      path: `${stackId}.${problem.path}`,
    }));
  } catch {
    return []; // A getter throws: that is a problem already.
  }
}
