import { App } from "cdktf";
import { ModuleStack } from "../stacks/module-stack.ts";
import { moduleReadme } from "./ecr-readme.ts";

/** The files of the Terraform module `modules/ecr`, by name. */
export function moduleFiles(): ReadonlyMap<string, string> {
  const stack = new ModuleStack(new App(), "ecr");
  stack.prepareStack();
  stack.runAllValidations();
  const { terraform, variable, output, ...main } = stack.toTerraform();
  return new Map([
    ["versions.tf.json", json({ terraform })],
    ["variables.tf.json", json({ variable })],
    ["main.tf.json", json(main)],
    ["outputs.tf.json", json({ output })],
    ["README.md", moduleReadme()],
  ]);
}

function json(content: object): string {
  return `${JSON.stringify(content, null, 2)}\n`;
}
