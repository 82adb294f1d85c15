import type { App } from "cdktf";
import type { AppWarning } from "./app-warning.ts";
import { cacheWarnings } from "./caches-stand-apart.ts";
import { replicationWarnings } from "./replication-arrives.ts";
import { scanningWarnings } from "./scanning-agrees.ts";
import { templateWarnings } from "./templates-apply.ts";
import { writtenStacks } from "./written-stacks.ts";

/** What is suspicious between the stacks of an app, as `app.synth()` wrote them. */
export function appWarnings(app: App): AppWarning[] {
  const stacks = writtenStacks(app);
  return [
    ...scanningWarnings(stacks),
    ...replicationWarnings(stacks),
    ...cacheWarnings(stacks),
    ...templateWarnings(stacks),
  ];
}
