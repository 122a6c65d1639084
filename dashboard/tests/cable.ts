// What lies between a browser and the server.
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Passes connections on until it is cut. */
export class Cable {
  readonly #sockets = new Set<Socket>();
  #isCut = false;

  private constructor(private readonly server: Server) {}

  /** One that leads to `url`. */
  static async to(url: string): Promise<Cable> {
    const { hostname, port } = new URL(url);
    const server = createServer();
    const cable = new Cable(server);
    server.on('connection', (near) => {
      if (cable.#isCut) {
        near.destroy();
        return;
      }
      const far = connect(Number(port), hostname);
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        cable.#sockets.add(one);
        one.pipe(other);
        one.on('error', () => other.destroy());
        one.on('close', () => {
          cable.#sockets.delete(one);
          other.destroy();
        });
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return cable;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) {
      socket.destroy();
    }
  }

  mend(): void {
    this.#isCut = false;
  }

  async remove(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
