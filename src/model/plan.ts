/** What a call of `verify` would ask of whom: the contract of schema/plan.json. Nothing was sent when it is made. */
export interface PlanReport {
  readonly schema: 'ringwall.plan/0'
  readonly tool: { readonly name: 'ringwall'; readonly version: string }
  readonly deployments: readonly DeploymentPlan[]
  /** Connections at most, all together. */
  readonly connections: number
}

export interface DeploymentPlan {
  readonly name: string
  readonly asks: readonly PlannedAsk[]
  readonly notAsked: readonly { readonly listener: string; readonly why: string }[]
  /** Machines that would be read; absent where there are none. */
  readonly reads?: readonly { readonly machine: string; readonly vantage: string }[]
  /** Ways that would be tried (`--zones`); absent where that was not asked for. */
  readonly ways?: readonly PlannedWay[]
}

/** One place and one listener of somebody else. */
export interface PlannedWay {
  readonly from: string
  readonly to: string
  readonly transport: 'tcp' | 'udp'
  readonly vantage: string
  readonly addresses: readonly string[]
  readonly required: boolean
  readonly permitted: boolean
  /** Connections or datagrams at most. */
  readonly connections: number
}

export interface PlannedAsk {
  readonly listener: string
  readonly protocol: string
  /** Where the connections go. */
  readonly address: string
  readonly vantage: string
  /** Why this address is asked: who named it. */
  readonly because: string
  readonly questions: readonly PlannedQuestion[]
  /** Connections at most. */
  readonly connections: number
}

export interface PlannedQuestion {
  readonly probe: string
  readonly asks: string
  readonly connections: number
  /** `tls`: only where the server speaks TLS. */
  readonly when: 'always' | 'tls'
}
