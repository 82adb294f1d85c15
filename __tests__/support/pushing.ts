import { chmodSync } from "node:fs";
import { CreateRepositoryCommand } from "@aws-sdk/client-ecr";
import { CliProject } from "./cli-project.ts";
import { type EcrWithRegistry, startEcrWithRegistry } from "./ecr-with-registry.ts";
import { writeImage } from "./oci-image.ts";
import { type Run, run } from "./processes.ts";
import { temporaryFolder } from "./program.ts";
import { ecrClient } from "./read-back.ts";

const REPOSITORIES = [
  ["development/artos-postgres-eks-backend", "MUTABLE"],
  ["staging/artos-postgres-eks-backend", "IMMUTABLE"],
  ["production/artos-postgres-eks-backend", "IMMUTABLE"],
] as const;

/** A project with repositories to push to, and Podman with images of its own. */
export class Pushing {
  private constructor(
    readonly ecr: EcrWithRegistry,
    readonly project: CliProject,
    readonly env: Readonly<Record<string, string>>,
  ) {}

  static async start(): Promise<Pushing> {
    const ecr = await startEcrWithRegistry();
    const project = new CliProject({
      development: { environment: "development", imageTagMutability: "MUTABLE" },
      staging: { environment: "staging" },
      production: { environment: "production" },
      bound: { environment: "bound", accountId: "999999999999" },
    });
    const client = ecrClient(ecr.moto);
    for (const [repositoryName, imageTagMutability] of REPOSITORIES) {
      await client.send(new CreateRepositoryCommand({ repositoryName, imageTagMutability }));
    }
    const env = { ...ecr.env, PATH: `${project.folder}:${process.env.PATH}` };
    const pushing = new Pushing(ecr, project, env);
    pushing.program("docker", "exit 1"); // No engine behind it.
    return pushing;
  }

  async stop(): Promise<void> {
    this.project.remove();
    await this.ecr.stop();
  }

  /** The repository of a stack's backend. */
  uri(stack: string): string {
    return `${this.ecr.registry.address}/${stack}/artos-postgres-eks-backend`;
  }

  /** Runs the tool. */
  run(...args: readonly string[]): Promise<Run> {
    return this.project.run(this.env, ...args);
  }

  /** Puts a shell script in front of all programs of its name. */
  program(name: string, script: string): string {
    const path = this.project.write(name, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
    return path;
  }

  /** Runs Podman, or Skopeo. */
  async tool(program: string, ...args: string[]): Promise<string> {
    const env = { ...process.env, ...this.ecr.env };
    const { code, stdout, stderr } = await run(program, args, { env });
    if (code !== 0) throw new Error(stderr);
    return stdout;
  }

  /** An image of two platforms in the registry upstream. */
  async publish(content: string): Promise<{ reference: string; digest: string }> {
    const { path, remove } = temporaryFolder();
    const digest = writeImage(path, content);
    const reference = `${this.ecr.upstream.address}/backend:${content}`;
    await this.ecr.publish(path, reference);
    remove();
    return { reference, digest };
  }

  /** An image of Podman's, under some names. */
  async build(content: string, ...names: string[]): Promise<void> {
    const { reference } = await this.publish(content);
    await this.tool("podman", "pull", "--quiet", reference);
    for (const name of names) await this.tool("podman", "tag", reference, name);
  }

  /** The operations of ECR that a run asks for with a tag, as `PutImage v1`. */
  async recording(work: () => Promise<unknown>): Promise<string[]> {
    const asked: string[] = [];
    this.ecr.fault = (operation, { imageTag }) => {
      if (imageTag) asked.push(`${operation} ${imageTag}`);
      return undefined;
    };
    await work();
    this.ecr.fault = () => undefined;
    return asked;
  }
}
