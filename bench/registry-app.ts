import { App } from "cdktf";
import { EnvironmentStack } from "../stacks/environment-stack.ts";
import { RegistryStack } from "../stacks/registry-stack.ts";
import { synthesize } from "../stacks/synthesize.ts";
import { sizedSettings } from "./sized-settings.ts";

const DESTINATIONS = ["us-west-2", "eu-west-1", "eu-central-1", "ap-southeast-2"];
const OWN = "222222222222";

const app = new App();
const settings = { ...sizedSettings(Number(process.argv[2])), accountId: OWN };
new EnvironmentStack(app, "sized", settings);
new RegistryStack(app, "registry", {
  accountId: OWN,
  scanning: { type: "ENHANCED", rules: [{ frequency: "SCAN_ON_PUSH", filters: ["*"] }] },
  replication: [{ destinations: DESTINATIONS.map((region) => ({ region })) }],
});
for (const region of DESTINATIONS) {
  new RegistryStack(app, region, {
    region,
    accountId: OWN,
    pullThroughCaches: [{ ecrRepositoryPrefix: "quay", upstreamRegistryUrl: "quay.io" }],
    creationTemplates: [
      { prefix: "sized", appliedFor: ["REPLICATION"], maxImageCount: 10 },
      { prefix: "quay", appliedFor: ["PULL_THROUGH_CACHE"], maxImageCount: 10 },
    ],
  });
}
synthesize(app);
