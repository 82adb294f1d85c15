import { crossAccountPullPolicy, mostAccounts } from "../policies/documented-policies.ts";
import { MAX_REPOSITORY_NAME_LENGTH, MAX_REPOSITORY_POLICY_LENGTH } from "./aws-formats.ts";
import type { CompleteEnvironmentSettings } from "./environment-settings.ts";
import { partitionOf } from "./partition.ts";
import type { Problem } from "./problem.ts";
import { overridesOf, type RepositorySettings, repositoryName } from "./repository-settings.ts";
import { ENCRYPTION_RELATIONS, type RelationCheck, relationCheck } from "./setting-relations.ts";
import { UNMANAGED_POLICY_RELATIONS } from "./unmanaged-policies.ts";

type Check = RelationCheck<CompleteEnvironmentSettings>;

const keyIsInTheRegion: Check = ({ kmsKeyArn, region }) => {
  const home = `arn:${partitionOf(region)}:kms:${region}:`;
  if (kmsKeyArn === null || kmsKeyArn.startsWith(home)) return [];
  return [
    {
      path: "kmsKeyArn",
      value: kmsKeyArn,
      must: `must be a key of the environment's region and partition, ${home}…`,
      source: "ECR API, EncryptionConfiguration",
    },
  ];
};

const accountsAreOthers: Check = ({ crossAccountIds, accountId }) =>
  crossAccountIds.flatMap((id, index) =>
    id === accountId
      ? [
          {
            path: `crossAccountIds[${index}]`,
            value: id,
            must: "must not be the environment's own account, which has access already",
            source: "ECR, Repository policies",
          },
        ]
      : [],
  );

const policyFits: Check = ({ enableCrossAccountAccess, crossAccountIds, region }) => {
  const partition = partitionOf(region);
  if (!enableCrossAccountAccess || crossAccountIds.length === 0) return [];
  const { length } = `${crossAccountPullPolicy(crossAccountIds, partition)}`;
  if (length <= MAX_REPOSITORY_POLICY_LENGTH) return [];
  return [
    {
      path: "crossAccountIds",
      value: `${crossAccountIds.length} accounts`,
      must: `must be at most ${mostAccounts(partition)} accounts in the partition ${partition}, so that the repository policy is at most ${MAX_REPOSITORY_POLICY_LENGTH} characters`,
      source: "ECR API, SetRepositoryPolicy",
    },
  ];
};

const imagesFitTheEnvironment: Check = (settings) =>
  settings.repositories.flatMap((image) => {
    const own = { ...settings, ...overridesOf(image) };
    const problems = [
      ...nameFits(image, settings.environment),
      ...(image.crossAccountIds ? [...accountsAreOthers(own), ...policyFits(own)] : []),
    ];
    const label = `repositories[${JSON.stringify(image.component)}]`;
    return problems.map((problem) => ({ ...problem, path: `${label}.${problem.path}` }));
  });

const namesDiffer: Check = ({ repositories, environment, createThirdpartyRepos }) => {
  const names = new Set<string>();
  return repositories
    .filter(({ shared }) => !shared || createThirdpartyRepos)
    .flatMap((image) => {
      const fullName = repositoryName(image, environment);
      const isTaken = names.has(fullName);
      names.add(fullName);
      return isTaken
        ? [
            {
              path: `repositories[${JSON.stringify(image.component)}].name`,
              value: image.name,
              must: `must give another repository than any earlier repository's, not ${fullName}`,
              source: "ECR API, RepositoryAlreadyExistsException",
            },
          ]
        : [];
    });
};

const someImageIsHere: Check = ({ repositories, createThirdpartyRepos }) =>
  repositories.some(({ shared }) => !shared || createThirdpartyRepos)
    ? []
    : [
        {
          path: "repositories",
          value: repositories.map(({ component }) => component),
          must: "must hold at least one repository that this environment creates",
          source: "README, Your own repositories",
        },
      ];

function nameFits(image: RepositorySettings, environment: string): Problem[] {
  const { length } = repositoryName(image, environment);
  if (length >= 2 && length <= MAX_REPOSITORY_NAME_LENGTH) return [];
  return [
    {
      path: "name",
      value: image.name,
      must: `must give a repository's name of 2 to ${MAX_REPOSITORY_NAME_LENGTH} characters, not of ${length}`,
      source: "ECR API, CreateRepository, repositoryName",
    },
  ];
}

/** The rules between the settings of one environment stack. */
export const ENVIRONMENT_RELATIONS: readonly Check[] = [
  ...ENCRYPTION_RELATIONS.map(relationCheck),
  keyIsInTheRegion,
  accountsAreOthers,
  policyFits,
  imagesFitTheEnvironment,
  namesDiffer,
  someImageIsHere,
  ...UNMANAGED_POLICY_RELATIONS,
];
