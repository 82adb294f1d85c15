import { mkdtempSync, rmSync } from "node:fs";
import {
  type ClientHttp2Session,
  connect,
  createServer,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from "node:http2";
import { connect as connectSocket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The resources and data sources that tests use. Terraform takes others for unknown. */
const KEPT = /^aws_(ecr|iam_role(_policy)?$|kms|caller_identity|partition|region)/;

/**
 * Stands between Terraform and a provider and passes everything on, but for the schema of the AWS
 * provider's 1,500 types: each command of Terraform would read it anew, for more than a second. It
 * keeps the types that tests use.
 */
export interface LeanSchema {
  /** The socket on which Terraform finds the provider. */
  readonly socket: string;
  close(): void;
}

/** @param provider the socket of a provider that speaks gRPC without TLS */
export async function listenLean(provider: string): Promise<LeanSchema> {
  const upstream = connect("http://localhost", { createConnection: () => connectSocket(provider) });
  upstream.on("error", () => {}); // The provider is gone: so are its streams.
  const folder = mkdtempSync(join(tmpdir(), "lean-schema-"));
  const socket = join(folder, "socket");
  let schema: Promise<Answer> | undefined;
  const server = createServer();
  server.on("stream", async (stream, headers) => {
    stream.on("error", () => {}); // Terraform was killed.
    if (!/^\/tfplugin\d\.Provider\/Get(Provider)?Schema$/.test(`${headers[":path"]}`)) {
      return passOn(upstream, stream, headers);
    }
    schema ??= readSchema(upstream, headers);
    const { body, headers: answer, trailers } = await schema;
    if (stream.destroyed) return;
    stream.on("wantTrailers", () => stream.sendTrailers(trailers));
    stream.respond(answer, { waitForTrailers: true });
    stream.end(body);
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  const close = () => {
    upstream.destroy();
    server.close();
    rmSync(folder, { recursive: true });
  };
  return { socket, close };
}

function passOn(
  upstream: ClientHttp2Session,
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
): void {
  const request = upstream.request(headers);
  let trailers: IncomingHttpHeaders = {};
  request.on("error", () => stream.close());
  stream.on("close", () => request.close());
  request.on("response", (answer) => {
    if (stream.destroyed) return;
    stream.respond(answer, { waitForTrailers: true });
    request.pipe(stream);
  });
  request.on("trailers", (received) => {
    trailers = received;
  });
  stream.on("wantTrailers", () => stream.sendTrailers(trailers));
  stream.pipe(request);
}

interface Answer {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly trailers: IncomingHttpHeaders;
}

function readSchema(upstream: ClientHttp2Session, headers: IncomingHttpHeaders): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = upstream.request(headers);
    const chunks: Buffer[] = [];
    let answer: IncomingHttpHeaders = {};
    let trailers: IncomingHttpHeaders = {};
    request.on("response", (received) => {
      answer = received;
    });
    request.on("trailers", (received) => {
      trailers = received;
    });
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("error", reject);
    request.on("end", () =>
      resolve({ headers: answer, body: onlyKept(Buffer.concat(chunks)), trailers }),
    );
    request.end(Buffer.alloc(5)); // An empty message.
  });
}

/** The fields of the answer that are maps by type: resources, data sources, ephemeral resources. */
const MAPS = [2, 3, 8];

/** A gRPC message, five bytes and Protocol Buffers, with the entries of its maps that are kept. */
function onlyKept(message: Buffer): Buffer {
  const fields: Buffer[] = [];
  let at = 5;
  const varint = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = message[at++]!;
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const start = at;
    const field = varint() >> 3;
    const end = varint() + at;
    const key = message.toString("utf8", at + 2, at + 2 + message[at + 1]!);
    if (!MAPS.includes(field) || KEPT.test(key)) fields.push(message.subarray(start, end));
    at = end;
  }
  const frame = Buffer.alloc(5);
  frame.writeUInt32BE(
    fields.reduce((sum, { length }) => sum + length, 0),
    1,
  );
  return Buffer.concat([frame, ...fields]);
}
