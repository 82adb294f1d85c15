import { EXIT, refusal, usageError } from "../command-error.ts";
import { checkTag } from "../ecr/image-tag.ts";
import { Registry } from "../ecr/registry.ts";
import type { Report } from "../report.ts";
import { readStack, repositoryOf } from "../synthesized-stacks.ts";
import { readAllowList } from "./allow-list.ts";
import { awaitScan } from "./await-scan.ts";
import { isDigest } from "./image-index.ts";
import { platformImages } from "./platform-images.ts";
import { combine } from "./platform-verdicts.ts";
import type { ScanRequest } from "./scan.ts";
import { toMarkdown, toText } from "./scan-report.ts";
import type { Severity } from "./severity.ts";
import { type GatePolicy, judge, type Verdict } from "./verdict.ts";
import { retryInTime } from "./waiting.ts";

/** The image to judge, and the rules. */
export interface ScanGateRequest {
  /** The stack's name. */
  readonly stack: string;
  readonly component: string;
  /** A tag, or a digest (`sha256:…`). */
  readonly image: string;
  /** The lowest severity that fails. */
  readonly failOn: Severity;
  /**
   * Path of the allow-list.
   *
   * @default - no finding is allowed
   */
  readonly allow?: string;
  /** How long to wait for the scan, in seconds. */
  readonly timeout: number;
  /** The time between two requests, in seconds. */
  readonly interval: number;
  /** Whether the report for people is Markdown. */
  readonly markdown: boolean;
}

/**
 * Waits for the scan of an image, or of each platform's image, and judges it. What is not known fails.
 */
export async function scanGate(request: ScanGateRequest): Promise<Report> {
  const { component, image, failOn, markdown } = request;
  if (image.startsWith("sha256:")) checkDigest(image);
  else checkTag(image);
  const allowances = request.allow === undefined ? [] : readAllowList(request.allow);
  const stack = readStack(request.stack);
  const { name: repositoryName } = repositoryOf(stack, component);
  const registry = new Registry(stack);

  const signal = AbortSignal.timeout(Math.ceil(request.timeout * 1_000));
  const waiting = { interval: request.interval * 1_000, signal };
  const imageDigest = isDigest(image)
    ? image
    : await retryInTime(() => registry.digestOf(repositoryName, image, signal), waiting);
  if (!imageDigest) throw refusal(`${repositoryName} has no image ${image}.`);
  const policy = { failOn, allowances, now: new Date() };
  const verdict = await judgeImage(registry, { repositoryName, imageDigest, ...waiting }, policy);

  const reference = `${repositoryName}${image === imageDigest ? "" : `:${image}`}@${imageDigest}`;
  return {
    data: { image: reference, failOn, ...verdict },
    text: (markdown ? toMarkdown : toText)(reference, verdict),
    exitCode: exitCodeOf(verdict.reason),
  };
}

async function judgeImage(
  registry: Registry,
  request: ScanRequest,
  policy: GatePolicy,
): Promise<Verdict> {
  const images = await platformImages(registry, request);
  if ("noAnswer" in images) return judge(images, policy);
  const judged = images.map(async (image) => {
    const ofImage = { ...request, imageDigest: image.digest };
    return { ...image, verdict: judge(await awaitScan(registry, ofImage, image.platform), policy) };
  });
  return combine(await Promise.all(judged));
}

function checkDigest(digest: string): void {
  if (isDigest(digest)) return;
  throw usageError(`${digest}: a digest is sha256: and 64 digits from 0 to f.`);
}

function exitCodeOf(reason: string): number {
  if (reason === "passed") return EXIT.done;
  return reason === "findings" ? EXIT.refused : EXIT.failed;
}
