import { DescribeRegistryCommand, ECRClient } from "@aws-sdk/client-ecr";
import { failure } from "../command-error.ts";

/** How long AWS may take for an answer, in milliseconds; the SDK asks three times. */
const REQUEST_LIMITS = {
  connectionTimeout: 10_000,
  requestTimeout: 30_000,
  throwOnRequestTimeout: true,
};

/**
 * A client of ECR.
 *
 * @param region without one, the region that AWS's tools are configured for
 */
export function ecrClient(region?: string): ECRClient {
  return new ECRClient({ ...(region ? { region } : {}), requestHandler: REQUEST_LIMITS });
}

/** The account that the credentials belong to, 12 digits. */
export async function accountOf(client: ECRClient): Promise<string> {
  const { registryId } = await client.send(new DescribeRegistryCommand({}));
  if (!registryId) throw failure("AWS: DescribeRegistry answered without an account");
  return registryId;
}
