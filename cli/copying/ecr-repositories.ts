import type { Repository } from "@aws-sdk/client-ecr";
import pLimit from "p-limit";
import { type EcrImage, listImages } from "../ecr/images.ts";
import type { Registry } from "../ecr/registry.ts";
import type { UntilExpired } from "../ecr/until-expired.ts";

/** A repository and what is in it. */
export interface EcrRepository {
  readonly settings: Repository;
  /** The repository with its registry. */
  readonly uri: string;
  readonly images: readonly EcrImage[];
  readonly digests: ReadonlySet<string>;
  /** The digest under each tag. */
  readonly tags: ReadonlyMap<string, string>;
  /** The digests of the images that cannot be pulled, because they are in the archive. */
  readonly archived: ReadonlySet<string>;
}

const REQUESTS_AT_ONCE = 10;

/** Lists whole repositories: one request for a thousand images. */
export class EcrRepositories {
  private readonly limit = pLimit(REQUESTS_AT_ONCE);
  private readonly read = new Map<string, Promise<EcrRepository>>();

  constructor(
    readonly registry: Registry,
    private readonly untilExpired: UntilExpired,
  ) {}

  /**
   * A repository as it was when it was first asked for.
   *
   * @throws CommandError if it is not there
   */
  get(name: string): Promise<EcrRepository> {
    const repository = this.read.get(name) ?? this.limit(() => this.list(name));
    this.read.set(name, repository);
    return repository;
  }

  /** Forgets what was read. */
  forget(): void {
    this.read.clear();
  }

  private list(name: string): Promise<EcrRepository> {
    return this.untilExpired.ask(async () => {
      const { client, registryId } = this.registry;
      const { repositoryUri: uri, ...settings } = await this.registry.repository(name);
      const images = (await listImages(client, { registryId, repositoryName: name })) ?? [];
      return {
        settings,
        uri,
        images,
        digests: new Set(images.map(({ digest }) => digest)),
        tags: new Map(images.flatMap(({ digest, tags }) => tags.map((tag) => [tag, digest]))),
        archived: new Set(
          images.filter(({ isArchived }) => isArchived).map(({ digest }) => digest),
        ),
      };
    });
  }
}
