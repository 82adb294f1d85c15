import {
  DescribeRegistryCommand,
  type ECRClient,
  GetRegistryPolicyCommand,
  GetRegistryScanningConfigurationCommand,
  RegistryPolicyNotFoundException,
} from "@aws-sdk/client-ecr";
import * as z from "zod";
import type { CopyRule } from "../../settings/registry/replication.ts";
import type { ScanningRules } from "../../settings/registry/scan-frequency.ts";
import { readable } from "./readable.ts";
import { type Pause, retryForMinutes } from "./retry.ts";

const FILTERS = z
  .array(z.object({ filter: z.string() }))
  .nullish()
  .transform((filters) => (filters ?? []).map(({ filter }) => filter));

const REGISTRY = z.object({
  replicationConfiguration: z
    .object({
      rules: z.array(
        z.object({
          destinations: z.array(z.object({ region: z.string(), registryId: z.string() })),
          repositoryFilters: FILTERS,
        }),
      ),
    })
    .nullish(),
});

const SCANNING = z.object({
  scanningConfiguration: z.object({
    scanType: z.string().default("BASIC"),
    rules: z
      .array(z.object({ scanFrequency: z.string(), repositoryFilters: FILTERS }))
      .nullish()
      .transform((rules) => rules ?? []),
  }),
});

const POLICY = z.object({ policyText: z.string().min(1) });

/**
 * The rules by which a registry is copied to others. If AWS throttles, it waits.
 *
 * @throws CommandError if the answer of ECR cannot be read
 */
export async function getReplication(client: ECRClient, pause?: Pause): Promise<CopyRule[]> {
  const answer = await retryForMinutes(() => client.send(new DescribeRegistryCommand({})), pause);
  const { replicationConfiguration } = readable("DescribeRegistry", answer, REGISTRY);
  return (replicationConfiguration?.rules ?? []).map(({ destinations, repositoryFilters }) => ({
    destinations: destinations.map(({ region, registryId }) => ({ region, accountId: registryId })),
    prefixes: repositoryFilters,
  }));
}

/**
 * The scanning configuration of a registry. If AWS throttles, it waits.
 *
 * @throws CommandError if the answer of ECR cannot be read
 */
export async function getScanning(client: ECRClient, pause?: Pause): Promise<ScanningRules> {
  const command = new GetRegistryScanningConfigurationCommand({});
  const answer = await retryForMinutes(() => client.send(command), pause);
  const { scanType, rules } = readable(
    "GetRegistryScanningConfiguration",
    answer,
    SCANNING,
  ).scanningConfiguration;
  return {
    type: scanType,
    rules: rules.map(({ scanFrequency, repositoryFilters }) => ({
      frequency: scanFrequency,
      filters: repositoryFilters,
    })),
  };
}

/**
 * The registry policy, as JSON; `null` if there is none. If AWS throttles, it waits.
 *
 * @throws CommandError if the answer of ECR cannot be read
 */
export async function getRegistryPolicy(client: ECRClient, pause?: Pause): Promise<string | null> {
  const command = new GetRegistryPolicyCommand({});
  try {
    const answer = await retryForMinutes(() => client.send(command), pause);
    return readable("GetRegistryPolicy", answer, POLICY).policyText;
  } catch (error) {
    if (error instanceof RegistryPolicyNotFoundException) return null;
    throw error;
  }
}
