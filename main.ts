import { App } from "cdktf";
import { EnvironmentStack } from "./stacks/environment-stack.ts";
import { synthesize } from "./stacks/synthesize.ts";

const app = new App();

new EnvironmentStack(app, "development", {
  environment: "development",
  imageTagMutability: "MUTABLE", // a tag may be pushed again
  maxImageCount: 3,
  tags: { Environment: "development", CostCenter: "engineering" },
});

new EnvironmentStack(app, "staging", {
  environment: "staging",
  maxImageCount: 10,
  tags: { Environment: "staging", ManagedBy: "terraform" },
});

new EnvironmentStack(app, "production", {
  environment: "production",
  encryptionType: "KMS",
  kmsKeyArn: "arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012",
  maxImageCount: 20, // enough to roll back
  enableCrossAccountAccess: true,
  crossAccountIds: ["123456789012"], // disaster recovery
  tags: { Environment: "production", Compliance: "hipaa", BackupPlan: "daily" },
});

new EnvironmentStack(app, "shared", {
  environment: "shared",
  imageTagMutability: "MUTABLE", // third-party images are updated
  maxImageCount: 5,
  createThirdpartyRepos: true, // here and nowhere else
  enableCrossAccountAccess: true,
  crossAccountIds: [
    "111111111111", // development
    "222222222222", // staging
    "333333333333", // production
  ],
  tags: { Environment: "shared", Purpose: "third-party-images" },
});

synthesize(app);
