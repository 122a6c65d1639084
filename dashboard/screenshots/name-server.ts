// A name server for which every name is one address.
import { createSocket, type Socket } from 'node:dgram';

/** Types of records. Source: RFC 1035, section 3.2.2. */
const A = 1;

const HEADER_BYTES = 12;

export class NameServer {
  private constructor(private readonly socket: Socket) {}

  static async start(address: string): Promise<NameServer> {
    const socket = createSocket('udp4');
    socket.on('message', (query, { port, address: from }) => {
      socket.send(answer(query, address), port, from);
    });
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    return new NameServer(socket);
  }

  get address(): string {
    return `127.0.0.1:${this.socket.address().port}`;
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => this.socket.close(resolve));
  }
}

/** Source: RFC 1035, section 4.1. */
function answer(query: Buffer, address: string): Buffer {
  const end = query.indexOf(0, HEADER_BYTES) + 5;
  const question = query.subarray(HEADER_BYTES, end);
  const isAddress = query.readUInt16BE(end - 4) === A;
  const header = Buffer.alloc(HEADER_BYTES);
  query.copy(header, 0, 0, 2);
  // An answer, with recursion.
  header.writeUInt16BE(0x8180, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(isAddress ? 1 : 0, 6);
  const record = Buffer.from([0xc0, HEADER_BYTES, 0, A, 0, 1, 0, 0, 0, 5, 0, 4]);
  const parts = address.split('.').map(Number);
  return Buffer.concat([header, question, ...(isAddress ? [record, Buffer.from(parts)] : [])]);
}
