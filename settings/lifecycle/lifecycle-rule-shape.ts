import * as z from "zod";
import type { LifecycleRule } from "../../policies/lifecycle/lifecycle-rule.ts";
import { KEEP_ALL } from "../../policies/lifecycle/written-policy.ts";
import type { PartProblem } from "../parse.ts";
import { checking, objectOf, text, texts } from "../shape.ts";
import type { Source } from "../sources.ts";
import { lifecycleProblems } from "./lifecycle-problems.ts";

const PROPERTIES = "Amazon ECR User Guide, Lifecycle policy properties";
const MAX_DAYS = 36_500;

/** The fewest days in the archive. Source: Amazon ECR User Guide, Archiving an image. */
export const MIN_DAYS_ARCHIVED = 90;

const SELECTIONS = ["tagStatus", "tagPrefixes", "tagPatterns"] as const;
const EFFECTS = [
  "keepNewest",
  "expireAfterDays",
  "keepForever",
  "archiveAfterDaysUnpulled",
  "expireAfterDaysArchived",
] as const;

/** Patterns of tags: `*` is any text. */
export const TAG_PATTERNS = tagList([
  {
    isRight: (pattern) => !pattern.startsWith("!"),
    must: 'must not begin with "!": ECR has no rule for everything except a pattern. Keep what the pattern fits with keepForever, and expire the rest in a later rule with the tagStatus "any"',
    source: "Lifecycle policies",
  },
  {
    isRight: (pattern) => /^!?[\w.*-]+$/.test(pattern) && pattern.split("*").length <= 5,
    must: "must be letters, digits, '_', '.', '-' and at most four '*'",
    source: PROPERTIES,
  },
]);

/** Beginnings of tags. */
export const TAG_PREFIXES = tagList([
  {
    isRight: (prefix) => /^[\w.-]+$/.test(prefix),
    must: "must be letters, digits, '_', '.' and '-'; a pattern with '*' belongs into a list of patterns",
    source: PROPERTIES,
  },
]);

const RULE = checking<LifecycleRule>(
  objectOf({
    tagStatus: z
      .enum(
        ["any", "untagged"],
        'must be "any" or "untagged"; tags are in tagPrefixes or tagPatterns',
      )
      .optional(),
    tagPrefixes: TAG_PREFIXES.optional(),
    tagPatterns: TAG_PATTERNS.optional(),
    keepNewest: whole(1, KEEP_ALL - 1, PROPERTIES).optional(),
    expireAfterDays: whole(1, MAX_DAYS, PROPERTIES).optional(),
    keepForever: z.literal(true, "must be true or left out").optional(),
    archiveAfterDaysUnpulled: whole(1, MAX_DAYS, PROPERTIES).optional(),
    expireAfterDaysArchived: whole(
      MIN_DAYS_ARCHIVED,
      MAX_DAYS,
      "Amazon ECR User Guide, Archiving an image",
    ).optional(),
    description: text.optional(),
  }) as z.ZodType<LifecycleRule>,
  (rule) => [
    ...exactlyOne(rule, SELECTIONS),
    ...exactlyOne(rule, EFFECTS),
    ...countsTogether(rule),
  ],
);

/** The shape of a list of lifecycle rules. */
export const LIFECYCLE_RULES: z.ZodType<readonly LifecycleRule[]> = checking(
  z.array(RULE, "must be a list of objects"),
  lifecycleProblems,
);

/** A whole number from `min` to `max`. */
export function whole(min: number, max: number, source: Source): z.ZodType<number> {
  return checking(z.number("must be a number"), (value) =>
    Number.isInteger(value) && value >= min && value <= max
      ? []
      : [{ path: [], value, must: `must be a whole number from ${min} to ${max}`, source }],
  );
}

interface TagRule {
  readonly isRight: (tag: string) => boolean;
  readonly must: string;
  readonly source: Source;
}

function tagList(rules: readonly TagRule[]): z.ZodType<readonly string[]> {
  return checking(texts, (tags) => [
    ...(tags.length > 0
      ? []
      : [{ path: [], value: tags, must: "must not be empty", source: PROPERTIES } as const]),
    ...tags.flatMap((tag, index) =>
      rules
        .filter(({ isRight }) => !isRight(tag))
        .map(({ must, source }) => ({ path: [index], value: tag, must, source })),
    ),
  ]);
}

function exactlyOne(rule: LifecycleRule, names: readonly (keyof LifecycleRule)[]): PartProblem[] {
  if (names.filter((name) => rule[name] !== undefined).length === 1) return [];
  const must = `must have exactly one of ${names.join(", ")}`;
  return [{ path: [], value: rule, must, source: "Lifecycle policies" }];
}

function countsTogether({ keepNewest, tagPrefixes, tagPatterns }: LifecycleRule): PartProblem[] {
  const tags = tagPrefixes ?? tagPatterns ?? [];
  if (keepNewest === undefined || tags.length < 2) return [];
  return [
    {
      path: ["keepNewest"],
      value: keepNewest,
      must: `must not be combined with ${tags.length} prefixes or patterns: ECR cannot count their images together. Write a rule with its own keepNewest for each, or use expireAfterDays`,
      source: "Lifecycle policies",
    },
  ];
}
