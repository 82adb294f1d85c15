import type { App } from "cdktf";
import { describeProblem, type Problem } from "../settings/problem.ts";
import { repositoriesDiffer } from "./repositories-differ.ts";
import { stackIdsDiffer } from "./stack-ids-differ.ts";
import { statesDiffer } from "./states-differ.ts";
import { writtenStacks } from "./written-stacks.ts";

const CHECKED = new WeakSet<App>();

/**
 * Has the app's synth fail if something is wrong between its stacks. It looks at what was written,
 * whichever way it came about: overrides, aspects, stacks of another kind.
 */
export function checkApp(app: App): void {
  if (CHECKED.has(app)) return;
  CHECKED.add(app);
  app.node.addValidation({ validate: () => appProblems(app).map(describeProblem) });
}

function appProblems(app: App): Problem[] {
  const stacks = writtenStacks(app);
  return [...stackIdsDiffer(app), ...repositoriesDiffer(stacks), ...statesDiffer(stacks)];
}
