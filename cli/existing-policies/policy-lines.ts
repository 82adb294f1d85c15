import { conditionWords } from "../../policies/access/condition.ts";
import { principalWords } from "../../policies/access/principal.ts";
import { readRepositoryPolicy, type Statement } from "../../policies/access/repository-policy.ts";
import { type PolicyRule, readLifecyclePolicy } from "../../policies/lifecycle/lifecycle-policy.ts";
import { listWords } from "../../policies/words.ts";
import type { ResourceType } from "../../stacks/project-file/resource-types.ts";

/** A policy of a repository in AWS or in a Terraform state. */
export interface ExistingPolicy {
  readonly type: Exclude<ResourceType, "aws_ecr_repository">;
  /** The repository's full name. */
  readonly repository: string;
  readonly json: string;
}

/** Describes a policy: a line for each rule or statement. */
export function policyLines({ type, repository, json }: ExistingPolicy): string[] {
  const [what, lines] =
    type === "aws_ecr_lifecycle_policy"
      ? ["lifecycle policy", ruleLines(json)]
      : ["repository policy", statementLines(json)];
  const all = lines.length === 0 ? ["which is empty"] : lines;
  return all.map((line) => `${repository}: ${what}, ${line}`);
}

function ruleLines(json: string): string[] {
  const read = readLifecyclePolicy(json);
  if ("unknown" in read) return [`cannot be read: ${read.unknown}`];
  return read.rules.map(
    (rule) => `rule ${rule.priority}: ${images(rule)} ${verb(rule)}${when(rule)}`,
  );
}

function images({ storageClass, tagStatus, tagPatterns }: PolicyRule): string {
  const all = storageClass === "archive" ? "archived images" : "images";
  if (tagStatus === "any") return all;
  return tagStatus === "untagged"
    ? `untagged ${all}`
    : `${all} tagged ${listWords(tagPatterns, "and")}`;
}

function verb({ action }: PolicyRule): string {
  return action === "expire" ? "expire" : "move to the archive";
}

function when({ countType, countNumber }: PolicyRule): string {
  return countType === "imageCountMoreThan"
    ? `, all but the newest ${countNumber}`
    : ` ${countNumber} days after ${EVENTS[countType]}`;
}

const EVENTS = {
  sinceImagePushed: "the push",
  sinceImagePulled: "the last pull",
  sinceImageTransitioned: "they were archived",
};

function statementLines(json: string): string[] {
  const { statements, unreadable } = readRepositoryPolicy(json);
  return [
    ...statements.map(statementWords),
    ...unreadable.map(({ name, reason }) => `${name} cannot be read: ${reason}`),
  ];
}

function statementWords({ name, effect, principals, actions, condition }: Statement): string {
  const who = listWords(principals.map(principalWords), "and");
  const may = effect === "Allow" ? "may" : "may not";
  const words = conditionWords(condition);
  const tail = words === "" ? "" : ` (${words})`;
  return `${name}: ${who} ${may} ${listWords(actions, "and")}${tail}`;
}
