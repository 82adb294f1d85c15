import type { LifecycleRule } from "./lifecycle-rule.ts";

/**
 * The count of a rule that keeps all images. A repository holds 100,000 images by default. Source:
 * Amazon ECR User Guide, Service quotas.
 */
export const KEEP_ALL = 999_999;

/**
 * The lifecycle policy of rules, which ECR applies in their order. Its keys are in alphabetical
 * order, as Terraform's jsonencode writes them.
 *
 * @param rules one or more, which keep the rules of the settings
 */
export function lifecyclePolicyOf(rules: readonly LifecycleRule[]): object {
  return {
    rules: rules.flatMap(ecrRules).map((rule, index) => ({ ...rule, rulePriority: index + 1 })),
  };
}

/** How many rules of ECR a rule becomes. */
export function ecrRuleCount({ tagPrefixes, tagPatterns }: LifecycleRule): number {
  return (tagPrefixes ?? tagPatterns ?? [null]).length;
}

interface EcrRule {
  readonly action: object;
  readonly description?: string;
  readonly rulePriority: number;
  readonly selection: object;
}

// ECR takes a list of tags as "all of them", so each tag gets a rule of its own.
function ecrRules(rule: LifecycleRule): EcrRule[] {
  const { tagStatus, tagPrefixes = [], tagPatterns = [] } = rule;
  if (tagStatus) return [ecrRule(rule, tagStatus, { tagStatus })];
  return [
    ...tagPrefixes.map((prefix) =>
      ecrRule(rule, `${prefix}*`, { tagPrefixList: [prefix], tagStatus: "tagged" }),
    ),
    ...tagPatterns.map((pattern) =>
      ecrRule(rule, pattern, { tagPatternList: [pattern], tagStatus: "tagged" }),
    ),
  ];
}

function ecrRule(rule: LifecycleRule, tags: string, selectedTags: object): EcrRule {
  const { action = { type: "expire" }, selection, text } = effectOf(rule, imagesWith(tags));
  const description = rule.description ?? text;
  return {
    action,
    ...(description !== "" && { description }),
    rulePriority: 0,
    selection: { ...selection, ...selectedTags },
  };
}

function imagesWith(tags: string): string {
  if (tags === "any") return "images";
  return tags === "untagged" ? "untagged images" : `images tagged ${tags}`;
}

interface Effect {
  /** @default - the image expires */
  readonly action?: object;
  readonly selection: object;
  readonly text: string;
}

function effectOf(rule: LifecycleRule, images: string): Effect {
  const { keepNewest, expireAfterDays, archiveAfterDaysUnpulled, expireAfterDaysArchived } = rule;
  if (keepNewest)
    return { selection: count(keepNewest), text: `Keep last ${keepNewest} ${images}` };
  if (expireAfterDays) {
    return {
      selection: age("sinceImagePushed", expireAfterDays),
      text: `Expire ${images} after ${days(expireAfterDays)}`,
    };
  }
  if (archiveAfterDaysUnpulled) {
    return {
      action: { targetStorageClass: "archive", type: "transition" },
      selection: age("sinceImagePulled", archiveAfterDaysUnpulled),
      text: `Archive ${images} not pulled for ${days(archiveAfterDaysUnpulled)}`,
    };
  }
  if (expireAfterDaysArchived) {
    return {
      selection: {
        ...age("sinceImageTransitioned", expireAfterDaysArchived),
        storageClass: "archive",
      },
      text: `Expire ${images} after ${days(expireAfterDaysArchived)} in the archive`,
    };
  }
  return { selection: count(KEEP_ALL), text: `Keep all ${images}` };
}

function count(countNumber: number): object {
  return { countNumber, countType: "imageCountMoreThan" };
}

function age(countType: string, countNumber: number): object {
  return { countNumber, countType, countUnit: "days" };
}

function days(count: number): string {
  return count === 1 ? "1 day" : `${count} days`;
}
