import type { Copy } from "../copying/copy-tags.ts";
import type { EcrRepository } from "../copying/ecr-repositories.ts";
import type { TagResult } from "../copying/tag-result.ts";
import { isImmutable } from "../ecr/image-tag.ts";
import type { EcrImage } from "../ecr/images.ts";

/** A tag that a copy has to have, or an image without one. */
export interface WantedCopy {
  /** The repository's full name. */
  readonly repository: string;
  /** `undefined` if the repository cannot be compared. */
  readonly digest: string | undefined;
  /** `undefined` for an image without a tag. */
  readonly tag: string | undefined;
}

/** What is to be done for it: a copy, or nothing because the result is known. */
export interface CopyPlan extends WantedCopy {
  readonly plan: { readonly copy: Copy } | { readonly result: TagResult };
}

/** The copies that plans need. */
export function copiesOf(plans: readonly CopyPlan[]): Copy[] {
  return plans.flatMap(({ plan }) => ("copy" in plan ? [plan.copy] : []));
}

/**
 * Plans what a copy of a repository lacks. A tag that is another image there is never moved: its image
 * is copied without it, as ECR's replication does if tags are immutable.
 *
 * @param name the full name of both repositories
 * @param wanted the images of the source that a copy has to have
 */
export function planCopies(
  name: string,
  wanted: readonly EcrImage[],
  source: Pick<EcrRepository, "uri">,
  there: EcrRepository,
): CopyPlan[] {
  const plan = (image: EcrImage, tag: string | undefined): CopyPlan => {
    const { digest } = image;
    const copied = { repository: name, digest, tag };
    const isThere = tag === undefined ? there.digests.has(digest) : there.tags.get(tag) === digest;
    if (isThere) return { ...copied, plan: { result: { result: "there already", digest } } };
    const error = whyNot(name, digest, tag, there);
    if (error !== undefined) return { ...copied, plan: { result: { result: "failed", error } } };
    const copy = { name, repository: there, upstream: source.uri, digest, tag };
    return { ...copied, plan: { copy } };
  };
  return wanted
    .toSorted((one, other) => pushTime(one) - pushTime(other)) // ECR takes the last for the newest.
    .flatMap((image) => {
      const tagged = image.tags.map((tag) => plan(image, tag));
      if (tagged.some((each) => "copy" in each.plan)) return tagged;
      const untagged = plan(image, undefined);
      return tagged.length === 0 || "copy" in untagged.plan ? [untagged, ...tagged] : tagged;
    });
}

function whyNot(
  name: string,
  digest: string,
  tag: string | undefined,
  there: EcrRepository,
): string | undefined {
  if (there.archived.has(digest))
    return `${name}@${digest} is in the archive of ECR there: restore it`;
  const other = tag === undefined ? undefined : there.tags.get(tag);
  if (tag === undefined || other === undefined) return undefined;
  const is = `${tag} is another image there, ${other}`;
  return isImmutable(tag, there.settings)
    ? `${is}, and its tags are immutable`
    : `${is}, and is not moved. If it is pushed again here, ECR moves it there`;
}

function pushTime({ pushedAt }: EcrImage): number {
  return pushedAt?.getTime() ?? 0;
}
