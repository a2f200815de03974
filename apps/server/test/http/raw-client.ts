import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** A connection that is spoken to byte by byte: for clients that break off, stall, or go on sending. */
export class RawClient {
  readonly socket: Socket;
  received = "";

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setEncoding("latin1").on("data", (chunk: string) => {
      this.received += chunk;
    });
    // A reset is one of the answers a test may look at.
    socket.on("error", () => undefined);
  }

  static async open(port: number): Promise<RawClient> {
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    return new RawClient(socket);
  }

  send(text: string | Buffer): void {
    this.socket.write(text);
  }

  /** The head of a multipart upload of one file, its bytes still to come. */
  beginUpload(headers: string): void {
    this.send(`POST /images/upload HTTP/1.1\r\nhost: x\r\ncontent-type: multipart/form-data; boundary=x\r\n${headers}\r\n\r\n`);
  }
}

export const partHead = '--x\r\ncontent-disposition: form-data; name="image"; filename="a.png"\r\n\r\n';
