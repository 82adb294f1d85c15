import { App } from "cdktf";
import { EnvironmentStack } from "../../stacks/environment-stack.ts";
import { synthesize } from "../../stacks/synthesize.ts";

const app = new App();
new EnvironmentStack(app, "payments", {
  environment: "payments",
  maxImageCount: 30,
  repositories: [
    { component: "api", name: "api", purpose: "Public API" },
    { component: "worker", name: "worker", purpose: "Settles payments", maxImageCount: 5 },
    { component: "e2e", name: "e2e", purpose: "Test builds", imageTagMutability: "MUTABLE" },
  ],
});
synthesize(app);
