import * as z from "zod";
import { type Checked, checkSettings } from "../check-settings.ts";
import { DEPLOYMENT_SETTINGS } from "../deployment-settings.ts";
import { shapeOf } from "../shape.ts";
import { BASIC_SCAN_TYPE_VERSION, only, REGISTRY_POLICY_SCOPE } from "./account-settings.ts";
import { CREATION_TEMPLATES } from "./creation-template-shape.ts";
import { PULL_THROUGH_CACHES } from "./pull-through-cache-shape.ts";
import { REGISTRY_STATEMENTS } from "./registry-policy-shape.ts";
import { REGISTRY_RELATIONS } from "./registry-relations.ts";
import type { CompleteRegistrySettings, RegistrySettings } from "./registry-settings.ts";
import { ACCOUNT, REPLICATION } from "./replication-shape.ts";
import { SCANNING } from "./scanning-shape.ts";

const { region } = DEPLOYMENT_SETTINGS;

const SHAPES: {
  readonly [K in keyof CompleteRegistrySettings]: z.ZodType<CompleteRegistrySettings[K]>;
} = {
  region: shapeOf(region).default(region.default!),
  accountId: ACCOUNT,
  scanning: SCANNING.nullable().default(null),
  basicScanTypeVersion: literal(BASIC_SCAN_TYPE_VERSION),
  replication: REPLICATION.default([]),
  pullThroughCaches: PULL_THROUGH_CACHES.default([]),
  creationTemplates: CREATION_TEMPLATES.default([]),
  policyStatements: REGISTRY_STATEMENTS.default([]),
  registryPolicyScope: literal(REGISTRY_POLICY_SCOPE),
};

function literal<T extends string>(value: T) {
  return z.literal(value, only(value).must).nullable().default(null);
}

/**
 * Fills in the defaults of a registry stack's settings and checks every rule.
 *
 * @param stackId every problem's path begins with it
 */
export function checkRegistry(
  stackId: string,
  input: RegistrySettings,
): Checked<CompleteRegistrySettings> {
  const source = "Registry, The settings";
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    const must = "must be an object of settings";
    const problems = [{ path: stackId, value: input, must, source } as const];
    return { settings: input as CompleteRegistrySettings, problems };
  }
  return checkSettings<CompleteRegistrySettings>(
    stackId,
    source,
    SHAPES,
    REGISTRY_RELATIONS,
    input,
  );
}
