/** What the document says of each environment, written out by hand: tests compare against this. */

import type { EnvironmentSettings } from "../../settings/environment-settings.ts";

const BACKEND = "artos-postgres-eks-backend";
const CELERY = "artos-postgres-eks-celery";

const KEY = "arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012";

/** The settings of the document's examples, and those of a staging environment, by environment. */
export const DOCUMENTED_SETTINGS = {
  development: {
    environment: "development",
    scanOnPush: true,
    imageTagMutability: "MUTABLE",
    encryptionType: "AES256",
    maxImageCount: 3,
    createThirdpartyRepos: false,
    tags: { Environment: "development", CostCenter: "engineering" },
  },
  staging: {
    environment: "staging",
    scanOnPush: true,
    imageTagMutability: "IMMUTABLE",
    encryptionType: "AES256",
    maxImageCount: 10,
    createThirdpartyRepos: false,
    tags: { Environment: "staging", ManagedBy: "terraform" },
  },
  production: {
    environment: "production",
    scanOnPush: true,
    imageTagMutability: "IMMUTABLE",
    encryptionType: "KMS",
    kmsKeyArn: KEY,
    maxImageCount: 20,
    enableCrossAccountAccess: true,
    crossAccountIds: ["123456789012"],
    createThirdpartyRepos: false,
    tags: { Environment: "production", Compliance: "hipaa", BackupPlan: "daily" },
  },
  shared: {
    environment: "shared",
    scanOnPush: true,
    imageTagMutability: "MUTABLE",
    encryptionType: "AES256",
    maxImageCount: 5,
    createThirdpartyRepos: true,
    enableCrossAccountAccess: true,
    crossAccountIds: ["111111111111", "222222222222", "333333333333"],
    tags: { Environment: "shared", Purpose: "third-party-images" },
  },
} as const satisfies Readonly<Record<string, EnvironmentSettings>>;

/** The document's lifecycle policy, "Example Lifecycle Policy". */
export function keepLast(count: number): object {
  return {
    rules: [
      {
        rulePriority: 1,
        description: `Keep last ${count} images`,
        selection: {
          tagStatus: "any",
          countType: "imageCountMoreThan",
          countNumber: count,
        },
        action: { type: "expire" },
      },
    ],
  };
}

/** The document's repository policy, "Example Repository Policy". */
export function pullFrom(...principals: readonly string[]): object {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "AllowCrossAccountPull",
        Effect: "Allow",
        Principal: { AWS: principals },
        Action: [
          "ecr:GetDownloadUrlForLayer",
          "ecr:BatchGetImage",
          "ecr:BatchCheckLayerAvailability",
        ],
      },
    ],
  };
}

function repositories(
  names: Readonly<Record<string, string>>,
  { tags, ...settings }: { readonly tags: object; readonly [name: string]: unknown },
): Record<string, object> {
  return Object.fromEntries(
    Object.entries(names).map(([name, component]) => [
      name,
      { scanOnPush: true, ...settings, tags: { ...tags, Component: component } },
    ]),
  );
}

/** The repositories of each environment as AWS should tell them, by full name. */
export const DOCUMENTED = {
  development: repositories(
    {
      [`development/${BACKEND}`]: "backend",
      [`development/${CELERY}`]: "celery",
      "development/frontend": "frontend",
    },
    {
      tagMutability: "MUTABLE",
      encryption: { type: "AES256", key: undefined },
      tags: { Environment: "development", CostCenter: "engineering" },
      lifecyclePolicy: keepLast(3),
      repositoryPolicy: undefined,
    },
  ),
  staging: repositories(
    {
      [`staging/${BACKEND}`]: "backend",
      [`staging/${CELERY}`]: "celery",
      "staging/frontend": "frontend",
    },
    {
      tagMutability: "IMMUTABLE",
      encryption: { type: "AES256", key: undefined },
      tags: { Environment: "staging", ManagedBy: "terraform" },
      lifecyclePolicy: keepLast(10),
      repositoryPolicy: undefined,
    },
  ),
  production: repositories(
    {
      [`production/${BACKEND}`]: "backend",
      [`production/${CELERY}`]: "celery",
      "production/frontend": "frontend",
    },
    {
      tagMutability: "IMMUTABLE",
      encryption: { type: "KMS", key: KEY },
      tags: { Environment: "production", Compliance: "hipaa", BackupPlan: "daily" },
      lifecyclePolicy: keepLast(20),
      repositoryPolicy: pullFrom("arn:aws:iam::123456789012:root"),
    },
  ),
  shared: repositories(
    {
      [`shared/${BACKEND}`]: "backend",
      [`shared/${CELERY}`]: "celery",
      "shared/frontend": "frontend",
      "thirdparty/redis": "redis",
      "thirdparty/onlyoffice": "onlyoffice",
      "thirdparty/litellm": "litellm",
      "thirdparty/propelauth": "propelauth",
    },
    {
      tagMutability: "MUTABLE",
      encryption: { type: "AES256", key: undefined },
      tags: { Environment: "shared", Purpose: "third-party-images" },
      lifecyclePolicy: keepLast(5),
      repositoryPolicy: pullFrom(
        "arn:aws:iam::111111111111:root",
        "arn:aws:iam::222222222222:root",
        "arn:aws:iam::333333333333:root",
      ),
    },
  ),
};
