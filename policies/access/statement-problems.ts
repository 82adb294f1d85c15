import { isObject } from "../json.ts";
import { type Condition, readCondition } from "./condition.ts";
import { actionProblem } from "./ecr-actions.ts";
import { isNarrow } from "./narrowing.ts";
import { EVERYONE, principalsIn } from "./principal.ts";
import { isSession, NO_SESSION } from "./principal-arn.ts";

/** A part of a statement or policy that AWS would refuse, or that opens too much. */
export interface PolicyProblem {
  /** The keys and positions that lead to the part; empty for the whole. */
  readonly path: readonly (string | number)[];
  readonly value: unknown;
  /** The rule in words: `must be Allow or Deny`. */
  readonly must: string;
  readonly source:
    | "ECR, Private registry permissions"
    | "ECR, Repository policies"
    | "ECR API, SetRepositoryPolicy"
    | "IAM User Guide, IAM JSON policy element reference"
    | "IAM User Guide, AWS JSON policy elements: Principal"
    | "Service Authorization Reference, Amazon Elastic Container Registry";
}

const ELEMENTS = "IAM User Guide, IAM JSON policy element reference";
const PRINCIPAL = "IAM User Guide, AWS JSON policy elements: Principal";

const NO_RESOURCE = "must be left out: the policy is of one repository, which is the resource";

/** Which keys the statements of a kind of policy have. */
export interface StatementKeys {
  readonly known: readonly string[];
  /** What must be done about others, in words. */
  readonly reasons: Readonly<Record<string, string>>;
}

/** The keys that every statement has. */
export const STATEMENT_KEYS: StatementKeys = {
  known: ["Sid", "Effect", "Principal", "Action", "Condition"],
  reasons: {
    NotPrincipal: "must be left out: name the principals in Principal",
    NotAction: "must be left out: name the actions in Action",
  },
};

const OF_A_REPOSITORY: StatementKeys = {
  known: STATEMENT_KEYS.known,
  reasons: { ...STATEMENT_KEYS.reasons, Resource: NO_RESOURCE, NotResource: NO_RESOURCE },
};

/**
 * What is wrong with a statement, except whom it opens to.
 *
 * @param keys by default those of a repository policy
 */
export function statementProblems(
  statement: unknown,
  { known, reasons }: StatementKeys = OF_A_REPOSITORY,
): PolicyProblem[] {
  if (!isObject(statement)) return [problem([], statement, "must be an object", ELEMENTS)];
  const { Sid, Effect, Principal, Action, Condition } = statement;
  const others = Object.keys(statement).filter((key) => !known.includes(key));
  return [
    ...others.map((key) => {
      const reason = Object.hasOwn(reasons, key) ? reasons[key] : undefined;
      return problem(
        [key],
        statement[key],
        reason ?? `must be one of the keys ${known.join(", ")}`,
        reason === NO_RESOURCE ? "ECR, Repository policies" : ELEMENTS,
      );
    }),
    ...(Sid === undefined || typeof Sid === "string"
      ? []
      : [problem(["Sid"], Sid, "must be a string", ELEMENTS)]),
    ...(Effect === "Allow" || Effect === "Deny"
      ? []
      : [problem(["Effect"], Effect, "must be Allow or Deny", ELEMENTS)]),
    ...principalProblems(Principal),
    ...actionProblems(Action),
    ...(readTests(Condition) === undefined
      ? [
          problem(
            ["Condition"],
            Condition,
            'must be an object such as { StringEquals: { "aws:PrincipalOrgID": ["o-…"] } }',
            ELEMENTS,
          ),
        ]
      : []),
    ...(readTests(Condition) ?? [])
      .filter(({ operator }) => !OPERATORS.test(operator))
      .map(({ operator }) =>
        problem(
          ["Condition"],
          operator,
          "must have condition operators of IAM, such as StringEquals",
          ELEMENTS,
        ),
      ),
  ];
}

const OPERATORS =
  /^(?:ForA(?:nyValue|llValues):)?(?:String(?:Not)?(?:Equals|EqualsIgnoreCase|Like)|(?:Numeric|Date)(?:(?:Not)?Equals|(?:Less|Greater)Than(?:Equals)?)|Arn(?:Not)?(?:Equals|Like)|(?:Not)?IpAddress|BinaryEquals|Bool|Null)(?:IfExists)?$/i;

/**
 * The problem of a statement that lets everyone in: the principal `*` without a condition that
 * leaves someone out.
 */
export function opennessProblems(statement: unknown): PolicyProblem[] {
  return isOpen(statement)
    ? [
        problem(
          ["Principal"],
          statement.Principal,
          "must not be * without a condition that names an organization, account, role or network, unless the repository sets openToEveryAwsAccount: every AWS account would have the access",
          PRINCIPAL,
        ),
      ]
    : [];
}

/** Whether a statement lets everyone in. */
export function isOpen(statement: unknown): statement is Readonly<Record<string, unknown>> {
  if (!isObject(statement) || statement.Effect === "Deny") return false;
  const { Principal, Condition } = statement;
  const isForAll = principalsIn(Principal)?.includes(EVERYONE) ?? false;
  return isForAll && !isNarrow(readTests(Condition) ?? []);
}

function principalProblems(element: unknown): PolicyProblem[] {
  const path = ["Principal"];
  const principals = principalsIn(element);
  if (principals === undefined) {
    const must = 'must be "*" or an object such as { AWS: ["111111111111"] }';
    return [problem(path, element, must, PRINCIPAL)];
  }
  return principals.flatMap((principal, index) => {
    const isRepeated = principals.indexOf(principal) < index;
    const must = isRepeated ? "must be named once" : namePrincipalProblem(principal);
    return must === undefined ? [] : [problem(path, principal, must, PRINCIPAL)];
  });
}

// A policy variable is no part of a principal, but a token of CDKTF may be.
const NAME = "(?:[^*?$\\s]|\\$\\{TfToken\\[[^\\]]+\\]\\})+";
const NAMES = new RegExp(
  `^(?:\\*|[0-9]{12}|arn:aws[a-z-]*:iam::[0-9]{12}:(?:role|user)/${NAME}|arn:aws[a-z-]*:sts::[0-9]{12}:federated-user/${NAME}|(?:Service|Federated|CanonicalUser) ${NAME}|\\$\\{TfToken\\[.+\\})$`,
);

function namePrincipalProblem(principal: string): string | undefined {
  if (isSession(principal)) return NO_SESSION;
  return NAMES.test(principal)
    ? undefined
    : "must be *, an account's 12 digits, or the ARN of a role or user without wildcards";
}

function actionProblems(element: unknown): PolicyProblem[] {
  const actions = [element].flat();
  if (element === undefined || actions.length === 0) {
    return [problem(["Action"], element, "must be an action or a list of actions", ELEMENTS)];
  }
  return actions.flatMap((action, index) => {
    const must = actionProblem(action);
    const path = Array.isArray(element) ? ["Action", index] : ["Action"];
    const source = "Service Authorization Reference, Amazon Elastic Container Registry";
    return must === undefined ? [] : [problem(path, action, must, source)];
  });
}

function readTests(condition: unknown): Condition | undefined {
  const tests = readCondition(condition);
  return tests?.every(({ values }) => values.length > 0) ? tests : undefined;
}

function problem(
  path: PolicyProblem["path"],
  value: unknown,
  must: string,
  source: PolicyProblem["source"],
): PolicyProblem {
  return { path, value, must, source };
}
