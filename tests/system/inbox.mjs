// A mail server for a test: an aiosmtpd that can be away, slow, unwilling or rude, and the mails that came in.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { within } from "./client.mjs";
import { freePort } from "./node.mjs";

// The one that Debian's package is for, whatever else comes first in the path.
const python = "/usr/bin/python3";
const script = join(dirname(fileURLToPath(import.meta.url)), "smtp_server.py");

export class Inbox {
  mails = [];
  #waiting = [];
  #answers = [];

  static async open() {
    const inbox = new Inbox();
    inbox.port = await freePort();
    inbox.child = spawn(python, [script], { stdio: ["pipe", "pipe", "inherit"] });
    createInterface({ input: inbox.child.stdout }).on("line", (line) => inbox.#hear(JSON.parse(line)));
    await inbox.up();
    return inbox;
  }

  get url() {
    return `smtp://127.0.0.1:${this.port}`;
  }

  #hear({ mail, done }) {
    if (done) this.#answers.shift()();
    if (!mail) return;
    this.mails.push(mail);
    for (const look of [...this.#waiting]) look();
  }

  #tell(order) {
    const answered = new Promise((resolve) => this.#answers.push(resolve));
    this.child.stdin.write(`${JSON.stringify(order)}\n`);
    return within(5_000, `an answer to ${JSON.stringify(order)}`, answered);
  }

  up = () => this.#tell({ listen: this.port });
  down = () => this.#tell({ down: true });
  /** The next `times` mails to this address meet this manner: slow, later, refuse or drop. */
  expect = (to, manner, times = 1) => this.#tell({ to, manner, times });

  to(address, predicate = () => true) {
    return this.mails.filter((mail) => mail.to === address && predicate(mail));
  }

  /** The first mail to this address that the predicate takes; awaited if it is not there yet. */
  mailTo(address, predicate = () => true, ms = 15_000) {
    const arrived = new Promise((resolve) => {
      const look = () => {
        const [mail] = this.to(address, predicate);
        if (!mail) return;
        this.#waiting = this.#waiting.filter((one) => one !== look);
        resolve(mail);
      };
      this.#waiting.push(look);
      look();
    });
    return within(ms, `a mail to ${address}`, arrived);
  }

  async close() {
    if (this.child.exitCode !== null) return;
    this.child.stdin.end();
    await once(this.child, "exit");
  }
}
