import { isObject, parseJson } from "../json.ts";

/** Where ECR keeps an image. An archived image cannot be pulled until it is restored. */
export type StorageClass = "standard" | "archive";

/** A rule of an ECR lifecycle policy. */
export interface PolicyRule {
  readonly priority: number;
  /** `expire` deletes images, `transition` moves them to the archive. */
  readonly action: "expire" | "transition";
  /** The rule sees no images of another storage class. */
  readonly storageClass: StorageClass;
  readonly tagStatus: "any" | "tagged" | "untagged";
  /** Patterns of tags; `*` is any text. An image matches if each pattern fits one of its tags. */
  readonly tagPatterns: readonly string[];
  readonly countType:
    | "imageCountMoreThan"
    | "sinceImagePushed"
    | "sinceImagePulled"
    | "sinceImageTransitioned";
  /** How many images to leave, or how many days. */
  readonly countNumber: number;
}

/** The rules of a policy, lowest priority number first; or why they cannot be read. */
export type LifecyclePolicy =
  | { readonly rules: readonly PolicyRule[] }
  | { readonly unknown: string };

const MOST_RULES = 50;
const MOST_WILDCARDS = 4;
const FEWEST_DAYS_IN_ARCHIVE = 90;

/**
 * Reads the JSON text of a lifecycle policy. The result is `unknown`, with a reason, if the policy
 * has a part that this code does not know or that ECR would refuse. Source: Amazon ECR User Guide,
 * Lifecycle policy properties, Lifecycle policy evaluation rules and Archiving an image.
 */
export function readLifecyclePolicy(json: string): LifecyclePolicy {
  try {
    return { rules: rulesIn(parseJson(json)) };
  } catch (error) {
    if (error instanceof Unknown) return { unknown: error.message };
    throw error;
  }
}

class Unknown extends Error {}

function rulesIn(document: unknown): PolicyRule[] {
  const { rules } = objectWith(["rules"], document, "the policy");
  if (!Array.isArray(rules)) throw new Unknown("the policy has no list of rules");
  if (rules.length > MOST_RULES) {
    throw new Unknown(`the policy has ${rules.length} rules, and ECR takes ${MOST_RULES} at most`);
  }
  const read = rules.map((rule, index) => readRule(rule, `rule ${index + 1}`));
  const priorities = new Set(read.map(({ priority }) => priority));
  if (priorities.size < read.length) throw new Unknown("two rules have the same rulePriority");
  const sorted = read.sort((one, other) => one.priority - other.priority);
  for (const storageClass of ["standard", "archive"]) {
    checkTogether(sorted.filter((rule) => rule.storageClass === storageClass));
  }
  return sorted;
}

// AWS's pages allow one rule for all images in each storage class, and require it to come last. Both
// hold only if it comes last among the rules of its storage class.
function checkTogether(rules: readonly PolicyRule[]): void {
  const statuses = rules.map(({ tagStatus }) => tagStatus);
  if (statuses.slice(0, -1).includes("any")) {
    throw new Unknown(
      "a rule with the tagStatus any is not the last of the rules for its storage class",
    );
  }
  if (statuses.indexOf("untagged") !== statuses.lastIndexOf("untagged")) {
    throw new Unknown("two rules for one storage class have the tagStatus untagged");
  }
}

function readRule(rule: unknown, name: string): PolicyRule {
  const keys = ["rulePriority", "description", "selection", "action"];
  const { rulePriority, selection, action } = objectWith(keys, rule, name);
  const priority = positive(rulePriority, `rulePriority of ${name}`);
  const read: PolicyRule = {
    priority,
    action: readAction(action, `the action of ${name}`),
    ...readSelection(selection, `the selection of ${name}`),
  };
  const only = ONLY_ACTION[read.countType];
  if (only !== undefined && read.action !== only) {
    throw new Unknown(`${name} has the action ${read.action} with ${read.countType}`);
  }
  return read;
}

/** The action of the counts that allow only one. */
const ONLY_ACTION: Partial<Record<PolicyRule["countType"], PolicyRule["action"]>> = {
  sinceImagePulled: "transition",
  sinceImageTransitioned: "expire",
};

function readAction(action: unknown, name: string): PolicyRule["action"] {
  const { type, targetStorageClass } = objectWith(["type", "targetStorageClass"], action, name);
  if (type !== "expire" && type !== "transition") {
    throw new Unknown(`${name} has the type ${show(type)}`);
  }
  if (targetStorageClass !== (type === "transition" ? "archive" : undefined)) {
    throw new Unknown(
      `${name} has the targetStorageClass ${show(targetStorageClass)} with ${type}`,
    );
  }
  return type;
}

function readSelection(selection: unknown, name: string): Omit<PolicyRule, "priority" | "action"> {
  const keys = ["tagStatus", "tagPrefixList", "tagPatternList", "storageClass"];
  const counts = ["countType", "countUnit", "countNumber"];
  const read = objectWith([...keys, ...counts], selection, name);
  const { tagStatus, countType, countUnit } = read;
  if (tagStatus !== "any" && tagStatus !== "tagged" && tagStatus !== "untagged") {
    throw new Unknown(`${name} has the tagStatus ${show(tagStatus)}`);
  }
  if (!isCountType(countType)) {
    throw new Unknown(`${name} has the countType ${show(countType)}`);
  }
  if (countUnit !== (countType === "imageCountMoreThan" ? undefined : "days")) {
    throw new Unknown(`${name} has the countUnit ${show(countUnit)} with ${countType}`);
  }
  const tagPatterns = patternsIn(read, name);
  if ((tagStatus === "tagged") !== tagPatterns.length > 0) {
    throw new Unknown(`${name} has ${tagPatterns.length} tags with the tagStatus ${tagStatus}`);
  }
  const storageClass = storageClassIn(read, countType, name);
  const countNumber = positive(read.countNumber, `countNumber of ${name}`);
  if (storageClass === "archive" && countNumber < FEWEST_DAYS_IN_ARCHIVE) {
    throw new Unknown(
      `countNumber of ${name} is ${countNumber}, and an image stays in the archive for ${FEWEST_DAYS_IN_ARCHIVE} days at least`,
    );
  }
  return { tagStatus, tagPatterns, storageClass, countType, countNumber };
}

const COUNT_TYPES: readonly unknown[] = [
  "imageCountMoreThan",
  "sinceImagePushed",
  "sinceImagePulled",
  "sinceImageTransitioned",
] satisfies PolicyRule["countType"][];

function isCountType(value: unknown): value is PolicyRule["countType"] {
  return COUNT_TYPES.includes(value);
}

function storageClassIn(
  { storageClass }: Readonly<Record<string, unknown>>,
  countType: PolicyRule["countType"],
  name: string,
): StorageClass {
  const known = countType === "sinceImageTransitioned" ? "archive" : "standard";
  const isDefault = storageClass === undefined && known === "standard";
  if (storageClass === known || isDefault) return known;
  throw new Unknown(`${name} has the storageClass ${show(storageClass)} with ${countType}`);
}

function patternsIn(
  { tagPrefixList, tagPatternList }: Readonly<Record<string, unknown>>,
  name: string,
): string[] {
  if (tagPrefixList !== undefined && tagPatternList !== undefined) {
    throw new Unknown(`${name} has tagPrefixList and tagPatternList`);
  }
  const tags = tagPrefixList ?? tagPatternList ?? [];
  if (!Array.isArray(tags) || !tags.every((tag) => typeof tag === "string")) {
    throw new Unknown(`${name} has tags that are not a list of strings: ${show(tags)}`);
  }
  // A tag cannot contain an asterisk, so a prefix with one fits no tag.
  if (tagPrefixList !== undefined && tags.some((tag) => tag.includes("*"))) {
    throw new Unknown(`${name} has a tagPrefixList with an asterisk`);
  }
  const wild = tags.find((tag) => tag.split("*").length - 1 > MOST_WILDCARDS);
  if (wild !== undefined) {
    throw new Unknown(
      `${name} has the pattern ${show(wild)}, and ECR takes ${MOST_WILDCARDS} asterisks at most`,
    );
  }
  return tagPrefixList === undefined ? tags : tags.map((prefix) => `${prefix}*`);
}

function objectWith(
  keys: readonly string[],
  value: unknown,
  name: string,
): Readonly<Record<string, unknown>> {
  if (!isObject(value)) throw new Unknown(`${name} is no JSON object`);
  const other = Object.keys(value).find((key) => !keys.includes(key));
  if (other !== undefined) throw new Unknown(`${name} has the key ${show(other)}`);
  return value;
}

function positive(value: unknown, name: string): number {
  if (Number.isInteger(value) && (value as number) > 0) return value as number;
  throw new Unknown(`${name} is ${show(value)}, and must be an integer of 1 or more`);
}

function show(value: unknown): string {
  return value === undefined ? "not set" : JSON.stringify(value);
}
