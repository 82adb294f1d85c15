import * as z from "zod";
import { type PartProblem, problemsOf } from "../parse.ts";
import { isOneOf, matches } from "../predicate.ts";
import { FULL_NAME } from "../repository-shape.ts";
import * as rule from "../rule.ts";
import { checking, keeping, objectOf, text } from "../shape.ts";
import {
  filterText,
  SCAN_FREQUENCIES,
  SCAN_TYPES,
  type ScanFilter,
  type Scanning,
  type ScanningRule,
} from "./scanning.ts";

/** The most filters of a scanning rule. Source: ECR API, RegistryScanningRule. */
const MAX_FILTERS = 100;

/** The longest filter. Source: ECR API, ScanningRepositoryFilter. */
const MAX_FILTER_LENGTH = 255;

const FILTER_SOURCE = "ECR API, ScanningRepositoryFilter";

const PATTERN = keeping(text, [
  rule.value(
    { must: `must be 1 to ${MAX_FILTER_LENGTH} characters`, source: FILTER_SOURCE },
    matches(`[\\s\\S]{1,${MAX_FILTER_LENGTH}}`),
  ),
  rule.value(
    {
      must: "must be lower-case letters, digits and '*', in parts joined by single '.', '_', '-' or '/'",
      source: FILTER_SOURCE,
    },
    matches("[a-z0-9*]+(?:[._/-][a-z0-9*]+)*"),
  ),
  rule.value(
    {
      must: "must have a wildcard, as in production/*: without one, ECR matches every name that contains it. For such names write it as *NAME*, for one repository as { repository: NAME }",
      source: "ECR, Filters to choose which repositories are scanned",
    },
    matches("[^*]*\\*[\\s\\S]*"),
  ),
]);

const NAMED = objectOf({ repository: FULL_NAME });

// A union of zod's would report that neither form fits, and not why.
const FILTER = checking(z.unknown(), (filter) => {
  const shape = typeof filter === "string" ? PATTERN : NAMED;
  const { error } = shape.safeParse(filter, { reportInput: true });
  return (error?.issues ?? []).flatMap((issue) => problemsOf(issue, "Registry, Scanning"));
});

const FILTERS = checking(
  z.array(FILTER, "must be a list of filters") as unknown as z.ZodType<readonly ScanFilter[]>,
  (filters) => [...countProblems(filters), ...repeated(filters)],
);

const RULE = objectOf({
  frequency: z.enum(
    [...new Set(Object.values(SCAN_FREQUENCIES).flat())],
    "must be SCAN_ON_PUSH, CONTINUOUS_SCAN or MANUAL",
  ),
  filters: FILTERS,
});

const RULES = checking(
  z.array(RULE, "must be a list of objects") as unknown as z.ZodType<readonly ScanningRule[]>,
  (rules) =>
    rules.flatMap(({ frequency }, index) =>
      rules.findIndex((each) => each.frequency === frequency) < index
        ? [
            {
              path: [index, "frequency"],
              value: frequency,
              must: "must be in one rule: put all of its filters there",
              source: "ECR API, PutRegistryScanningConfiguration",
            },
          ]
        : [],
    ),
);

/** The shape of {@link Scanning}. */
export const SCANNING = checking(
  objectOf({
    type: keeping(text, [
      rule.value(
        {
          must: "must be BASIC or ENHANCED",
          source: "ECR API, PutRegistryScanningConfiguration",
        },
        isOneOf(SCAN_TYPES),
      ),
    ]),
    rules: RULES,
  }) as unknown as z.ZodType<Scanning>,
  (scanning) => [...frequencyProblems(scanning), ...scansNothing(scanning)],
);

function countProblems({ length }: readonly ScanFilter[]): PartProblem[] {
  if (length >= 1 && length <= MAX_FILTERS) return [];
  return [
    {
      path: [],
      value: `${length} filters`,
      must: `must be 1 to ${MAX_FILTERS} filters`,
      source: "ECR API, RegistryScanningRule",
    },
  ];
}

function repeated(filters: readonly ScanFilter[]): PartProblem[] {
  const texts = filters.map(filterText);
  return texts.flatMap((filter, index) =>
    texts.indexOf(filter) < index
      ? [
          {
            path: [index],
            value: filter,
            must: "must be listed once",
            source: "Registry, Scanning",
          },
        ]
      : [],
  );
}

function frequencyProblems({ type, rules }: Scanning): PartProblem[] {
  const known: readonly string[] = SCAN_FREQUENCIES[type];
  return rules.flatMap(({ frequency }, index) =>
    known.includes(frequency)
      ? []
      : [
          {
            path: ["rules", index, "frequency"],
            value: frequency,
            must: `must be ${known.join(" or ")} if the type is ${type}`,
            source: "ECR API, RegistryScanningRule",
          },
        ],
  );
}

function scansNothing({ type, rules }: Scanning): PartProblem[] {
  if (type !== "ENHANCED" || rules.length > 0) return [];
  return [
    {
      path: ["rules"],
      value: rules,
      must: 'must not be empty if the type is ENHANCED: what no filter matches is not scanned at all. The filter "*" is for every repository',
      source: "ECR, Filters to choose which repositories are scanned",
    },
  ];
}
