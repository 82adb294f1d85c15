import { textTable } from "../../stacks/summary/text-table.ts";
import { EXIT } from "../command-error.ts";
import { describeBytes } from "../ecr/bytes.ts";
import { describeSummary, summarize } from "../ecr/image-summary.ts";
import { code } from "../markdown.ts";
import { oneLine } from "../one-line.ts";
import type { Report } from "../report.ts";
import type { Loss, RepositoryExpiry } from "./read-repository.ts";

/** What the report depends on. */
interface Options {
  readonly check: boolean;
  readonly markdown: boolean;
  /** In days. */
  readonly pulledWithin: number;
}

/** Reports what repositories lose by the lifecycle policies of the last synth. */
export function reportExpiry(
  stack: string,
  repositories: readonly RepositoryExpiry[],
  { check, markdown, pulledWithin }: Options,
): Report {
  const isUnknown = repositories.some(({ unknown }) => unknown !== undefined);
  const isMissed = repositories.some(({ losses }) => losses.some(isForbidden));
  return {
    data: { stack, repositories: repositories.map(toData) },
    text: (markdown ? toMarkdown : toText)(stack, repositories, pulledWithin),
    exitCode: isUnknown ? EXIT.failed : check && isMissed ? EXIT.refused : EXIT.done,
  };
}

// That an image pulled today expires in time is the purpose of many rules.
function isForbidden({ isPulledLately, isSoon, protectedBy }: Loss): boolean {
  return (isPulledLately && isSoon) || protectedBy !== undefined;
}

function toData({ repository, count, losses, unknown, differences }: RepositoryExpiry) {
  return {
    repository,
    images: count ?? null,
    expiring: losses.filter(({ fate }) => fate === "expires").length,
    archived: losses.filter(({ fate }) => fate === "is archived").length,
    bytes: summarize(losses.map(({ image }) => image)).bytes ?? null,
    losses: losses.map(({ image, fate, isSoon, isPulledLately, protectedBy = null }) => ({
      digest: image.digest,
      tags: image.tags,
      pushedAt: image.pushedAt ?? null,
      lastPulledAt: image.lastPulledAt ?? null,
      bytes: image.bytes ?? null,
      fate: fate === "expires" ? "expires" : "archived",
      soon: isSoon,
      pulledLately: isPulledLately,
      protectedBy,
    })),
    ...(unknown === undefined ? {} : { unknown }),
    ...(differences === undefined ? {} : { differences }),
  };
}

/** The most images of a repository that people are shown. */
const SHOWN = 20;

function toText(stack: string, repositories: readonly RepositoryExpiry[], days: number): string {
  const blocks = repositories.filter(isWorthABlock).map((each) => {
    const rows = each.losses.slice(0, SHOWN).map((loss) => cells(loss, days));
    const table = rows.length > 0 ? textTable([HEADER, ...rows]).split("\n") : [];
    const lines = [...table, ...more(each), ...differenceLines(each)];
    return [headline(each), ...lines.map((line) => `  ${line}`)].join("\n");
  });
  return [...blocks, conclusion(stack, repositories)].join("\n\n");
}

function toMarkdown(
  stack: string,
  repositories: readonly RepositoryExpiry[],
  days: number,
): string {
  const isBad = repositories.some(
    ({ losses, unknown }) => unknown !== undefined || losses.some(isForbidden),
  );
  const blocks = repositories.filter(isWorthABlock).map((each) => {
    const rows = each.losses.slice(0, SHOWN).map((loss) => cells(loss, days).map(code));
    const table = [HEADER, HEADER.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`);
    return [
      headline(each, code),
      ...(rows.length > 0 ? ["", ...table] : []),
      ...[...more(each), ...differenceLines(each)].flatMap((line) => ["", code(line)]),
    ].join("\n");
  });
  const heading = `### ${isBad ? "❌" : "✅"} Images that expire in ${code(stack)}`;
  return [heading, ...blocks, conclusion(stack, repositories)].join("\n\n");
}

function isWorthABlock({ losses, unknown, differences = [] }: RepositoryExpiry): boolean {
  return losses.length > 0 || unknown !== undefined || differences.length > 0;
}

function headline(
  { repository, count, losses, unknown }: RepositoryExpiry,
  shown: (text: string) => string = (text) => text,
): string {
  const name = shown(repository);
  if (unknown !== undefined)
    return `${name}: it is not known what expires: ${shown(oneLine(unknown))}`;
  const of = (fate: Loss["fate"], isSoon: boolean) =>
    losses.filter((loss) => loss.fate === fate && loss.isSoon === isSoon).length;
  const words = (["expires", "is archived"] as const).flatMap((fate) => {
    const verb = fate === "expires" ? "expire" : "are archived";
    const [soon, later] = [of(fate, true), of(fate, false)];
    if (soon + later === 0) return [];
    return [`${soon} of ${count} images ${verb}${later > 0 ? `, ${later} more in time` : ""}`];
  });
  return `${name}: ${words.length > 0 ? words.join("; ") : "nothing expires"} (${shown(describeSummary(summarize(losses.map(({ image }) => image))))})`;
}

const HEADER = ["Tags", "Pushed", "Last pull", "Size", "What", "Note"];

function cells({ image, fate, isSoon, isPulledLately, protectedBy }: Loss, days: number): string[] {
  const { digest, tags, pushedAt, lastPulledAt, bytes } = image;
  return [
    tags.length > 0 ? oneLine(tags.join(", ")) : digest.slice(0, 19),
    day(pushedAt),
    day(lastPulledAt),
    bytes === undefined ? "" : describeBytes(bytes),
    `${fate}${isSoon ? "" : " in time"}`,
    [
      ...(isPulledLately ? [`pulled within ${days} days`] : []),
      ...(protectedBy === undefined ? [] : [`${protectedBy} is protected`]),
    ].join("; "),
  ];
}

function day(date: Date | undefined): string {
  return date?.toISOString().slice(0, 10) ?? "";
}

function more({ losses }: RepositoryExpiry): string[] {
  return losses.length > SHOWN ? [`and ${losses.length - SHOWN} more: --json lists all`] : [];
}

function differenceLines({ differences = [] }: RepositoryExpiry): string[] {
  return differences.map(
    ({ digest, tags, aws, simulator }) =>
      `ECR's preview differs for ${oneLine(tags.join(", ")) || digest}: ECR ${aws}, and the simulator ${simulator}`,
  );
}

function conclusion(stack: string, repositories: readonly RepositoryExpiry[]): string {
  const losses = repositories.flatMap((each) => each.losses);
  const missing = repositories.filter(
    ({ count, unknown }) => count === undefined && unknown === undefined,
  );
  const unknown = repositories.filter((each) => each.unknown !== undefined).length;
  const lines = [
    ...(losses.length + unknown === 0
      ? [`${stack}: the synthesized policies expire nothing that the deployed ones keep.`]
      : []),
    ...(losses.length > 0
      ? [
          `${stack}: ${losses.length === 1 ? "1 image goes" : `${losses.length} images go`} that the deployed policies keep. Protected or pulled lately: ${losses.filter(isForbidden).length}.`,
        ]
      : []),
    ...(unknown > 0
      ? [
          `${stack}: it is not known what expires in ${unknown} of ${repositories.length} repositories.`,
        ]
      : []),
    ...missing.map(({ repository }) => `${repository} does not exist yet.`),
  ];
  return lines.join("\n");
}
