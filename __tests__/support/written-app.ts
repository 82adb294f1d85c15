import { type App, Testing } from "cdktf";
import { checkApp } from "../../checks/app-checks.ts";
import type { EnvironmentSettings } from "../../settings/environment-settings.ts";
import { EnvironmentStack } from "../../stacks/environment-stack.ts";
import { expectProblemLines } from "./problem-lines.ts";

/** An app of environment stacks, by their ids. An environment is called as its stack if it has no name. */
export function appOf(stacks: Readonly<Record<string, Partial<EnvironmentSettings>>>): App {
  const app = Testing.app();
  for (const [id, settings] of Object.entries(stacks)) {
    new EnvironmentStack(app, id, { environment: id, ...settings });
  }
  return app;
}

export function stackOf(app: App, id: string): EnvironmentStack {
  return app.node.findChild(id) as EnvironmentStack;
}

/** What is wrong with what the app writes. */
export function problemsOf(app: App): string[] {
  Object.assign(app, { skipValidation: true });
  app.synth();
  checkApp(app);
  return expectProblemLines(app.node.validate());
}
