import { type Checked, checkSettings } from "./check-settings.ts";
import {
  type CompleteDeploymentSettings,
  DEPLOYMENT_SETTINGS,
  type DeploymentSettings,
} from "./deployment-settings.ts";
import { ENVIRONMENT_RELATIONS } from "./environment-relations.ts";
import { SETTINGS } from "./setting-table.ts";
import { isObject } from "./setting-type.ts";
import type { CompleteSettings, EcrSettings } from "./settings.ts";

/** The settings of an environment stack. */
export interface EnvironmentSettings extends EcrSettings, DeploymentSettings {}

/** The settings of an environment stack with every default filled in. */
export type CompleteEnvironmentSettings = CompleteSettings & CompleteDeploymentSettings;

const ENVIRONMENT_SETTINGS = { ...SETTINGS, ...DEPLOYMENT_SETTINGS };

/** Development's repositories come and go; images anywhere else are not to be lost. */
const UNPROTECTED = "development";

const NO_FORCE_DELETE = {
  must: "must be left out: only `artos-ecr empty` deletes images",
  source: "README, Tear down",
};

/** Fills in the defaults of a stack's settings and checks every rule. */
export function checkEnvironment(
  stackId: string,
  settings: EnvironmentSettings,
): Checked<CompleteEnvironmentSettings> {
  if (!isObject(settings)) {
    const problem = {
      path: stackId,
      value: settings,
      must: "must be an object of settings",
      source: "README, Settings",
    };
    return { settings: settings as CompleteEnvironmentSettings, problems: [problem] };
  }
  const { preventDestroy = settings.environment !== UNPROTECTED } = settings;
  const checked = checkSettings<CompleteEnvironmentSettings>(
    stackId,
    ENVIRONMENT_SETTINGS,
    ENVIRONMENT_RELATIONS,
    { ...settings, preventDestroy },
  );
  const problems = checked.problems.map((problem) =>
    problem.path === `${stackId}.forceDelete` ? { ...problem, ...NO_FORCE_DELETE } : problem,
  );
  return { ...checked, problems };
}
