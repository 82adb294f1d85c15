import { compareAccess } from "../../policies/access/access-comparison.ts";
import { accountArn, allowPull, mostAccounts } from "../../policies/access/allow-pull.ts";
import { readRepositoryPolicy } from "../../policies/access/repository-policy.ts";
import { readLifecyclePolicy } from "../../policies/lifecycle/lifecycle-policy.ts";
import type { Setting } from "../../settings/setting.ts";
import { SETTINGS } from "../../settings/setting-table.ts";

/**
 * The `maxImageCount` that has the effect of a lifecycle policy: 0 without a policy, `undefined` if no
 * count has its effect. The rule's description and priority do not matter.
 */
export function keptImages(policy: string | null): number | undefined {
  if (policy === null) return 0;
  const read = readLifecyclePolicy(policy);
  if ("unknown" in read || read.rules.length !== 1) return undefined;
  const [{ action, tagStatus, countType, countNumber } = {}] = read.rules;
  const isCount = action === "expire" && tagStatus === "any" && countType === "imageCountMoreThan";
  return isCount && keepsRules(SETTINGS.maxImageCount, countNumber) ? countNumber : undefined;
}

/** Where the repository of a policy is. */
export interface PolicyPlace {
  /** Such as `aws`. */
  readonly partition: string;
  /** The repository's account, 12 digits; `null` if it is not known. */
  readonly accountId: string | null;
}

/**
 * The `crossAccountIds` that give the access of a repository policy: none without a policy,
 * `undefined` if no list of accounts gives the same access.
 */
export function pullingAccounts(
  policy: string | null,
  { partition, accountId }: PolicyPlace,
): readonly string[] | undefined {
  if (policy === null) return [];
  const { statements } = readRepositoryPolicy(policy);
  const accounts = [...new Set(statements.flatMap(({ principals }) => principals))];
  const fits = accounts.length > 0 && accounts.length <= mostAccounts(partition);
  if (!fits || !keepsRules(SETTINGS.crossAccountIds, accounts)) return undefined;
  if (accountId !== null && accounts.includes(accountId)) return undefined;
  const principals = accounts.map((id) => accountArn(id, partition));
  const { losses, gains } = compareAccess(policy, JSON.stringify(allowPull(principals)));
  return losses.length === 0 && gains.length === 0 ? accounts : undefined;
}

function keepsRules<T>({ rules }: Setting<T>, value: NonNullable<T> | undefined): boolean {
  return value !== undefined && rules.every(({ breaches }) => breaches(value).length === 0);
}
