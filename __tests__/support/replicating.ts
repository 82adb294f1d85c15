import { App } from "cdktf";
import { afterAll, beforeAll, beforeEach, vi } from "vitest";
import { type Report, toCommandError } from "../../cli/report.ts";
import { EnvironmentStack } from "../../stacks/environment-stack.ts";
import { writeProjectFile } from "../../stacks/project-file/project-file.ts";
import { RegistryStack } from "../../stacks/registry-stack.ts";
import { EcrWire, type WireAnswer } from "./ecr-wire.ts";
import type { FakeImage } from "./fake-ecr.ts";
import { temporaryFolder } from "./program.ts";
import { ACCOUNT, images, OTHER_ACCOUNT } from "./registries.ts";

/** The destinations of the project's images: another region, and another account there. */
export const WEST = `${ACCOUNT}/us-west-2`;
export const OTHER_WEST = `${OTHER_ACCOUNT}/us-west-2`;
/** Where the images are pushed to. */
export const HOME = `${ACCOUNT}/us-east-1`;

interface ReplicatedImage extends FakeImage {
  readonly subjectManifestDigest?: string;
  readonly imageStatus?: string;
  readonly imagePushedAt?: number;
}

/** What was asked of ECR. */
export interface Asked {
  readonly operation: string;
  /** The registry, `ACCOUNT/REGION`. */
  readonly place: string;
  /** The access key. */
  readonly key: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/**
 * A project whose environment `production` is copied to two registries, and ECR in memory, as far as
 * images are compared.
 */
export class ReplicatingProject {
  account = ACCOUNT;
  /** Images by the registry, then by the repository's name. */
  registries: Record<string, Record<string, readonly ReplicatedImage[]>> = {};
  /** What ECR reports of the copies of an image, by its digest. */
  statuses: Record<string, readonly object[]> = {};
  /** Answers a request in its place, if it returns anything. */
  fault: (asked: Asked) => WireAnswer | undefined = () => undefined;
  asked: Asked[] = [];
  pageSize = 1_000;
  private readonly wire = new EcrWire();
  private readonly folder = temporaryFolder();

  constructor() {
    beforeAll(async () => {
      const repositories = images("api", "worker");
      const app = new App({ outdir: this.folder.path });
      const stack = (id: string, settings: object) =>
        new EnvironmentStack(app, id, { environment: id, repositories, ...settings });
      stack("production", { accountId: ACCOUNT });
      stack("west", { environment: "production", accountId: ACCOUNT, region: "us-west-2" });
      stack("staging", { repositories: images("api", "e2e") });
      stack("qa", {});
      stack("mixed", { repositories: images("api", "e2e") });
      new RegistryStack(app, "registry", {
        accountId: ACCOUNT,
        replication: [
          {
            environments: ["production"],
            destinations: [
              { region: "us-west-2" },
              { region: "us-west-2", accountId: OTHER_ACCOUNT },
            ],
          },
          { prefixes: ["staging/api", "mixed/e2e"], destinations: [{ region: "us-west-2" }] },
          {
            prefixes: ["mixed/api"],
            destinations: [{ region: "us-west-2", accountId: OTHER_ACCOUNT }],
          },
        ],
      });
      app.synth();
      writeProjectFile(app);
      this.wire.answer = (operation, input, region, key = "") =>
        this.answer({
          operation,
          place: `${input.registryId ?? this.account}/${region}`,
          key,
          input,
        });
      for (const [name, value] of Object.entries(await this.wire.listen())) vi.stubEnv(name, value);
      vi.stubEnv("CDKTF_OUTDIR", this.folder.path);
    });
    beforeEach(() => {
      this.account = ACCOUNT;
      this.registries = {};
      this.statuses = {};
      this.fault = () => undefined;
      this.asked = [];
      this.pageSize = 1_000;
    });
    afterAll(() => {
      vi.unstubAllEnvs();
      this.wire.close();
      this.folder.remove();
    });
  }

  /** Puts an image list of a repository into a registry. */
  put(place: string, repository: string, ...list: ReplicatedImage[]): void {
    this.registries[place] = { ...this.registries[place], [repository]: list };
  }

  /** The operations that were asked of a registry. */
  operations(place: string): string[] {
    return this.asked.filter((each) => each.place === place).map(({ operation }) => operation);
  }

  private answer(asked: Asked): WireAnswer {
    const { operation, place, input } = asked;
    this.asked.push(asked);
    const fault = this.fault(asked);
    if (fault) return fault;
    if (operation === "DescribeRegistry") return { body: { registryId: this.account } };
    if (operation === "DescribeImageReplicationStatus") {
      const { imageDigest } = input.imageId as { imageDigest: string };
      return { body: { replicationStatuses: this.statuses[imageDigest] ?? [] } };
    }
    const list = this.registries[place]?.[`${input.repositoryName}`];
    if (!list) return { error: "RepositoryNotFoundException" };
    if (operation === "BatchGetImage") return { body: { images: manifestsOf(list, input) } };
    if (operation !== "DescribeImages") return { error: "UnknownOperationException" };
    const start = Number(input.nextToken ?? 0);
    const end = start + this.pageSize;
    const nextToken = end < list.length ? `${end}` : undefined;
    return { body: { imageDetails: list.slice(start, end), nextToken } };
  }
}

function manifestsOf(list: readonly ReplicatedImage[], { imageIds }: Asked["input"]) {
  return (imageIds as { imageDigest: string }[]).map((imageId) => {
    const { names = [] } = list.find(({ imageDigest }) => imageDigest === imageId.imageDigest)!;
    const manifests = names.map((digest) => ({ digest }));
    return { imageId, imageManifest: JSON.stringify({ manifests }) };
  });
}

/** A report as the tool would print it, or the error. */
export async function ended(report: Promise<Report>) {
  try {
    const { data, text, exitCode = 0 } = await report;
    // biome-ignore lint/suspicious/noExplicitAny: what --json prints
    return { data: JSON.parse(JSON.stringify(data)) as any, text, code: exitCode };
  } catch (error) {
    const { message, exitCode } = toCommandError(error);
    return { data: undefined, text: message, code: exitCode };
  }
}
