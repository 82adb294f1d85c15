import { relationsOf } from "../check-settings.ts";
import type { CompleteEnvironmentSettings } from "../environment-settings.ts";
import type { Problem } from "../problem.ts";
import { pathOf } from "../repository-path.ts";
import type { RepositorySettings } from "../repository-settings.ts";

const relation = relationsOf<CompleteEnvironmentSettings>();

const oneKindOfLifecycle = relation(
  ["repositories", "maxImageCount", "lifecycleRules"],
  ({ repositories, ...environment }) => [
    ...rivals("", environment),
    ...repositories.flatMap((repository) => rivals(`${pathOf(repository)}.`, repository)),
  ],
);

/** What is wrong if settings of one holder would write two lifecycle policies. */
function rivals(
  path: string,
  { maxImageCount, lifecycleRules = [], lifecyclePolicy }: Partial<RepositorySettings>,
): Problem[] {
  const others = [
    ...(maxImageCount ? [`a maxImageCount of ${maxImageCount}`] : []),
    ...(lifecycleRules.length > 0 ? ["lifecycleRules"] : []),
  ];
  const problem = (name: string, value: unknown, rival: string): Problem => ({
    path: `${path}${name}`,
    value,
    must: `must not be combined with ${rival}: a repository has one lifecycle policy`,
    source: "ECR API, PutLifecyclePolicy",
  });
  if (lifecyclePolicy !== undefined && lifecyclePolicy !== "unmanaged") {
    return others.map((rival) => problem("lifecyclePolicy", lifecyclePolicy, rival));
  }
  return others.length === 2 ? [problem("lifecycleRules", lifecycleRules, others[0]!)] : [];
}

/** The rules between the settings that decide which images are kept. */
export const LIFECYCLE_RELATIONS = [oneKindOfLifecycle];
