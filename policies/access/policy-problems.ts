import { isObject } from "../json.ts";
import { MAX_REPOSITORY_POLICY_LENGTH } from "./allow-pull.ts";
import { type PolicyProblem, statementProblems } from "./statement-problems.ts";

const KEYS = ["Version", "Id", "Statement"];
const VERSIONS = ["2012-10-17", "2008-10-17"];
const ELEMENTS = "IAM User Guide, IAM JSON policy element reference";

/** What is wrong with a whole repository policy, except whom it opens to. */
export function policyProblems(policy: Readonly<Record<string, unknown>>): PolicyProblem[] {
  const { Version, Statement } = policy;
  const { length } = JSON.stringify(policy);
  return [
    ...Object.keys(policy)
      .filter((key) => !KEYS.includes(key))
      .map((key) => wrong([key], policy[key], `must be one of the keys ${KEYS.join(", ")}`)),
    ...(Version === undefined || VERSIONS.includes(Version as string)
      ? []
      : [wrong(["Version"], Version, `must be ${VERSIONS.join(" or ")}`)]),
    ...(Statement === undefined || (Array.isArray(Statement) && Statement.length === 0)
      ? [wrong(["Statement"], Statement, "must be a statement or a list of statements")]
      : []),
    ...statementsOf(policy).flatMap(({ path, statement }) =>
      inside(path, statementProblems(statement)),
    ),
    ...repeatedSids(statementsOf(policy)),
    ...(length > MAX_REPOSITORY_POLICY_LENGTH ? [tooLong(length)] : []),
  ];
}

/** A statement and the keys that lead to it. */
export interface PlacedStatement {
  readonly path: readonly (string | number)[];
  readonly statement: unknown;
}

/** The statements of a policy. */
export function statementsOf({ Statement }: Readonly<Record<string, unknown>>): PlacedStatement[] {
  if (Statement === undefined) return [];
  return Array.isArray(Statement)
    ? Statement.map((statement, index) => ({ path: ["Statement", index], statement }))
    : [{ path: ["Statement"], statement: Statement }];
}

/** The problems of statements that have the Sid of an earlier one. */
export function repeatedSids(
  statements: readonly PlacedStatement[],
  taken: readonly unknown[] = [],
): PolicyProblem[] {
  const earlier = new Set(taken);
  return statements.flatMap(({ path, statement }) => {
    const Sid = isObject(statement) ? statement.Sid : undefined;
    const isTaken = Sid !== undefined && Sid !== "" && earlier.has(Sid);
    earlier.add(Sid);
    return isTaken
      ? [wrong([...path, "Sid"], Sid, "must differ from the Sid of every other statement")]
      : [];
  });
}

/** Problems with the keys before them that lead to their part. */
export function inside(
  path: PolicyProblem["path"],
  problems: readonly PolicyProblem[],
): PolicyProblem[] {
  return problems.map((problem) => ({ ...problem, path: [...path, ...problem.path] }));
}

function tooLong(length: number): PolicyProblem {
  return {
    path: [],
    value: `${length} characters`,
    must: `must be at most ${MAX_REPOSITORY_POLICY_LENGTH} characters`,
    source: "ECR API, SetRepositoryPolicy",
  };
}

function wrong(path: PolicyProblem["path"], value: unknown, must: string): PolicyProblem {
  return { path, value, must, source: ELEMENTS };
}
