import { ContainerEngine } from "../container-engine.ts";
import { type Login, Registry } from "../ecr/registry.ts";
import { guarding, untilSignal } from "../interruption.ts";
import type { Report } from "../report.ts";
import { readStack } from "../synthesized-stacks.ts";
import { addLogin } from "./auth-file.ts";
import { CredentialHelper } from "./credential-helper.ts";

/** Whom to log in to what. */
export interface LoginRequest {
  /** The stack's name. */
  readonly stack: string;
  /**
   * The file that keeps the login.
   *
   * @default - where Docker or Podman keeps logins
   */
  readonly authFile?: string | undefined;
}

/** Logs Docker in to the registry of a stack. */
export async function login({ stack: stackName, authFile }: LoginRequest): Promise<Report> {
  return guarding(async () => {
    const stack = readStack(stackName);
    // The engine first: a login that nothing can keep is asked for in vain.
    const engine = authFile === undefined ? await ContainerEngine.find() : undefined;
    const credentials = await untilSignal(new Registry(stack).login());
    const { registry } = credentials;
    const data = { stack: stack.id, registry };
    if (engine === undefined) {
      addLogin(`${authFile}`, credentials);
      const text = `Logged in to ${registry} for 12 hours, in ${authFile} alone.`;
      return { data: { ...data, authFile }, text };
    }
    const helper = await loginWith(engine, credentials);
    if (!helper) return { data, text: `Logged in to ${registry} for 12 hours.` };
    const text = `Nothing was stored: ${helper} logs in to ${registry} by itself.`;
    return { data: { ...data, helper }, text };
  });
}

/** @returns the credential helper that serves the registry by itself, so that nothing was stored */
async function loginWith(engine: ContainerEngine, login: Login): Promise<string | undefined> {
  const helper = CredentialHelper.of(engine, login.registry);
  if (helper && !(await helper.store(login))) return helper.program;
  await engine.login(login);
  return undefined;
}
