import { EcrWire, type WireAnswer } from "./ecr-wire.ts";

/** An image in {@link FakeEcr}. */
export interface FakeImage {
  readonly imageDigest: string;
  readonly imageTags?: readonly string[];
  readonly imageManifestMediaType?: string;
  /** The digests of the images that it names, if it is a manifest list. */
  readonly names?: readonly string[];
}

type Input = Readonly<Record<string, unknown>>;

/** A digest that is as good as any. */
export function fakeDigest(index: number): string {
  return `sha256:${index.toString(16).padStart(64, "0")}`;
}

/** ECR in memory, as far as images are listed and deleted. */
export class FakeEcr {
  account = "111111111111";
  /** Images by the repository's name. */
  repositories = new Map<string, FakeImage[]>();
  /** Answers a request in its place, if it returns anything. */
  fault: (operation: string, input: Input) => WireAnswer | undefined = () => undefined;
  /** What was asked, in order. */
  requests: { readonly operation: string; readonly input: Input }[] = [];
  pageSize = 1_000;
  private readonly wire = new EcrWire();

  /** Starts to listen, and returns what AWS's clients read from the environment. */
  listen(): Promise<Record<string, string>> {
    this.wire.answer = (operation, input) => {
      this.requests.push({ operation, input });
      return this.fault(operation, input) ?? this.answer(operation, input);
    };
    return this.wire.listen();
  }

  close(): void {
    this.wire.close();
  }

  /** The digests that were to be deleted, request by request. */
  get batches(): string[][] {
    return this.requests
      .filter(({ operation }) => operation === "BatchDeleteImage")
      .map(({ input }) => digestsIn(input));
  }

  /** The digests that are there, by the repository's name. */
  get present(): Record<string, string[]> {
    return Object.fromEntries(
      [...this.repositories].map(([name, images]) => [name, images.map((i) => i.imageDigest)]),
    );
  }

  private answer(operation: string, input: Input): WireAnswer {
    if (operation === "DescribeRegistry") return { body: { registryId: this.account } };
    const name = `${input.repositoryName}`;
    const images = this.repositories.get(name);
    if (!images) return { error: "RepositoryNotFoundException" };
    if (operation === "DescribeImages") return this.page(images, Number(input.nextToken ?? 0));
    if (operation !== "BatchDeleteImage") return { error: "UnknownOperationException" };
    // ECR gives no order within a batch, so what is named at its start stays.
    const named = images.flatMap(({ names = [] }) => names);
    const digests = digestsIn(input);
    const failures = digests.flatMap((imageDigest) => {
      const isThere = images.some((image) => image.imageDigest === imageDigest);
      const failureCode = isThere ? "ImageReferencedByManifestList" : "ImageNotFound";
      if (isThere && !named.includes(imageDigest)) return [];
      return [{ imageId: { imageDigest }, failureCode, failureReason: "by the fake" }];
    });
    const kept = images.filter(
      ({ imageDigest }) => !digests.includes(imageDigest) || named.includes(imageDigest),
    );
    this.repositories.set(name, kept);
    return { body: { imageIds: [], failures } };
  }

  private page(images: readonly FakeImage[], start: number): WireAnswer {
    const end = start + this.pageSize;
    const imageDetails = images.slice(start, end).map(({ names, ...details }) => details);
    return { body: { imageDetails, nextToken: end < images.length ? `${end}` : undefined } };
  }
}

function digestsIn({ imageIds }: Input): string[] {
  return (imageIds as { imageDigest: string }[]).map(({ imageDigest }) => imageDigest);
}
