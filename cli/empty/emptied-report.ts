import { EXIT } from "../command-error.ts";
import { summarize } from "../ecr/image-summary.ts";
import type { EcrImage } from "../ecr/images.ts";
import { exitCodeOfSignal } from "../interruption.ts";
import { oneLine } from "../one-line.ts";
import type { Report } from "../report.ts";
import { describeMissing } from "./contents.ts";
import type { EmptiedRepository } from "./empty-repository.ts";

/** Where images were to be deleted. */
interface Place {
  /** The stack's name. */
  readonly stack: string;
  /** 12 digits. */
  readonly account: string;
  readonly region: string;
}

/**
 * Reports which images of a stack were deleted, and which are left.
 *
 * @param missing the repositories that AWS does not have
 * @param stopped what ended the work before its end, if anything did
 */
export function reportEmptied(
  place: Place,
  repositories: readonly EmptiedRepository[],
  missing: readonly string[],
  stopped: string | undefined,
): Report {
  const isDone = repositories.every(isEmpty);
  const error = isDone ? undefined : stopped;
  return {
    data: {
      ...place,
      repositories: repositories.map(toData),
      missing,
      ...(error === undefined ? {} : { error }),
    },
    text: [
      ...(repositories.every(({ shown }) => shown.length === 0) ? ["Nothing to delete:"] : []),
      ...repositories.flatMap(describe),
      ...missing.map(describeMissing),
      ...(error === undefined ? [] : [error]),
      ...(isDone ? [] : ["Run it again to delete what is left."]),
    ].join("\n"),
    exitCode: exitCodeOf(repositories),
  };
}

function isEmpty({ left, pushedSince }: EmptiedRepository): boolean {
  return left?.length === 0 && pushedSince.length === 0;
}

function exitCodeOf(repositories: readonly EmptiedRepository[]): number {
  if (repositories.every(({ left }) => left?.length === 0)) return EXIT.done;
  const isUnknown = repositories.some(({ left }) => left === undefined);
  return exitCodeOfSignal() ?? (isUnknown ? EXIT.failed : EXIT.refused);
}

function toData({ name, shown, left, pushedSince, errors }: EmptiedRepository) {
  const { bytes = null, lastPulledAt = null, ...summary } = summarize(shown);
  return {
    repository: name,
    ...summary,
    bytes,
    lastPulledAt,
    left: left?.map(({ image, reason }) => ({ ...identify(image), reason })) ?? null,
    pushedSince: pushedSince.map(identify),
    errors,
  };
}

function identify({ digest, tags }: EcrImage) {
  return { digest, tags: tags.map(oneLine) };
}

function describe(repository: EmptiedRepository): string[] {
  const { name, isTried, shown, left, pushedSince, errors } = repository;
  if (!isTried && shown.length > 0) return [`${name}: not tried: ${shown.length} left`];
  if (!left)
    return [`${name}: it is not known what is left`, ...errors.map((error) => `  ${error}`)];
  const deleted = `${shown.length - left.length} of ${shown.length} images deleted`;
  return [
    `${name}: ${shown.length === 0 ? "no images" : deleted}`,
    ...left.map(({ image, reason }) => `  ${nameOf(image)} is left: ${reason}`),
    ...pushedSince.map((image) => `  ${nameOf(image)} is left: it was pushed later`),
  ];
}

function nameOf(image: EcrImage): string {
  const { digest, tags } = identify(image);
  return tags.length > 0 ? `${digest} (${tags.join(", ")})` : digest;
}
