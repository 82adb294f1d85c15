import { InvalidConfiguration } from "../stacks/invalid-configuration.ts";
import { generate } from "./generator.ts";

try {
  generate(".");
  console.log(
    "Wrote modules/ecr, modules/ecr-registry, the tables of README.md and docs/sources.md.",
  );
} catch (error) {
  if (!(error instanceof InvalidConfiguration)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
