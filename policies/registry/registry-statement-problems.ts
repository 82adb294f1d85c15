import {
  isOpen,
  type PolicyProblem,
  STATEMENT_KEYS,
  statementProblems,
} from "../access/statement-problems.ts";
import { isObject } from "../json.ts";

const SOURCE = "ECR, Private registry permissions";

const OF_A_REGISTRY = {
  known: [...STATEMENT_KEYS.known, "Resource"],
  reasons: {
    ...STATEMENT_KEYS.reasons,
    NotResource: "must be left out: name the repositories in Resource",
  },
};

/** A rule for the principal of a statement, in words. */
export const NOT_OPEN = {
  must: "must not be * without a condition: every AWS account would have the access",
  source: "IAM User Guide, AWS JSON policy elements: Principal",
} as const;

/** The actions that AWS takes in a registry policy of scope V1. Scope V2 takes all of ECR's. */
const V1_ACTIONS = [
  "ecr:*",
  "ecr:batchimportupstreamimage",
  "ecr:createrepository",
  "ecr:replicateimage",
];

/** What is wrong with a statement of a registry policy, except whose repositories it names. */
export function registryStatementProblems(statement: unknown): PolicyProblem[] {
  if (!isObject(statement)) return statementProblems(statement);
  return [
    ...statementProblems(statement, OF_A_REGISTRY),
    ...(resourcesOf(statement).length === 0
      ? [
          {
            path: ["Resource"],
            value: statement.Resource,
            must: "must be the ARN of a repository or a list of ARNs, which may have wildcards",
            source: SOURCE,
          } as const,
        ]
      : []),
    ...(isOpen(statement)
      ? [{ path: ["Principal"], value: statement.Principal, ...NOT_OPEN }]
      : []),
  ];
}

/** The resources of a statement that are not repositories of a registry. */
export function foreignResources(statement: object, arnOfRepositories: string): PolicyProblem[] {
  const { Resource } = statement as { readonly Resource?: unknown };
  return resourcesOf(statement).flatMap((resource, index) => {
    const text = typeof resource === "string" ? resource : "";
    const name = text.slice(arnOfRepositories.length);
    if (text.startsWith(arnOfRepositories) && /^[a-z0-9._/*?-]+$/.test(name)) return [];
    return [
      {
        path: Array.isArray(Resource) ? ["Resource", index] : ["Resource"],
        value: resource,
        must: `must be repositories of this registry, ${arnOfRepositories}… with a name or a pattern such as production/*`,
        source: SOURCE,
      } as const,
    ];
  });
}

/** The actions of a statement that AWS takes only in a registry policy of scope V2. */
export function scopeV2Actions(statement: object): string[] {
  const { Action } = statement as { readonly Action?: unknown };
  return [Action]
    .flat()
    .map((action) => `${action}`)
    .filter((action) => !V1_ACTIONS.includes(action.toLowerCase()));
}

function resourcesOf(statement: object): unknown[] {
  const { Resource = [] } = statement as { readonly Resource?: unknown };
  return [Resource].flat();
}
