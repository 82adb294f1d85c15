import { App } from "cdktf";
import { RegistryStack } from "../../stacks/registry-stack.ts";
import { synthesize } from "../../stacks/synthesize.ts";

const app = new App();
new RegistryStack(app, "registry", {
  accountId: "111111111111",
  pullThroughCaches: [
    {
      ecrRepositoryPrefix: "docker-hub",
      upstreamRegistryUrl: "registry-1.docker.io",
      credentialArn:
        "arn:aws:secretsmanager:us-east-1:111111111111:secret:ecr-pullthroughcache/docker-hub-AbCdEf",
    },
  ],
  creationTemplates: [
    {
      prefix: "docker-hub",
      appliedFor: ["PULL_THROUGH_CACHE"],
      description: "Third-party images of Docker Hub",
      maxImageCount: 5,
      pull: { accountIds: ["222222222222", "333333333333"] },
    },
  ],
  policyStatements: [
    {
      Sid: "AllowFirstPullByCi",
      Effect: "Allow",
      Principal: { AWS: ["arn:aws:iam::111111111111:role/ci"] },
      Action: ["ecr:CreateRepository", "ecr:BatchImportUpstreamImage"],
      Resource: ["arn:aws:ecr:us-east-1:111111111111:repository/docker-hub/*"],
    },
  ],
});
synthesize(app);
