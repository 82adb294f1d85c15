import { MAX_REPOSITORY_NAME_LENGTH } from "./aws-formats.ts";
import { relationsOf } from "./check-settings.ts";
import { ENCRYPTION_RELATIONS } from "./encryption-relations.ts";
import type { CompleteEnvironmentSettings } from "./environment-settings.ts";
import type { KmsKeySettings } from "./kms-key.ts";
import { partitionOf } from "./partition.ts";
import type { Problem } from "./problem.ts";
import { environmentLength, repositoryName } from "./repository-name.ts";
import { pathOf } from "./repository-path.ts";
import type { RepositorySettings } from "./repository-settings.ts";
import type { EncryptionType } from "./settings.ts";

const relation = relationsOf<CompleteEnvironmentSettings>();
const ECR_NAME = "ECR API, CreateRepository, repositoryName";

const keyFitsTheEncryption = relation(
  ["encryptionType", "kmsKeyArn", "kmsKey"],
  ({ encryptionType, kmsKeyArn, kmsKey }) =>
    kmsKey === null
      ? ENCRYPTION_RELATIONS.filter(({ holds }) => !holds({ encryptionType, kmsKeyArn })).map(
          ({ must, source }) => ({ path: "kmsKeyArn", value: kmsKeyArn, must, source }),
        )
      : keyProblems(encryptionType, kmsKeyArn, kmsKey),
);

function keyProblems(
  encryptionType: EncryptionType,
  kmsKeyArn: string | null,
  kmsKey: KmsKeySettings,
): Problem[] {
  const source = "README, Encryption";
  return [
    ...(encryptionType === "KMS"
      ? []
      : [
          {
            path: "kmsKey",
            value: kmsKey,
            must: "must be null unless the encryption type is KMS",
            source,
          } as const,
        ]),
    ...(kmsKeyArn === null
      ? []
      : [
          {
            path: "kmsKeyArn",
            value: kmsKeyArn,
            must: "must be null beside kmsKey, which makes the key",
            source,
          } as const,
        ]),
  ];
}

const keyIsInTheRegion = relation(["kmsKeyArn", "region"], ({ kmsKeyArn, region }) => {
  const home = `arn:${partitionOf(region)}:kms:${region}:`;
  if (kmsKeyArn === null || kmsKeyArn.startsWith(home)) return [];
  return [
    {
      path: "kmsKeyArn",
      value: kmsKeyArn,
      must: `must be a key in the environment's region and partition, ${home}…`,
      source: "ECR API, EncryptionConfiguration",
    },
  ];
});

const environmentFits = relation(
  ["environment", "repositories", "createThirdpartyRepos"],
  ({ environment, repositories, createThirdpartyRepos }) => {
    const here = createdHere(repositories, createThirdpartyRepos);
    const { breaches, must, source } = environmentLength(here);
    const isTooLong = breaches(environment).length > 0;
    const longestName = Math.max(0, ...here.map(({ name }) => name.length));
    return isTooLong && environment.length > longestName
      ? [{ path: "environment", value: environment, must, source }]
      : here.flatMap((repository) => nameFits(repository, environment));
  },
);

function nameFits(repository: RepositorySettings, environment: string): Problem[] {
  const { length } = repositoryName(repository, environment);
  if (length >= 2 && length <= MAX_REPOSITORY_NAME_LENGTH) return [];
  return [
    {
      path: `${pathOf(repository)}.name`,
      value: repository.name,
      must: `must give a full name of 2 to ${MAX_REPOSITORY_NAME_LENGTH} characters, not ${length}`,
      source: ECR_NAME,
    },
  ];
}

const namesDiffer = relation(
  ["environment", "repositories", "createThirdpartyRepos"],
  ({ environment, repositories, createThirdpartyRepos }) => {
    const names = new Set<string>();
    return createdHere(repositories, createThirdpartyRepos).flatMap((repository) => {
      const fullName = repositoryName(repository, environment);
      const isTaken = names.has(fullName);
      names.add(fullName);
      return isTaken
        ? [
            {
              path: `${pathOf(repository)}.name`,
              value: repository.name,
              must: `must give a full name that no earlier repository has, not ${fullName}`,
              source: "ECR API, RepositoryAlreadyExistsException",
            },
          ]
        : [];
    });
  },
);

const someRepositoryIsHere = relation(
  ["repositories", "createThirdpartyRepos"],
  ({ repositories, createThirdpartyRepos }) =>
    createdHere(repositories, createThirdpartyRepos).length > 0
      ? []
      : [
          {
            path: "repositories",
            value: repositories.map(({ component }) => component),
            must: "must contain at least one repository that this environment creates",
            source: "README, Your own repositories",
          },
        ],
);

function createdHere(
  repositories: readonly RepositorySettings[],
  createThirdpartyRepos: boolean,
): RepositorySettings[] {
  return repositories.filter(({ shared }) => !shared || createThirdpartyRepos);
}

/** The rules between the settings of one environment stack, except those of its policies. */
export const ENVIRONMENT_RELATIONS = [
  keyFitsTheEncryption,
  keyIsInTheRegion,
  environmentFits,
  namesDiffer,
  someRepositoryIsHere,
];
