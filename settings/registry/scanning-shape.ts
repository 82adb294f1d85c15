import * as z from "zod";
import { type PartProblem, problemsOf } from "../parse.ts";
import { FULL_NAME } from "../repository-shape.ts";
import { breachesOf, checking, keeping, objectOf, text } from "../shape.ts";
import { filterText, type ScanFilter, type Scanning, type ScanningRule } from "./scanning.ts";
import {
  FILTER_COUNT,
  FILTERS_DIFFER,
  FREQUENCIES,
  FREQUENCIES_DIFFER,
  FREQUENCY_RULE,
  filterRules,
  RULES_BY_TYPE,
  SCAN_TYPE_RULE,
} from "./scanning-rules.ts";

const PATTERN = keeping(text, filterRules(", for one repository as { repository: NAME }"));

const NAMED = objectOf({ repository: FULL_NAME });

const OF_SOME_FORM = z.custom<unknown>(
  (filter) => typeof filter === "string" || (typeof filter === "object" && filter !== null),
  { error: "must be a pattern of names, or an object with a repository", abort: true },
);

// A union of zod's would report that neither form fits, and not why.
const FILTER = checking(OF_SOME_FORM, (filter) => {
  const shape = typeof filter === "string" ? PATTERN : NAMED;
  const { error } = shape.safeParse(filter, { reportInput: true });
  return (error?.issues ?? []).flatMap((issue) => problemsOf(issue, "Registry, Scanning"));
});

const FILTERS = checking(
  z.array(FILTER, "must be a list of filters") as unknown as z.ZodType<readonly ScanFilter[]>,
  (filters) => breachesOf([FILTER_COUNT, FILTERS_DIFFER], filters.map(filterText)),
);

const RULE = objectOf({
  frequency: z.enum(FREQUENCIES, FREQUENCY_RULE.must),
  filters: FILTERS,
});

const RULES = checking(
  z.array(RULE, "must be a list of objects") as unknown as z.ZodType<readonly ScanningRule[]>,
  (rules) => breachesOf([FREQUENCIES_DIFFER], frequenciesOf(rules)).map(ofFrequency),
);

/** The shape of {@link Scanning}. */
export const SCANNING = checking(
  objectOf({
    type: keeping(text, [SCAN_TYPE_RULE]),
    rules: RULES,
  }) as unknown as z.ZodType<Scanning>,
  ({ type, rules }) =>
    breachesOf(RULES_BY_TYPE[type] ?? [], frequenciesOf(rules))
      .map(ofFrequency)
      .map((problem) => ({ ...problem, path: ["rules", ...problem.path] })),
);

function frequenciesOf(rules: readonly ScanningRule[]): string[] {
  return rules.map(({ frequency }) => frequency);
}

/** A problem in the list of frequencies as one in the list of rules. */
function ofFrequency(problem: PartProblem): PartProblem {
  return { ...problem, path: problem.path.flatMap((index) => [index, "frequency"]) };
}
