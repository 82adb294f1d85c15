import * as z from "zod";
import { parseJson } from "../../policies/json.ts";
import type { PartProblem } from "../parse.ts";
import { checking, objectOf, text } from "../shape.ts";
import type { Source } from "../sources.ts";
import {
  MAX_LIFECYCLE_RULES,
  orderProblems,
  type RankedRule,
  sizeProblems,
} from "./lifecycle-order.ts";
import { MIN_DAYS_ARCHIVED, TAG_PATTERNS, TAG_PREFIXES, whole } from "./lifecycle-rule-shape.ts";

const PROPERTIES = "Amazon ECR User Guide, Lifecycle policy properties";
const MAX = 2 ** 31 - 1;

const oneOf = <T extends string>(...values: readonly T[]) =>
  z.enum(values, `must be ${values.map((value) => JSON.stringify(value)).join(" or ")}`);

const SELECTION = objectOf(
  {
    tagStatus: oneOf("any", "tagged", "untagged"),
    tagPrefixList: TAG_PREFIXES.optional(),
    tagPatternList: TAG_PATTERNS.optional(),
    storageClass: oneOf("standard", "archive").optional(),
    countType: oneOf(
      "imageCountMoreThan",
      "sinceImagePushed",
      "sinceImagePulled",
      "sinceImageTransitioned",
    ),
    countUnit: z.literal("days", 'must be "days"').optional(),
    countNumber: whole(1, MAX, PROPERTIES),
  },
  "keys",
);

const RULE = objectOf(
  {
    rulePriority: whole(1, MAX, PROPERTIES),
    description: text.optional(),
    selection: SELECTION,
    action: objectOf(
      { type: oneOf("expire", "transition"), targetStorageClass: oneOf("archive").optional() },
      "keys",
    ),
  },
  "keys",
);

const POLICY = objectOf({ rules: z.array(RULE, "must be a list of rules") }, "keys");

type Policy = z.infer<typeof POLICY>;
type Rule = Policy["rules"][number];

/**
 * A lifecycle policy as ECR takes it, an object or its JSON text. It may have everything that ECR
 * takes and that version 5 of the AWS provider compares with what is in AWS.
 */
export const LIFECYCLE_POLICY = z.preprocess(
  (value) => (typeof value === "string" ? (parseJson(value) ?? value) : value),
  checking<Policy>(POLICY, (policy) => [
    ...policy.rules.flatMap(ruleProblems),
    ...listProblems(policy.rules),
    ...sizeProblems(policy),
  ]),
);

interface RuleOfRules {
  /** The part of the rule that is wrong: its object and its key. */
  readonly at:
    | readonly ["selection", keyof Rule["selection"]]
    | readonly ["action", keyof Rule["action"]];
  readonly holds: (selection: Rule["selection"], action: Rule["action"]) => boolean;
  readonly must: string;
  readonly source: Source;
}

const isOfArchive = ({ countType }: Rule["selection"]) => countType === "sinceImageTransitioned";

const WITHIN_A_RULE: readonly RuleOfRules[] = [
  {
    at: ["selection", "tagStatus"],
    holds: ({ tagStatus, tagPrefixList, tagPatternList }) =>
      [tagPrefixList, tagPatternList].filter((list) => list !== undefined).length ===
      (tagStatus === "tagged" ? 1 : 0),
    must: 'must be "tagged" with exactly one of tagPrefixList and tagPatternList, or another without them',
    source: PROPERTIES,
  },
  {
    at: ["selection", "countUnit"],
    holds: ({ countUnit, countType }) =>
      (countUnit === undefined) === (countType === "imageCountMoreThan"),
    must: 'must be "days" with an age, and left out with imageCountMoreThan',
    source: PROPERTIES,
  },
  {
    at: ["selection", "storageClass"],
    holds: (selection) => (selection.storageClass === "archive") === isOfArchive(selection),
    must: 'must be "archive" with sinceImageTransitioned and with no other countType: version 5 of the AWS provider does not see a change of the storage class alone',
    source: "Terraform AWS provider 5.100, lifecycle policies",
  },
  {
    at: ["selection", "countNumber"],
    holds: (selection) => !isOfArchive(selection) || selection.countNumber >= MIN_DAYS_ARCHIVED,
    must: `must be ${MIN_DAYS_ARCHIVED} or more with sinceImageTransitioned`,
    source: "Amazon ECR User Guide, Archiving an image",
  },
  {
    at: ["action", "targetStorageClass"],
    holds: (_, { type, targetStorageClass }) =>
      (type === "transition") === (targetStorageClass === "archive"),
    must: 'must be "archive" with the type transition, and left out with expire',
    source: PROPERTIES,
  },
  {
    at: ["action", "type"],
    holds: ({ countType }, { type }) => countType !== "sinceImagePulled" || type === "transition",
    must: 'must be "transition" with sinceImagePulled: ECR expires no image by its last pull',
    source: PROPERTIES,
  },
  {
    at: ["action", "type"],
    holds: (selection, { type }) => !isOfArchive(selection) || type === "expire",
    must: 'must be "expire" with sinceImageTransitioned',
    source: PROPERTIES,
  },
];

function ruleProblems({ selection, action }: Rule, index: number): PartProblem[] {
  const parts: Readonly<Record<string, Readonly<Record<string, unknown>>>> = { selection, action };
  return WITHIN_A_RULE.filter(({ holds }) => !holds(selection, action)).map(
    ({ at: [part, key], must, source }) => ({
      path: ["rules", index, part, key],
      value: parts[part]?.[key],
      must,
      source,
    }),
  );
}

function listProblems(rules: readonly Rule[]): PartProblem[] {
  const first = new Set<number>();
  const repeated = rules.flatMap(({ rulePriority }, index) => {
    const isRepeated = first.has(rulePriority);
    first.add(rulePriority);
    return isRepeated
      ? [
          {
            path: ["rules", index, "rulePriority"],
            value: rulePriority,
            must: "must be that of one rule only",
            source: PROPERTIES,
          } as const,
        ]
      : [];
  });
  const ranked: RankedRule[] = rules
    .map(({ rulePriority, selection }, index) => ({
      rulePriority,
      path: ["rules", index, "selection"],
      tagStatus: selection.tagStatus,
      isForArchive: selection.storageClass === "archive",
    }))
    .sort((one, other) => one.rulePriority - other.rulePriority);
  return [...repeated, ...orderProblems(ranked), ...countProblems(rules)];
}

function countProblems({ length }: readonly Rule[]): PartProblem[] {
  if (length >= 1 && length <= MAX_LIFECYCLE_RULES) return [];
  return [
    {
      path: ["rules"],
      value: `${length} rules`,
      must: `must be 1 to ${MAX_LIFECYCLE_RULES} rules`,
      source: "Amazon ECR User Guide, Service quotas",
    },
  ];
}
