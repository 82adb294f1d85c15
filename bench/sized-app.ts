import { App } from "cdktf";
import { EnvironmentStack } from "../stacks/environment-stack.ts";
import { synthesize } from "../stacks/synthesize.ts";
import { sizedSettings } from "./sized-settings.ts";

const app = new App();
new EnvironmentStack(app, "sized", sizedSettings(Number(process.argv[2])));
synthesize(app);
