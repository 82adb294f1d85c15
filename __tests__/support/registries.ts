import { type App, Testing } from "cdktf";
import type { EnvironmentSettings } from "../../settings/environment-settings.ts";
import { checkRegistry } from "../../settings/registry/check-registry.ts";
import type { RegistrySettings } from "../../settings/registry/registry-settings.ts";
import { addAppWarnings } from "../../stacks/app-warnings.ts";
import { RegistryStack } from "../../stacks/registry-stack.ts";
import { allWarnings } from "../../stacks/warnings.ts";
import { problemLines } from "./problem-lines.ts";
import { appOf } from "./written-app.ts";

/** The account of registries in tests, and another one. */
export const ACCOUNT = "111111111111";
export const OTHER_ACCOUNT = "222222222222";

/** What is wrong with the settings of a registry stack called `registry`. */
export function registryProblems(input: object): string[] {
  const settings = { accountId: ACCOUNT, ...input } as RegistrySettings;
  return problemLines(checkRegistry("registry", settings).problems);
}

/** An app of environment stacks and registry stacks, by their ids. */
export function appWith(
  environments: Readonly<Record<string, Partial<EnvironmentSettings>>>,
  registries: Readonly<Record<string, Partial<RegistrySettings>>>,
): App {
  const app = appOf(environments);
  for (const [id, settings] of Object.entries(registries)) {
    new RegistryStack(app, id, { accountId: ACCOUNT, ...settings });
  }
  return app;
}

/** Repositories of an environment, each with the component as its name. */
export function images(...components: readonly string[]) {
  return components.map((component) => ({ component, name: component, purpose: "" }));
}

/** What the app warns about. */
export function warningsOf(app: App): string[] {
  Object.assign(app, { skipValidation: true });
  app.synth();
  addAppWarnings(app);
  return allWarnings(app);
}

/** The Terraform JSON of a stack. */
export function jsonOf(app: App, id: string) {
  return JSON.parse(Testing.synth(app.node.findChild(id) as RegistryStack));
}
