import { ContainerEngine } from "../container-engine.ts";
import { Registry } from "../ecr/registry.ts";
import type { Report } from "../report.ts";
import { readStack } from "../synthesized-stacks.ts";

/** Logs Docker in to the registry of a stack. */
export async function login(stackName: string): Promise<Report> {
  const stack = readStack(stackName);
  const engine = await ContainerEngine.find();
  const credentials = await new Registry(stack).login();
  await engine.login(credentials);
  const { registry } = credentials;
  return {
    data: { stack: stack.id, registry },
    text: `Logged in to ${registry} for 12 hours.`,
  };
}
