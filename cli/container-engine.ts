import { failure, refusal } from "./command-error.ts";
import { isThere, runProgram } from "./program.ts";
import type { Login } from "./registry.ts";

const ENGINES = ["docker", "podman"] as const;

/** Docker, or Podman, which takes the same commands. */
export class ContainerEngine {
  private constructor(private readonly program: string) {}

  /**
   * The first engine that is installed.
   *
   * @throws CommandError where there is none
   */
  static async find(): Promise<ContainerEngine> {
    for (const program of ENGINES) {
      if (await isThere(program, "version")) return new ContainerEngine(program);
    }
    throw failure(`Install ${ENGINES.join(" or ")}: none of them was found.`);
  }

  async login({ registry, username, password }: Login): Promise<void> {
    const args = ["login", "--username", username, "--password-stdin", registry];
    await runProgram(this.program, args, { input: password });
  }

  /** @throws CommandError where there is no such image on this machine */
  async requireImage(reference: string): Promise<void> {
    try {
      await runProgram(this.program, ["image", "inspect", reference]);
    } catch {
      throw refusal(
        `${reference}: ${this.program} has no such image. Build it under this name, or name another with --image.`,
      );
    }
  }

  /** Gives a local image a second name and pushes it under that. */
  async push(image: string, target: string): Promise<void> {
    await runProgram(this.program, ["tag", image, target]);
    await runProgram(this.program, ["push", target]);
  }
}
