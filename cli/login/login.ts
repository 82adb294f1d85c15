import { ContainerEngine } from "../container-engine.ts";
import { Registry } from "../ecr/registry.ts";
import type { Report } from "../report.ts";
import { readStack } from "../synthesized-stacks.ts";

/** Logs Docker in to the registry of an environment. */
export async function login(environment: string): Promise<Report> {
  const stack = readStack(environment);
  const engine = await ContainerEngine.find();
  const access = await new Registry(stack).login();
  await engine.login(access);
  return {
    data: { environment, registry: access.registry },
    text: `Logged in to ${access.registry} for 12 hours.`,
  };
}
