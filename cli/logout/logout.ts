import type { SynthesizedStack } from "../../stacks/project-file/project-format.ts";
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
      data: { stack: stack.id, registry, removed: removed === true },
      text: describe(registry, removed),
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

/** @returns whether there was a login to remove; or the helper that removes none and still logs in */
async function removeStored(registry: string): Promise<boolean | CredentialHelper> {
  const engine = await ContainerEngine.find();
  // Podman 4 overflows its stack if a helper cannot erase.
  const helper = CredentialHelper.of(engine, registry);
  if (!helper) return engine.logout(registry);
  if (await helper.erase(registry)) return true;
  return (await helper.hasLogin(registry)) && helper;
}

function describe(registry: string, removed: boolean | CredentialHelper): string {
  if (removed instanceof CredentialHelper) {
    return `Nothing was removed: ${removed.program} still logs in to ${registry}.`;
  }
  return removed ? `Logged out of ${registry}.` : `No login to ${registry} was stored.`;
}
