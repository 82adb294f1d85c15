/** A group of AWS regions that has its own ARN prefix and domain. */
export interface Partition {
  /** The second part of every ARN in it, such as `aws`. */
  readonly name: string;
  /** The domain of its services, such as `amazonaws.com`. */
  readonly dnsSuffix: string;
}

/** By the start of the regions' names. Source: AWS SDKs, partitions.json. */
const PARTITIONS: Readonly<Record<string, Partition>> = {
  "cn-": { name: "aws-cn", dnsSuffix: "amazonaws.com.cn" },
  "us-gov-": { name: "aws-us-gov", dnsSuffix: "amazonaws.com" },
  "us-iso-": { name: "aws-iso", dnsSuffix: "c2s.ic.gov" },
  "us-isob-": { name: "aws-iso-b", dnsSuffix: "sc2s.sgov.gov" },
  "eu-isoe-": { name: "aws-iso-e", dnsSuffix: "cloud.adc-e.uk" },
  "us-isof-": { name: "aws-iso-f", dnsSuffix: "csp.hci.ic.gov" },
  "eusc-": { name: "aws-eusc", dnsSuffix: "amazonaws.eu" },
};

/** The partition of a region; `aws` for every region that is not of another. */
export function partitionOf(region: string): Partition {
  const prefix = Object.keys(PARTITIONS).find((start) => region.startsWith(start));
  return prefix === undefined ? { name: "aws", dnsSuffix: "amazonaws.com" } : PARTITIONS[prefix]!;
}
