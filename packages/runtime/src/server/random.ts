/** Random numbers that follow from the scenario's seed alone. */
export interface Random {
  /** An integer from 0 to 2^32−1. */
  uint32(): number;
  /** A version 4 UUID in lower case. */
  uuid(): string;
}
