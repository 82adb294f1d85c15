import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/**
 * Stands before moto and keeps the lifecycle policies itself, as text, as ECR does. moto refuses
 * rules for the archive.
 */
export class LifecycleStore {
  /** The policies by the names of their repositories. */
  readonly policies = new Map<string, string>();
  private server: Server | undefined;

  /** Starts to listen, and returns its address. */
  async listen(endpoint: string): Promise<string> {
    const server = createServer(async (incoming, outgoing) => {
      const operation = `${incoming.headers["x-amz-target"] ?? ""}`.split(".").at(-1) ?? "";
      const body = await text(incoming);
      const answer = this.answer(operation, body);
      if (answer) {
        outgoing.writeHead(answer.status, { "content-type": "application/x-amz-json-1.1" });
        outgoing.end(JSON.stringify(answer.body));
        return;
      }
      const { method, headers } = incoming;
      request(`${endpoint}${incoming.url}`, { method, headers }, (response) => {
        outgoing.writeHead(response.statusCode ?? 500, response.headers);
        response.pipe(outgoing);
      }).end(body);
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server?.closeAllConnections();
    this.server?.close();
  }

  private answer(operation: string, body: string) {
    if (!operation.endsWith("LifecyclePolicy")) return undefined;
    const { repositoryName, lifecyclePolicyText } = JSON.parse(body);
    if (operation === "PutLifecyclePolicy") this.policies.set(repositoryName, lifecyclePolicyText);
    const stored = this.policies.get(repositoryName);
    if (operation === "DeleteLifecyclePolicy") this.policies.delete(repositoryName);
    return stored === undefined
      ? { status: 400, body: { __type: "LifecyclePolicyNotFoundException", message: "none" } }
      : {
          status: 200,
          body: { registryId: "123456789012", repositoryName, lifecyclePolicyText: stored },
        };
  }
}
