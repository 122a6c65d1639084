// Who is told by a webhook.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A message as it arrived; the fields that tests ask for. */
export interface Message {
  type: string;
  data: {
    title: string;
    incident?: { cause: string };
    website?: { name: string };
  };
}

/** Takes messages, and answers each with `reply`. */
export class Receiver {
  readonly messages: Message[] = [];

  private constructor(private readonly server: Server) {}

  static async start(reply = 'thank you'): Promise<Receiver> {
    const server = createServer();
    const receiver = new Receiver(server);
    server.on('request', (request, response) => {
      void request.toArray().then((chunks: Buffer[]) => {
        receiver.messages.push(JSON.parse(Buffer.concat(chunks).toString()) as Message);
        response.end(reply);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  /** A channel that leads here, as the API takes it. */
  get settings(): object {
    return { url: this.url, secret: `whsec_${'A'.repeat(32)}` };
  }

  get types(): string[] {
    return this.messages.map(({ type }) => type);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
