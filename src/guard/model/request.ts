/** What the data plane says of a request. Nothing in here was written by a client under a name that the data plane uses. */
export interface GuardRequest {
  readonly method: string
  readonly scheme: 'http' | 'https'
  /** As the client sent it. */
  readonly host: string
  /** The request target, byte for byte as the client sent it. */
  readonly target: string
  /** Address of the peer of the data plane. */
  readonly remote: string
  /** SPIFFE ID of a client certificate that the data plane verified. */
  readonly worker?: string
  readonly headers: Readonly<Partial<Record<ClientHeader, string>>>
}

/** The client's headers that a decision may depend on: no other one reaches the decision service. */
export const clientHeaders = [
  'accept',
  'access-control-request-method',
  'authorization',
  'content-length',
  'content-type',
  'cookie',
  'origin',
  'sec-fetch-dest',
  'sec-fetch-mode',
  'sec-fetch-site',
  'transfer-encoding',
  'upgrade',
  'x-api-key',
] as const

export type ClientHeader = (typeof clientHeaders)[number]
