import { App } from "cdktf";
import { EnvironmentStack } from "../../stacks/environment-stack.ts";
import { RegistryStack } from "../../stacks/registry-stack.ts";
import { synthesize } from "../../stacks/synthesize.ts";

const OWN = "111111111111";
const RECOVERY = "222222222222";

const app = new App();

const kept = { maxImageCount: 20, pull: { accountIds: ["333333333333"] } };
const production = {
  environment: "production",
  accountId: OWN,
  ...kept,
  repositories: [
    { component: "api", name: "api", purpose: "Public API" },
    { component: "worker", name: "worker", purpose: "Settles payments" },
  ],
};

// The images are pushed here.
const east = new EnvironmentStack(app, "production", production);

// In the second region the app has the same repositories.
const west = new EnvironmentStack(app, "production-west", { ...production, region: "us-west-2" });

// In the second account ECR makes them, by the template. The registry policy lets it.
const recovery = new RegistryStack(app, "recovery", {
  region: "us-west-2",
  accountId: RECOVERY,
  creationTemplates: [{ prefix: "production", appliedFor: ["REPLICATION"], ...kept }],
});

recovery.addOverride("provider.aws.0.assume_role", [
  { role_arn: `arn:aws:iam::${RECOVERY}:role/deploy` },
]);

// Comes last: from then on, each image that is pushed is copied to both.
const registry = new RegistryStack(app, "registry", {
  accountId: OWN,
  replication: [
    {
      environments: ["production"],
      destinations: [{ region: "us-west-2" }, { region: "us-west-2", accountId: RECOVERY }],
    },
  ],
});
for (const stack of [east, west, recovery]) registry.addDependency(stack);

synthesize(app);
