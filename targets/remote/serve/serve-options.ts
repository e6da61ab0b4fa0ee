/** What `serve` can be told. The limits are what a hostile client meets; each has a default that fits. */
export interface ServeOptions {
  /** stdio: | tcp://HOST:PORT | tls://HOST:PORT | unix:PATH | http://HOST:PORT/ | https://HOST:PORT/; port 0 for any free one. */
  readonly listen: string;
  /** How long one run may take, in milliseconds. */
  readonly deadlineMs?: number | undefined;
  readonly lineBytesMax?: number | undefined;
  readonly callsMax?: number | undefined;
  readonly connectionsMax?: number | undefined;
  /** How many of them from one address; three of four where absent. */
  readonly perAddressMax?: number | undefined;
  /** How long a client may take to say its first line, or the head of a request, in milliseconds. */
  readonly helloMs?: number | undefined;
  /** How long a client may then stay without asking for anything, in milliseconds. Over HTTP it may five seconds. */
  readonly idleMs?: number | undefined;
  /** PEM files: our certificate and its key; and the CA of the clients, who must then show a certificate. */
  readonly certFile?: string | undefined;
  readonly keyFile?: string | undefined;
  readonly clientCaFile?: string | undefined;
  /** The environment variable that holds the bearer token that every POST must carry. */
  readonly tokenVariable?: string | undefined;
  /** The token may come over plain http from beyond this machine. */
  readonly tokenInClear?: boolean | undefined;
  /** Hears the one line that says where we listen; by default it is printed. */
  readonly announce?: ((line: string) => void) | undefined;
}

export interface Served {
  /** Where it listens, as a client would spell it: with the real port. */
  readonly address: string;
  /** Takes no more, answers what is under way, and ends. */
  drain(): Promise<void>;
  /** Settles when nothing is served any more. */
  readonly done: Promise<void>;
}
