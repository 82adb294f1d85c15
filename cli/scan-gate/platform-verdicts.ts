import type { PlatformImage } from "./platform-images.ts";
import { byGravity, type Verdict } from "./verdict.ts";

/** The image of a platform, judged. */
export interface JudgedImage extends PlatformImage {
  readonly verdict: Verdict;
}

/** The verdict on an image: it passes only if all images that it consists of pass. */
export function combine(images: readonly JudgedImage[]): Verdict {
  const [first] = images as [JudgedImage];
  if (first.platform === undefined) return first.verdict;
  const findings = images
    .flatMap(({ platform, verdict }) => verdict.findings.map((one) => ({ ...one, platform })))
    .sort(byGravity);
  const platforms = images.map(({ digest, platform = digest, verdict }) => {
    const { passed, reason, explanation } = verdict;
    return { platform, digest, passed, reason, explanation };
  });
  const failed = platforms.filter(({ passed }) => !passed);
  // What cannot be told counts more than findings, as it does within one image.
  const decisive = failed.find(({ reason }) => reason !== "findings") ?? failed[0] ?? first.verdict;
  const explanations = (failed.length > 0 ? failed : platforms).map(
    ({ platform, explanation }) => `${platform}: ${explanation}`,
  );
  const { passed, reason } = decisive;
  return { passed, reason, explanation: explanations.join(" "), findings, platforms };
}
