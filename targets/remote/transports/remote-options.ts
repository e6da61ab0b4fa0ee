/** What a remote target can be told beside its address. Everything has a default that fits. */
export interface RemoteOptions {
  /** How many connections or processes share the runs. */
  readonly connections?: number | undefined;
  /** How long hello may take, the start of a command included, in milliseconds. */
  readonly helloMs?: number | undefined;
  /** How long a peer that was there is tried again when it has gone, in milliseconds. */
  readonly reconnectMs?: number | undefined;
  /** A shell command that starts what is behind the address anew: before the first run, and after each crash or hang. */
  readonly restart?: string | undefined;
  /** How often a program that failed is tried alone before it is blamed. */
  readonly repeatsMax?: number | undefined;
  /** How many runs may be under way on one connection. */
  readonly windowMax?: number | undefined;
  /** How many hangs, broken answers or cuts in the same words that did not repeat are let pass; two where absent. */
  readonly sameAccidentsMax?: number | undefined;
  /** PEM files: whom to trust, and who we are. */
  readonly caFile?: string | undefined;
  readonly certFile?: string | undefined;
  readonly keyFile?: string | undefined;
  /** The name that the peer's certificate must carry, where it is not the host of the address. */
  readonly serverName?: string | undefined;
  /** The environment variable that holds the bearer token; the token itself is never printed. */
  readonly tokenVariable?: string | undefined;
  /** The token may go over plain http beyond this machine. */
  readonly tokenInClear?: boolean | undefined;
  /** A file to which all traffic is written, one JSON text a line. */
  readonly record?: string | undefined;
  /** Hears what the peer prints on standard error, as it comes. */
  readonly onStderr?: ((text: string) => void) | undefined;
}
