import { createServer, type IncomingHttpHeaders, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A request to ECR. */
export interface EcrRequest {
  /** Such as `CreateRepository`; an empty text for another service's request. */
  readonly operation: string;
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
}

/** An answer that is given in moto's place. */
export interface AnswerToEcr {
  readonly status: number;
  readonly body: object;
}

/** Stands before moto. What it has no answer for goes on to moto. */
export class BeforeMoto {
  private server: Server | undefined;

  constructor(private readonly answer: (asked: EcrRequest) => Promise<AnswerToEcr | undefined>) {}

  /** Starts to listen, and returns its address. */
  async listen(endpoint: string): Promise<string> {
    const server = createServer(async (incoming, outgoing) => {
      const { method, headers, url } = incoming;
      const [, operation = ""] =
        /^AmazonEC2ContainerRegistry_V\d+\.(\w+)$/.exec(`${headers["x-amz-target"]}`) ?? [];
      const body = await text(incoming);
      const answer = await this.answer({ operation, body, headers });
      if (answer) {
        outgoing.writeHead(answer.status, { "content-type": "application/x-amz-json-1.1" });
        outgoing.end(JSON.stringify(answer.body));
        return;
      }
      const forwarded = request(`${endpoint}${url}`, { method, headers }, (response) => {
        outgoing.writeHead(response.statusCode ?? 500, response.headers);
        response.pipe(outgoing);
      });
      forwarded.on("error", () => outgoing.destroy());
      forwarded.end(body);
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server?.closeAllConnections();
    this.server?.close();
  }
}
