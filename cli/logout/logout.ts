import type { SynthesizedStack } from "../../stacks/project-format.ts";
import { ContainerEngine } from "../container-engine.ts";
import { Registry } from "../ecr/registry.ts";
import { guarding, untilSignal } from "../interruption.ts";
import { removeLogin } from "../login/auth-file.ts";
import { CredentialHelper } from "../login/credential-helper.ts";
import type { LoginRequest } from "../login/login.ts";
import type { Report } from "../report.ts";
import { readStack } from "../synthesized-stacks.ts";

/** Removes the login to the registry of a stack, as `login` stored it. */
export async function logout({ stack: stackName, authFile }: LoginRequest): Promise<Report> {
  return guarding(async () => {
    const stack = readStack(stackName);
    const registry = await registryOf(stack);
    const removed =
      authFile === undefined ? await removeStored(registry) : removeLogin(authFile, registry);
    return {
      data: { stack: stack.id, registry, removed },
      text: removed ? `Logged out of ${registry}.` : `No login to ${registry} was stored.`,
    };
  });
}

/** Asks AWS only for a stack that is bound to no account: the credentials may have expired since. */
async function registryOf(stack: SynthesizedStack): Promise<string> {
  const registry = new Registry(stack);
  const { accountId, region } = stack;
  if (!(accountId && region)) return (await untilSignal(registry.login())).registry;
  const api = registry.client.config.endpointProvider({ Region: region }).url.hostname;
  return api.replace(/^api\.ecr\./, `${accountId}.dkr.ecr.`);
}

async function removeStored(registry: string): Promise<boolean> {
  const engine = await ContainerEngine.find();
  // Podman 4 overflows its stack if a helper cannot erase.
  const helper = CredentialHelper.of(engine, registry);
  return helper ? helper.erase(registry) : engine.logout(registry);
}
