import { accessStatements, NO_ACCESS, policyOf } from "../../policies/access/access-policy.ts";
import { accessThatWrites } from "../../policies/access/found-access.ts";
import { isSameRepositoryPolicy } from "../../policies/access/same-repository-policy.ts";
import { isObject, parseJson } from "../../policies/json.ts";
import { rulesThatWrite } from "../../policies/lifecycle/found-rules.ts";
import { isSameLifecyclePolicy } from "../../policies/lifecycle/same-lifecycle-policy.ts";
import { policyPlace } from "../../settings/access/repository-access.ts";
import { checkEnvironment } from "../../settings/check-environment.ts";
import { lifecyclePolicy } from "../../settings/lifecycle/lifecycle.ts";
import { type Repository, repositoriesOf } from "../../settings/repository.ts";
import type { RepositorySettings } from "../../settings/repository-settings.ts";
import type { SynthesizedStack } from "../../stacks/project-file/project-format.ts";

type Own = Partial<RepositorySettings>;

/**
 * The settings that write this lifecycle policy: a count, rules, or the policy itself. If none does,
 * AWS's is left alone.
 *
 * @param json the policy; null if there is none
 */
export function lifecycleSettings(stack: SynthesizedStack, json: string | null): Own {
  if (json === null) return { maxImageCount: 0 };
  const rules = rulesThatWrite(json);
  const [{ keepNewest } = {}] = rules ?? [];
  const candidates: Own[] = [
    ...(keepNewest ? [{ maxImageCount: keepNewest }] : []),
    ...(rules ? [{ lifecycleRules: rules }] : []),
    ...own("lifecyclePolicy", json),
  ];
  const writes = ({ lifecycle }: Repository) =>
    isSameLifecyclePolicy(JSON.stringify(lifecyclePolicy(lifecycle)) ?? "", json);
  return (
    firstThatWrites(stack, candidates, writes) ?? {
      maxImageCount: 0,
      lifecyclePolicy: "unmanaged",
    }
  );
}

const NO_GRANTS = { crossAccountIds: [], pull: {}, push: {}, policyStatements: [] };

/**
 * The settings that write this repository policy: accounts, grants and statements, or the policy
 * itself. If none does, AWS's is left alone.
 *
 * @param json the policy; null if there is none
 */
export function accessSettings(stack: SynthesizedStack, json: string | null): Own {
  if (json === null) return NO_GRANTS;
  const place = policyPlace(stack);
  const { openToEveryAwsAccount = false, ...access } = accessThatWrites(json, place) ?? NO_ACCESS;
  const open = { openToEveryAwsAccount: true };
  const candidates: Own[] = [
    { ...access, ...(openToEveryAwsAccount && open) },
    ...own("repositoryPolicy", json),
    ...own("repositoryPolicy", json).map((policy) => ({ ...policy, ...open })),
  ];
  const writes = ({ repositoryPolicy, access }: Repository) => {
    const statements = accessStatements(access, place);
    const written = repositoryPolicy ?? (statements.length > 0 ? policyOf(statements) : "");
    return isSameRepositoryPolicy(written, json);
  };
  return (
    firstThatWrites(stack, candidates, writes) ?? { ...NO_GRANTS, repositoryPolicy: "unmanaged" }
  );
}

function own(setting: "lifecyclePolicy" | "repositoryPolicy", json: string): Own[] {
  const policy = parseJson(json);
  return isObject(policy) ? [{ [setting]: policy }] : [];
}

/** The first settings that break no rule and write what is there. */
function firstThatWrites(
  { region, accountId }: SynthesizedStack,
  candidates: readonly Own[],
  writes: (repository: Repository) => boolean,
): Own | undefined {
  return candidates.find((candidate) => {
    const { settings, problems } = checkEnvironment("adopted", {
      environment: "adopted",
      region,
      accountId,
      enableCrossAccountAccess: true,
      repositories: [{ component: "a", name: "a", purpose: "a", ...candidate }],
    });
    return problems.length === 0 && repositoriesOf(settings).every(writes);
  });
}
