import { DescribeRegistryCommand, ECRClient } from "@aws-sdk/client-ecr";
import * as z from "zod";
import { failure } from "../command-error.ts";
import { readable } from "./readable.ts";

/** How long AWS may take for an answer, or for the rest of it, in milliseconds; the SDK asks three times. */
const REQUEST_LIMITS = {
  connectionTimeout: 10_000,
  requestTimeout: 30_000,
  socketTimeout: 30_000,
  throwOnRequestTimeout: true,
};

/** In seconds, for all that belongs to a request. Finding the credentials has no limit of its own. */
const LIMIT = 180;

/** The SDK warns that it takes the profile that was named, although there are keys in the environment. */
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/**
 * A client of ECR. Its errors know the operation that was asked for.
 *
 * @param region without one, the region that AWS's tools are configured for
 * @param profile the profile whose credentials are used; without one, those of AWS's tools
 */
export function ecrClient(region?: string, profile?: string): ECRClient {
  const credentials = profile === undefined ? environmentCredentials() : undefined;
  const client = new ECRClient({
    ...(region && { region }),
    ...(credentials && { credentials }),
    ...(profile !== undefined && { profile, logger: SILENT }),
    requestHandler: REQUEST_LIMITS,
  });
  client.middlewareStack.add(
    (next, { commandName = "" }) =>
      async (input) => {
        const operation = commandName.replace(/Command$/, "");
        try {
          return await inTime(operation, next(input));
        } catch (error) {
          throw Object.assign(error as Error, { operation });
        }
      },
    { step: "initialize", priority: "high" },
  );
  return client;
}

/**
 * The keys in the environment. The AWS CLI and Terraform prefer them to AWS_PROFILE. The SDK would take
 * the profile, which may be another account's.
 */
function environmentCredentials() {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  if (!(AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY)) return undefined;
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
  };
}

async function inTime<Answer>(operation: string, answer: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const noAnswer = new Promise<never>((_, reject) => {
    const why = `AWS: ${operation} was not answered within ${LIMIT} s. Check the network, and what provides the credentials`;
    timer = setTimeout(() => reject(failure(why)), LIMIT * 1_000);
  });
  return Promise.race([answer, noAnswer]).finally(() => clearTimeout(timer));
}

const REGISTRY = z.object({ registryId: z.string().regex(/^\d{12}$/) });

/** The account that the credentials belong to, 12 digits. */
export async function accountOf(client: ECRClient): Promise<string> {
  const answer = await client.send(new DescribeRegistryCommand({}));
  return readable("DescribeRegistry", answer, REGISTRY).registryId;
}
