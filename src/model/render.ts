import type { GuideAnswer } from './answer.ts'
import type { Hardening } from './hardening.ts'
import type { Report } from './report.ts'
import type { Threshold } from './threshold.ts'

/** How a report is shown. */
export interface RenderOptions {
  readonly command: 'audit' | 'verify' | 'map'
  /** Show also what is below medium. */
  readonly all: boolean
  readonly colour: boolean
  readonly columns: number
  /** From which severity on a finding fails the run; `high` when nothing is said. */
  readonly failOn?: Threshold
}

/** A report as text, whole or piece by piece: that of a thousand deployments is never one string. */
export type Render<T extends Text = string> = (report: Report, options: RenderOptions) => T

export type Text = string | Iterable<string>

/** How the answers of a guide are shown. */
export interface GuideRenderOptions {
  /** Also what does not apply, and the reasons of what is enforced. */
  readonly all: boolean
  readonly colour: boolean
  readonly columns: number
  /** ISO 8601. */
  readonly now: string
  readonly tool: { readonly name: string; readonly version: string }
}

export type GuideRender = (answer: GuideAnswer, options: GuideRenderOptions) => string

/** How a plan of `harden` is shown. */
export interface HardeningRenderOptions {
  /** Also what is below medium. */
  readonly all: boolean
  readonly colour: boolean
  readonly columns: number
  /** Every changed line, however many there are. */
  readonly diff: boolean
  /** What became of the plan: nothing, a copy, the files themselves; or it is about to be applied. */
  readonly end: 'planned' | 'written' | 'changed' | 'applying'
}

export type HardeningRender = (hardening: Hardening, options: HardeningRenderOptions) => string
