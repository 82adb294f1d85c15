import type { PlatformImage } from "./platform-images.ts";
import { bySeverity, type Verdict } from "./verdict.ts";

/** The image of a platform, judged. */
export interface JudgedImage extends PlatformImage {
  readonly verdict: Verdict;
}

/** The verdict on a multi-platform image: it passes only if the image of each platform passes. */
export function combine(images: readonly JudgedImage[]): Verdict {
  const [first] = images as [JudgedImage];
  if (first.platform === undefined) return first.verdict;
  const findings = images
    .flatMap(({ platform, verdict }) => verdict.findings.map((one) => ({ ...one, platform })))
    .sort(bySeverity);
  const platforms = images.map(({ digest, platform = digest, verdict }) => {
    const { passed, reason, explanation } = verdict;
    return { platform, digest, passed, reason, explanation };
  });
  const failed = platforms.filter(({ passed }) => !passed);
  // An unknown outcome counts more than findings, as it does within one image.
  const decisive = failed.find(({ reason }) => reason !== "findings") ?? failed[0] ?? first.verdict;
  const explanations = (failed.length > 0 ? failed : platforms).map(
    ({ platform, explanation }) => `${platform}: ${explanation}`,
  );
  const { passed, reason } = decisive;
  return { passed, reason, explanation: explanations.join(" "), findings, platforms };
}
