import { homedir } from "node:os";
import { join } from "node:path";
import { failure } from "../command-error.ts";
import type { ContainerEngine } from "../container-engine.ts";
import type { Login } from "../ecr/registry.ts";
import { toCommandError } from "../report.ts";
import { runProgram } from "../run-program.ts";
import { readDockerConfig } from "./docker-config.ts";

/** In seconds. */
const ANSWER = { timeLimit: 60 };

/** A program that an engine asks for the login to a registry. Source: Docker, `docker login`. */
export class CredentialHelper {
  private constructor(readonly program: string) {}

  /** The helper that the settings name for a registry; `undefined` if the engine keeps logins itself. */
  static of({ name }: ContainerEngine, registry: string): CredentialHelper | undefined {
    const docker = readDockerConfig();
    const helper =
      name === "docker"
        ? (docker.credHelpers?.[registry] ?? docker.credsStore)
        : [readDockerConfig(podmanLogins()), docker]
            .map(({ credHelpers }) => credHelpers?.[registry])
            .find((candidate) => candidate !== undefined);
    return helper ? new CredentialHelper(`docker-credential-${helper}`) : undefined;
  }

  /**
   * Whether it keeps the login. One that does not may have a login of its own, as ECR's helper does.
   *
   * @throws CommandError if it has none either
   */
  async store({ registry, username, password }: Login): Promise<boolean> {
    const login = { ServerURL: registry, Username: username, Secret: password };
    try {
      await runProgram(this.program, ["store"], { ...ANSWER, input: JSON.stringify(login) });
      return true;
    } catch (error) {
      if (await this.hasLogin(registry)) return false;
      throw failure(
        `The credential helper of ${registry} neither keeps a login nor has one of its own:\n${toCommandError(error).message}`,
      );
    }
  }

  /** @returns whether it had a login to remove */
  erase(registry: string): Promise<boolean> {
    return runProgram(this.program, ["erase"], { ...ANSWER, input: registry }).then(
      () => true,
      () => false,
    );
  }

  /** Whether it has a login to a registry, stored or of its own. */
  hasLogin(registry: string): Promise<boolean> {
    return runProgram(this.program, ["get"], { ...ANSWER, input: registry }).then(
      (printed) => printed.includes('"Secret"'),
      () => false,
    );
  }
}

/** The file of Podman's logins. Source: containers-auth.json(5). */
function podmanLogins(): string {
  const { REGISTRY_AUTH_FILE, XDG_RUNTIME_DIR } = process.env;
  if (REGISTRY_AUTH_FILE) return REGISTRY_AUTH_FILE;
  if (process.platform !== "linux") return join(homedir(), ".config/containers/auth.json");
  return join(XDG_RUNTIME_DIR ?? `/run/containers/${process.getuid?.()}`, "containers/auth.json");
}
