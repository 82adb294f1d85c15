import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** What a proxy answers instead of the server behind it; nothing lets the request through. */
export interface Answer {
  readonly status: number;
  /** The error's type on the wire. */
  readonly type: string;
}

/** Stands between Terraform's provider and moto, and misbehaves on demand. */
export class FaultyProxy {
  /** Decides on a request by its ECR operation, such as `CreateRepository`. */
  answerTo: (operation: string) => Answer | undefined = () => undefined;
  /** Runs before the server's answer is passed on. */
  beforePassingOn: (operation: string) => Promise<void> = async () => {};
  private server: Server | undefined;

  /** Starts to listen, and returns its address. */
  async listen(endpoint: string): Promise<string> {
    const server = createServer((incoming, outgoing) => {
      const operation =
        String(incoming.headers["x-amz-target"] ?? "")
          .split(".")
          .at(-1) ?? "";
      const answer = this.answerTo(operation);
      if (answer) {
        incoming.resume();
        outgoing.writeHead(answer.status, { "content-type": "application/x-amz-json-1.1" });
        outgoing.end(JSON.stringify({ __type: answer.type, message: "by the proxy" }));
        return;
      }
      const { method, headers } = incoming;
      const forwarded = request(`${endpoint}${incoming.url}`, { method, headers }, (response) => {
        this.beforePassingOn(operation).then(() => {
          outgoing.writeHead(response.statusCode ?? 500, response.headers);
          response.pipe(outgoing);
        });
      });
      forwarded.on("error", () => outgoing.destroy());
      incoming.pipe(forwarded);
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  behave(): void {
    this.answerTo = () => undefined;
    this.beforePassingOn = async () => {};
  }

  close(): void {
    this.server?.closeAllConnections();
    this.server?.close();
  }
}
