import { EXIT, refusal, usageError } from "../command-error.ts";
import { checkTag } from "../ecr/image-tag.ts";
import { Registry } from "../ecr/registry.ts";
import type { Report } from "../report.ts";
import { readStack, repositoryOf } from "../synthesized-stacks.ts";
import { readAllowList } from "./allow-list.ts";
import { patiently } from "./ask.ts";
import { awaitScan } from "./await-scan.ts";
import { isDigest } from "./image-index.ts";
import { platformImages } from "./platform-images.ts";
import { combine } from "./platform-verdicts.ts";
import type { ScanRequest } from "./scan.ts";
import type { Severity } from "./scan-finding.ts";
import { toMarkdown, toText } from "./scan-report.ts";
import { type GatePolicy, judge, type Verdict } from "./verdict.ts";

/** The image to judge, and by what. */
export interface ScanGateRequest {
  readonly environment: string;
  readonly component: string;
  /** A tag, or a digest (`sha256:…`). */
  readonly image: string;
  /** The least grave severity that fails. */
  readonly failOn: Severity;
  /** Path of the allow-list; nothing is allowed without. */
  readonly allow?: string;
  /** How long to wait for the scan, in seconds. */
  readonly timeout: number;
  /** Between two looks, in seconds. */
  readonly interval: number;
  /** Whether the report for people is Markdown. */
  readonly markdown: boolean;
}

/**
 * Waits for the scan of an image, of each platform's if it has several, and judges it. Whatever cannot
 * be told fails.
 */
export async function scanGate(request: ScanGateRequest): Promise<Report> {
  const { environment, component, image, failOn, markdown } = request;
  if (image.startsWith("sha256:")) checkDigest(image);
  else checkTag(image);
  const allowances = request.allow === undefined ? [] : readAllowList(request.allow);
  const stack = readStack(environment);
  const { name: repositoryName } = repositoryOf(stack, component);
  const registry = new Registry(stack);

  const signal = AbortSignal.timeout(Math.ceil(request.timeout * 1_000));
  const patience = { interval: request.interval * 1_000, signal };
  const imageDigest = isDigest(image)
    ? image
    : await patiently(() => registry.digestOf(repositoryName, image, signal), patience);
  if (!imageDigest) throw refusal(`${repositoryName} has no image ${image}.`);
  const policy = { failOn, allowances, now: new Date() };
  const verdict = await judgeImage(registry, { repositoryName, imageDigest, ...patience }, policy);

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
