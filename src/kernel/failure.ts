/**
 * Expected trouble is a value: what happened, where, and what to do about it. A bug throws an ordinary `Error` and
 * crashes; a `Failure` is caught at the door (CLI, HTTP) and shown to the user in Chinese.
 */
export class Failure extends Error {
  /** A stable word for machines, e.g. `import.badRows`. */
  readonly code: FailureCode
  /** What the user can do next, in Chinese. */
  readonly advice: string
  /** Rows, addresses or fields concerned. */
  readonly details: readonly string[]

  constructor(code: FailureCode, message: string, advice: string, details: readonly string[] = []) {
    super(message)
    this.name = 'Failure'
    this.code = code
    this.advice = advice
    this.details = details
  }
}

/** How the failure is answered: exit code of the CLI and HTTP status. */
export const failureKinds = {
  badInput: { exitCode: 2, status: 422 },
  notFound: { exitCode: 3, status: 404 },
  conflict: { exitCode: 4, status: 409 },
  /** Nobody is signed in. */
  signedOut: { exitCode: 4, status: 401 },
  /** Who is signed in may not do this. */
  forbidden: { exitCode: 4, status: 403 },
  /** Too often. */
  tooMany: { exitCode: 5, status: 429 },
  unavailable: { exitCode: 5, status: 503 },
} as const

export type FailureCode = `${keyof typeof failureKinds}.${string}`

/** The kind of a failure: the part of its code before the dot. */
export function failureKind(failure: Failure): (typeof failureKinds)[keyof typeof failureKinds] {
  return failureKinds[failure.code.split('.')[0] as keyof typeof failureKinds]
}
