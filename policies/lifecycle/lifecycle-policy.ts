import { isObject, parseJson } from "../json.ts";

/** A rule of an ECR lifecycle policy that expires images. */
export interface LifecycleRule {
  readonly priority: number;
  readonly tagStatus: "any" | "tagged" | "untagged";
  /** Patterns of tags; `*` is any text. An image matches if each pattern fits one of its tags. */
  readonly tagPatterns: readonly string[];
  readonly countType: "imageCountMoreThan" | "sinceImagePushed";
  /** How many images to keep, or how many days. */
  readonly countNumber: number;
}

/** The rules of a policy, lowest priority number first; or why they cannot be read. */
export type LifecyclePolicy =
  | { readonly rules: readonly LifecycleRule[] }
  | { readonly unknown: string };

/**
 * Reads the JSON text of a lifecycle policy. The result is `unknown`, with a reason, if the policy
 * has a part that this code does not know or that ECR would refuse. Source: Amazon ECR User Guide,
 * Lifecycle policy properties.
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

function rulesIn(document: unknown): LifecycleRule[] {
  const { rules } = objectWith(["rules"], document, "the policy");
  if (!Array.isArray(rules)) throw new Unknown("the policy has no list of rules");
  const read = rules.map((rule, index) => readRule(rule, `rule ${index + 1}`));
  const priorities = new Set(read.map(({ priority }) => priority));
  if (priorities.size < read.length) throw new Unknown("two rules have the same rulePriority");
  return read.sort((one, other) => one.priority - other.priority);
}

function readRule(rule: unknown, name: string): LifecycleRule {
  const keys = ["rulePriority", "description", "selection", "action"];
  const { rulePriority, selection, action } = objectWith(keys, rule, name);
  const { type } = objectWith(["type"], action, `the action of ${name}`);
  if (type !== "expire") throw new Unknown(`${name} has the action ${show(type)}`);
  return {
    priority: positive(rulePriority, `rulePriority of ${name}`),
    ...readSelection(selection, `the selection of ${name}`),
  };
}

function readSelection(selection: unknown, name: string): Omit<LifecycleRule, "priority"> {
  const keys = ["tagStatus", "tagPrefixList", "tagPatternList"];
  const counts = ["countType", "countUnit", "countNumber"];
  const read = objectWith([...keys, ...counts], selection, name);
  const { tagStatus, countType, countUnit } = read;
  if (tagStatus !== "any" && tagStatus !== "tagged" && tagStatus !== "untagged") {
    throw new Unknown(`${name} has the tagStatus ${show(tagStatus)}`);
  }
  if (countType !== "imageCountMoreThan" && countType !== "sinceImagePushed") {
    throw new Unknown(`${name} has the countType ${show(countType)}`);
  }
  if (countUnit !== (countType === "sinceImagePushed" ? "days" : undefined)) {
    throw new Unknown(`${name} has the countUnit ${show(countUnit)} with ${countType}`);
  }
  const tagPatterns = patternsIn(read, name);
  if ((tagStatus === "tagged") !== tagPatterns.length > 0) {
    throw new Unknown(`${name} has ${tagPatterns.length} tags with the tagStatus ${tagStatus}`);
  }
  const countNumber = positive(read.countNumber, `countNumber of ${name}`);
  return { tagStatus, tagPatterns, countType, countNumber };
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
