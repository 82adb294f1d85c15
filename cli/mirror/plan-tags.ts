import pLimit from "p-limit";
import { failure } from "../command-error.ts";
import type { Copy } from "../copying/copy-tags.ts";
import { Counter } from "../copying/counter.ts";
import type { EcrRepositories, EcrRepository } from "../copying/ecr-repositories.ts";
import type { ImageCopier } from "../copying/image-copier.ts";
import { type TagResult, toFailure } from "../copying/tag-result.ts";
import { isImmutable } from "../ecr/image-tag.ts";
import type { UntilExpired } from "../ecr/until-expired.ts";
import { untilSignal } from "../interruption.ts";
import { toCommandError } from "../report.ts";
import { MIRROR_MANIFEST } from "./mirror-manifest.ts";
import { UpstreamDigests } from "./upstream-digests.ts";

/** A tag that is wanted in a repository. */
export interface WantedTag {
  readonly component: string;
  /** The repository's full name. */
  readonly name: string;
  readonly upstream: string;
  readonly tag: string;
  /** The digest that it must have upstream. */
  readonly pin: string | undefined;
}

/** What is to be done for a tag: a copy, or nothing because the result is known. */
export type TagPlan = { readonly copy: Copy } | { readonly result: TagResult };

const REQUESTS_AT_ONCE = 16;

/** Compares every tag upstream with what the repositories have. */
export function planTags(
  wanted: readonly WantedTag[],
  repositories: EcrRepositories,
  copier: ImageCopier,
  untilExpired: UntilExpired,
): Promise<TagPlan[]> {
  const limit = pLimit(REQUESTS_AT_ONCE);
  const counter = new Counter("tags compared", wanted.length);
  const upstreamDigests = new UpstreamDigests();
  const digestOf = async ({ upstream, tag }: WantedTag) =>
    (await upstreamDigests.digest(upstream, tag)) ??
    (await copier.digest(`${upstream}:${tag}`).catch(refuseMissing(`${upstream}:${tag}`)));
  const plan = async (tag: WantedTag): Promise<TagPlan> => {
    const [repository, digest] = await untilSignal(
      Promise.all([repositories.get(tag.name), untilExpired.run(() => digestOf(tag))]),
    );
    return compare(tag, digest, repository);
  };
  return Promise.all(
    wanted.map((tag) =>
      limit(() => counter.count(() => plan(tag))).catch((error) => ({ result: toFailure(error) })),
    ),
  );
}

/** What skopeo, crane and docker report of an image that a registry does not have. */
const IS_MISSING = /(?:manifest|name)[ _]unknown|: not found$/i;

function refuseMissing(reference: string) {
  return (error: unknown): never => {
    if (!IS_MISSING.test(toCommandError(error).message)) throw error;
    throw failure(
      `upstream has no ${reference}: correct the tag or the name in ${MIRROR_MANIFEST}`,
    );
  };
}

function compare(wanted: WantedTag, digest: string, repository: EcrRepository): TagPlan {
  const { name, tag, pin } = wanted;
  const present = repository.tags.get(tag);
  const failed = (error: string): TagPlan => ({ result: { result: "failed", error } });
  if (pin && digest !== pin) {
    return failed(
      `upstream has ${digest}, but ${MIRROR_MANIFEST} sets the digest ${pin}: look at the new image before you change it`,
    );
  }
  if (repository.archived.has(digest)) {
    return failed(`${name}@${digest} is in the archive of ECR: restore it`);
  }
  if (present === digest) return { result: { result: "there already", digest } };
  if (present && isImmutable(tag, repository.settings)) {
    return failed(
      `${name}:${tag} is ${present}, upstream has ${digest}, and its tags are immutable`,
    );
  }
  return { copy: { ...wanted, digest, repository } };
}
