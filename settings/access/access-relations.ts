import { accessStatements } from "../../policies/access/access-policy.ts";
import { mostAccounts } from "../../policies/access/allow-pull.ts";
import { inside, repeatedSids, statementsOf } from "../../policies/access/policy-problems.ts";
import { opennessProblems } from "../../policies/access/statement-problems.ts";
import { relationsOf } from "../check-settings.ts";
import type { CompleteEnvironmentSettings } from "../environment-settings.ts";
import { partitionOf } from "../partition.ts";
import type { Problem } from "../problem.ts";
import { pathOf } from "../repository-path.ts";
import type { RepositorySettings } from "../repository-settings.ts";
import { sizeProblems } from "./access-size.ts";
import { foreignPrincipals, type Place, placeProblems } from "./grant-place.ts";
import { pathText, toProblems } from "./policy-paths.ts";
import { policyDocument } from "./policy-shape.ts";
import { accessOf, policyPlace } from "./repository-access.ts";

const relation = relationsOf<CompleteEnvironmentSettings>();

/** Settings of one holder: the environment, or a repository. */
interface Holder
  extends Pick<RepositorySettings, "pull" | "push" | "policyStatements" | "repositoryPolicy"> {
  /** Such as `repositories["api"].`; empty for the environment. */
  readonly at: string;
}

function holders(
  environment: Pick<CompleteEnvironmentSettings, "pull" | "push" | "policyStatements">,
  repositories: readonly RepositorySettings[],
): Holder[] {
  return [
    { ...environment, at: "" },
    ...repositories.map((repository) => ({ ...repository, at: `${pathOf(repository)}.` })),
  ];
}

const grantsFitThePlace = relation(
  ["pull", "push", "policyStatements", "repositories", "region", "accountId"],
  ({ repositories, region, accountId, ...environment }) => {
    const place: Place = { partition: partitionOf(region), accountId };
    return holders(environment, repositories).flatMap(
      ({ at, pull, push, policyStatements = [], repositoryPolicy }) => [
        ...placeProblems(`${at}pull`, pull, place),
        ...placeProblems(`${at}push`, push, place),
        ...policyStatements.flatMap((statement, index) =>
          foreignPrincipals(`${at}policyStatements[${index}]`, statement, place),
        ),
        ...statementsOf(policyDocument(repositoryPolicy) ?? {}).flatMap(({ path, statement }) =>
          foreignPrincipals(`${at}repositoryPolicy${pathText(path)}`, statement, place),
        ),
      ],
    );
  },
);

const nobodyIsLetInByChance = relation(
  ["pull", "push", "policyStatements", "repositories"],
  ({ repositories, ...environment }) => [
    ...opennessOf("", environment.policyStatements),
    ...repositories
      .filter(({ openToEveryAwsAccount }) => !openToEveryAwsAccount)
      .flatMap((repository) => {
        const { policyStatements = [], repositoryPolicy } = repository;
        const at = `${pathOf(repository)}.`;
        const document = policyDocument(repositoryPolicy) ?? {};
        return [
          ...opennessOf(at, policyStatements),
          ...statementsOf(document).flatMap(({ path, statement }) =>
            toProblems(`${at}repositoryPolicy`, inside(path, opennessProblems(statement))),
          ),
        ];
      }),
  ],
);

function opennessOf(at: string, statements: readonly object[]): Problem[] {
  return statements.flatMap((statement, index) =>
    toProblems(`${at}policyStatements`, inside([index], opennessProblems(statement))),
  );
}

const ACCESS = [
  "enableCrossAccountAccess",
  "crossAccountIds",
  "pull",
  "push",
  "policyStatements",
  "repositories",
  "createThirdpartyRepos",
  "region",
  "accountId",
] as const;

const sidsDiffer = relation(ACCESS, ({ repositories, createThirdpartyRepos, ...environment }) =>
  once(
    repositories
      .filter(({ shared }) => !shared || createThirdpartyRepos)
      .flatMap((repository) => {
        const access = accessOf(repository, environment);
        const generated = accessStatements(
          { ...access, policyStatements: [] },
          policyPlace(environment),
        );
        const own = access.policyStatements.map((statement, index) => ({
          path: [index],
          statement,
        }));
        const at = repository.policyStatements === undefined ? "" : `${pathOf(repository)}.`;
        const taken = generated.map(({ Sid }) => Sid);
        return toProblems(`${at}policyStatements`, repeatedSids(own, taken));
      }),
  ),
);

const policiesFit = relation(ACCESS, ({ repositories, createThirdpartyRepos, ...environment }) =>
  once(
    repositories
      .filter(({ shared }) => !shared || createThirdpartyRepos)
      .flatMap((repository) => {
        const access = accessOf(repository, environment);
        const place = policyPlace(environment);
        // The relation of crossAccountIds reports those.
        if (access.crossAccountIds.length > mostAccounts(place.partition)) return [];
        return sizeProblems(access, place, (list) => {
          const [setting] = list as [keyof RepositorySettings];
          const at = repository[setting] === undefined ? "" : `${pathOf(repository)}.`;
          return `${at}${list.join(".")}`;
        });
      }),
  ),
);

const ownPolicyStandsAlone = relation(["repositories"], ({ repositories }) =>
  repositories
    .filter(({ repositoryPolicy }) => policyDocument(repositoryPolicy) !== undefined)
    .flatMap((repository) =>
      (["crossAccountIds", "pull", "push", "policyStatements"] as const)
        .filter((name) => repository[name] !== undefined)
        .map((name) => ({
          path: `${pathOf(repository)}.${name}`,
          value: repository[name],
          must: "must be left out: repositoryPolicy is the whole policy of this repository",
          source: "Access, The settings" as const,
        })),
    ),
);

// Repositories that take a setting of the environment have the same problem.
function once(problems: readonly Problem[]): Problem[] {
  const byPath = new Map(problems.toReversed().map((problem) => [problem.path, problem]));
  return problems.filter((problem) => byPath.get(problem.path) === problem);
}

/** The rules between the settings that give others access. */
export const ACCESS_RELATIONS = [
  grantsFitThePlace,
  nobodyIsLetInByChance,
  sidsDiffer,
  policiesFit,
  ownPolicyStandsAlone,
];
