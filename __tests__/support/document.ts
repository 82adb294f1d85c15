/** What the document says of each environment, written out by hand: tests compare against this. */

const BACKEND = "artos-postgres-eks-backend";
const CELERY = "artos-postgres-eks-celery";

const KEY = "arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012";

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
