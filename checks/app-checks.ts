import type { App } from "cdktf";
import { describeProblem, type Problem } from "../settings/problem.ts";
import { addressesDiffer } from "./addresses-differ.ts";
import { cacheProblems } from "./caches-stand-apart.ts";
import { registriesDiffer } from "./registries-differ.ts";
import { replicationProblems } from "./replication-works.ts";
import { repositoriesDiffer } from "./repositories-differ.ts";
import { scanningProblems } from "./scanning-agrees.ts";
import { stackIdsDiffer } from "./stack-ids-differ.ts";
import { statesDiffer } from "./states-differ.ts";
import { writtenStacks } from "./written-stacks.ts";

const CHECKED = new WeakSet<App>();

/**
 * Makes the app's synth fail if there are problems between its stacks. They are found in the JSON
 * that was written, so they include what overrides, aspects and stacks of other kinds cause.
 */
export function checkApp(app: App): void {
  if (CHECKED.has(app)) return;
  CHECKED.add(app);
  app.node.addValidation({ validate: () => appProblems(app).map(describeProblem) });
}

function appProblems(app: App): Problem[] {
  const stacks = writtenStacks(app);
  return [
    ...stackIdsDiffer(app),
    ...addressesDiffer(app),
    ...repositoriesDiffer(stacks),
    ...statesDiffer(stacks),
    ...registriesDiffer(stacks),
    ...scanningProblems(stacks),
    ...replicationProblems(stacks),
    ...cacheProblems(stacks),
  ];
}
