import { describeSummary } from "../ecr/image-summary.ts";
import { code } from "../markdown.ts";
import { oneLine } from "../one-line.ts";
import { labelOf } from "./acceptance.ts";
import type { JudgedFinding, OtherChange, Review } from "./finding.ts";

/** What `--json` answers. */
export interface ReviewData {
  readonly findings: readonly FindingData[];
  readonly changes: readonly (OtherChange & OfStack)[];
  /** Why there is no answer about a stack. */
  readonly errors?: readonly ({ readonly error: string } & OfStack)[];
}

interface OfStack {
  /** The stack's name; left out for the plan of a file. */
  readonly stack?: string;
}

interface FindingData extends Omit<JudgedFinding, "images">, OfStack {
  /** How many images are at stake; `null` if they were not counted. */
  readonly images: number | null;
}

/** A review for machines. */
export function toData(reviews: readonly Review[]): ReviewData {
  const all = <T>(pick: (review: Review) => readonly T[]) =>
    reviews.flatMap((review) =>
      pick(review).map((entry) =>
        review.stack === null ? entry : { stack: review.stack, ...entry },
      ),
    );
  const errors = all(({ error }) => (error === undefined ? [] : [{ error }]));
  return {
    findings: all(({ findings }) =>
      findings.map(({ kind, address, repository, images, reason, remedy, accepted }) => {
        return {
          kind,
          address,
          repository,
          images: images?.images ?? null,
          reason,
          remedy,
          accepted,
        };
      }),
    ),
    changes: all(({ changes }) => changes),
    ...(errors.length > 0 ? { errors } : {}),
  };
}

/** A review for a terminal. */
export function toText(reviews: readonly Review[], isOffline: boolean): string {
  const blocks = reviews.map((review) =>
    [
      `${review.stack ?? "The plan"}: ${headline(review)}`,
      ...review.findings.flatMap((finding) => ["", ...findingLines(finding)]),
      ...(review.changes.length > 0
        ? ["", "Other changes:", ...review.changes.map(changeLine)]
        : []),
    ].join("\n"),
  );
  return [...blocks, ...(isOffline ? [NOT_ASKED] : [])].join("\n\n");
}

const NOT_ASKED =
  "AWS was not asked: images were not counted, and whether AWS has what the plan creates is not known.";

function headline({ findings, error }: Review): string {
  if (error !== undefined) return error;
  if (findings.length === 0) return "no finding.";
  const accepted = findings.filter((finding) => finding.accepted).length;
  const count = findings.length === 1 ? "1 finding" : `${findings.length} findings`;
  if (accepted === findings.length) return `${count}, accepted.`;
  return `${count}${accepted > 0 ? `, ${accepted} accepted` : ""}. Do not apply it as it is.`;
}

function findingLines(finding: JudgedFinding): string[] {
  const [remedy = "", ...block] = finding.remedy.split("\n");
  return [
    `${oneLine(labelOf(finding))}${finding.accepted ? " (accepted)" : ""}`,
    `  Repository  ${oneLine(finding.repository ?? "known after the apply")}`,
    `  Images      ${imagesOf(finding)}`,
    `  Why         ${oneLine(finding.reason)}`,
    `  Remedy      ${oneLine(remedy)}`,
    ...block.map((line) => `              ${line}`),
  ];
}

function imagesOf({ images }: JudgedFinding): string {
  return images ? describeSummary(images) : "not counted";
}

function changeLine({ address, repository, change }: OtherChange): string {
  return `  ${oneLine(`${address}${repository === null ? "" : ` (${repository})`}: ${change}`)}`;
}

/** A review for a pull request. */
export function toMarkdown(reviews: readonly Review[], isOffline: boolean): string {
  const blocks = reviews.map((review) => {
    const isOpen = review.error !== undefined || review.findings.some(({ accepted }) => !accepted);
    return [
      `### ${isOpen ? "❌" : "✅"} Images and access${review.stack === null ? "" : ` in ${review.stack}`}`,
      "",
      review.error === undefined ? headline(review) : fence(review.error),
      ...review.findings.flatMap((finding) => ["", ...findingMarkdown(finding)]),
      ...(review.changes.length > 0
        ? ["", "Other changes:", "", ...review.changes.map(changeMarkdown)]
        : []),
    ].join("\n");
  });
  return [...blocks, ...(isOffline ? [NOT_ASKED] : [])].join("\n\n");
}

function findingMarkdown(finding: JudgedFinding): string[] {
  const [remedy = "", ...block] = finding.remedy.split("\n");
  return [
    `**${finding.kind}** ${code(finding.repository ?? "known after the apply")} at ${code(finding.address)}${finding.accepted ? " (accepted)" : ""}: ${code(imagesOf(finding))}`,
    "",
    `- ${code(finding.reason)}`,
    `- ${code(remedy)}`,
    ...(block.length > 0 ? ["", fence(block.join("\n"))] : []),
  ];
}

function changeMarkdown({ address, repository, change }: OtherChange): string {
  return `- ${code(address)}${repository === null ? "" : ` (${code(repository)})`}: ${code(change)}`;
}

function fence(text: string): string {
  return `\`\`\`\n${text.replaceAll("```", "'''")}\n\`\`\``;
}
