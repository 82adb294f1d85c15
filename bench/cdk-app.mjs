// The four documented environments with AWS CDK's own Repository: what this project is measured against.
import { App, Stack, Tags } from "aws-cdk-lib";
import { Repository, RepositoryEncryption, TagMutability } from "aws-cdk-lib/aws-ecr";
import { AccountPrincipal, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Key } from "aws-cdk-lib/aws-kms";

const OWN = {
  backend: "artos-postgres-eks-backend",
  celery: "artos-postgres-eks-celery",
  frontend: "frontend",
};
const SHARED = ["redis", "onlyoffice", "litellm", "propelauth"];
const KEY = "arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012";
const app = new App({ outdir: "cdk.out" });

function environment(id, { mutability, keep, accounts = [], key, shared = [], tags }) {
  const stack = new Stack(app, id);
  const encryptionKey = key && Key.fromKeyArn(stack, "key", key);
  const names = Object.fromEntries([
    ...Object.entries(OWN).map(([component, name]) => [component, `${id}/${name}`]),
    ...shared.map((component) => [component, `thirdparty/${component}`]),
  ]);
  for (const [component, repositoryName] of Object.entries(names)) {
    const repository = new Repository(stack, component, {
      repositoryName,
      imageScanOnPush: true,
      imageTagMutability: mutability,
      lifecycleRules: [{ maxImageCount: keep, description: `Keep last ${keep} images` }],
      ...(encryptionKey && { encryption: RepositoryEncryption.KMS, encryptionKey }),
    });
    for (const [name, value] of Object.entries({
      ...tags,
      Environment: id,
      Component: component,
    })) {
      Tags.of(repository).add(name, value);
    }
    if (accounts.length === 0) continue;
    repository.addToResourcePolicy(
      new PolicyStatement({
        sid: "AllowCrossAccountPull",
        principals: accounts.map((account) => new AccountPrincipal(account)),
        actions: [
          "ecr:GetDownloadUrlForLayer",
          "ecr:BatchGetImage",
          "ecr:BatchCheckLayerAvailability",
        ],
      }),
    );
  }
}

environment("development", {
  mutability: TagMutability.MUTABLE,
  keep: 3,
  tags: { CostCenter: "engineering" },
});
environment("staging", {
  mutability: TagMutability.IMMUTABLE,
  keep: 10,
  tags: { ManagedBy: "terraform" },
});
environment("production", {
  mutability: TagMutability.IMMUTABLE,
  keep: 20,
  key: KEY,
  accounts: ["123456789012"],
  tags: { Compliance: "hipaa", BackupPlan: "daily" },
});
environment("shared", {
  mutability: TagMutability.MUTABLE,
  keep: 5,
  accounts: ["111111111111", "222222222222", "333333333333"],
  shared: SHARED,
  tags: { Purpose: "third-party-images" },
});
app.synth();
