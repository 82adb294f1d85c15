import type * as z from "zod";
import { LINE, lineOr, listOf, objectWith } from "./answer.ts";

/** A vulnerability that a scan found in an image. */
export interface ScanFinding {
  /** Such as `CVE-2024-3094`. */
  readonly id: string;
  /** As ECR reports it. A severity that is not in `SEVERITIES` cannot be ranked. */
  readonly severity: string;
  /** The affected packages with their versions. */
  readonly packages: readonly string[];
  /** Where it is described. */
  readonly uri: string;
}

/** A finding of basic scanning. Source: ECR API, ImageScanFinding. */
export const BASIC_FINDING = objectWith({
  name: LINE,
  severity: lineOr("none"),
  uri: lineOr(""),
  attributes: listOf(objectWith({ key: lineOr(""), value: lineOr("") })).nullish(),
}).transform(({ name, severity, uri, attributes }): ScanFinding => {
  const attribute = (key: string) => attributes?.find((each) => each.key === key)?.value ?? "";
  const packages = labels([
    { name: attribute("package_name"), version: attribute("package_version") },
  ]);
  return { id: name, severity, packages, uri };
});

const DETAILS = objectWith({
  vulnerabilityId: LINE.nullish(),
  sourceUrl: lineOr(""),
  vulnerablePackages: listOf(objectWith({ name: lineOr(""), version: lineOr("") })).nullish(),
});

const ENHANCED = objectWith({
  findingArn: LINE.nullish(),
  severity: lineOr("none"),
  packageVulnerabilityDetails: DETAILS.nullish(),
});

/** A finding of enhanced scanning, by Amazon Inspector. Source: ECR API, EnhancedImageScanFinding. */
export const ENHANCED_FINDING = ENHANCED.refine(
  (finding) => idOf(finding) !== "",
  "must have a vulnerabilityId or a findingArn",
).transform((finding): ScanFinding => {
  const { severity, packageVulnerabilityDetails: details } = finding;
  const packages = labels(details?.vulnerablePackages ?? []);
  return { id: idOf(finding), severity, packages, uri: details?.sourceUrl ?? "" };
});

function idOf({ packageVulnerabilityDetails, findingArn }: z.infer<typeof ENHANCED>): string {
  return packageVulnerabilityDetails?.vulnerabilityId ?? findingArn ?? "";
}

function labels(packages: readonly { readonly name: string; readonly version: string }[]) {
  return packages
    .map(({ name, version }) => `${name} ${version}`.trim())
    .filter((label) => label !== "");
}
