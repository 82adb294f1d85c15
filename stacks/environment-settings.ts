import { type Checked, checkSettings } from "../constructs/check-settings.ts";
import { ENCRYPTION_RELATIONS } from "../constructs/setting-relations.ts";
import { SETTINGS } from "../constructs/setting-table.ts";
import type { CompleteSettings, EcrSettings } from "../constructs/settings.ts";
import {
  type CompleteDeploymentSettings,
  DEPLOYMENT_SETTINGS,
  type DeploymentSettings,
} from "./deployment-settings.ts";

/** The settings of an environment stack. */
export interface EnvironmentSettings extends EcrSettings, DeploymentSettings {}

/** The settings of an environment stack with every default filled in. */
export type CompleteEnvironmentSettings = CompleteSettings & CompleteDeploymentSettings;

/** What each setting of an environment stack must be. */
export const ENVIRONMENT_SETTINGS = { ...SETTINGS, ...DEPLOYMENT_SETTINGS };

/** Fills in the defaults of a stack's settings and checks every rule. */
export function checkEnvironment(
  stackId: string,
  settings: EnvironmentSettings,
): Checked<CompleteEnvironmentSettings> {
  return checkSettings<CompleteEnvironmentSettings>(
    stackId,
    ENVIRONMENT_SETTINGS,
    ENCRYPTION_RELATIONS,
    settings,
  );
}
