import { parseJson } from "../../policies/json.ts";
import { keepNewest } from "../../policies/lifecycle/keep-newest.ts";
import type { LifecycleRule } from "../../policies/lifecycle/lifecycle-rule.ts";
import { lifecyclePolicyOf } from "../../policies/lifecycle/written-policy.ts";
import type { CompleteEnvironmentSettings } from "../environment-settings.ts";
import type { RepositorySettings } from "../repository-settings.ts";

/** What decides which images a repository keeps. At most one of them is there. */
export interface Lifecycle {
  /** How many images it keeps; 0 for no such limit. */
  readonly maxImageCount: number;
  readonly lifecycleRules: readonly LifecycleRule[];
  /** A policy of the repository's own, as ECR takes it. */
  readonly ownPolicy?: object;
}

type Defaults = Pick<CompleteEnvironmentSettings, "maxImageCount" | "lifecycleRules">;

/** Decides by which settings a repository keeps images: its own, or else the environment's. */
export function lifecycleOf(repository: RepositorySettings, environment: Defaults): Lifecycle {
  return ownLifecycle(repository) ?? lifecycle(environment);
}

/** What a repository's own settings decide; undefined if it has none. */
export function ownLifecycle(repository: RepositorySettings): Lifecycle | undefined {
  const { lifecyclePolicy, maxImageCount, lifecycleRules } = repository;
  if (lifecyclePolicy !== undefined && lifecyclePolicy !== "unmanaged") {
    return { maxImageCount: 0, lifecycleRules: [], ownPolicy: toObject(lifecyclePolicy) };
  }
  const isEmpty = maxImageCount === undefined && lifecycleRules === undefined;
  return isEmpty ? undefined : lifecycle(repository);
}

function lifecycle({ maxImageCount, lifecycleRules = [] }: Partial<Defaults>): Lifecycle {
  return { maxImageCount: maxImageCount ?? 0, lifecycleRules };
}

/** The document of a lifecycle policy; undefined if every image is kept. */
export function lifecyclePolicy({
  maxImageCount,
  lifecycleRules,
  ownPolicy,
}: Lifecycle): object | undefined {
  if (ownPolicy) return ownPolicy;
  if (lifecycleRules.length > 0) return lifecyclePolicyOf(lifecycleRules);
  return maxImageCount > 0 ? keepNewest(maxImageCount) : undefined;
}

function toObject(policy: string | object): object {
  return typeof policy === "string" ? (parseJson(policy) as object) : policy;
}
