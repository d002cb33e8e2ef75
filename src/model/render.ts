import type { Report } from './report.ts'

/** How a report is shown. */
export interface RenderOptions {
  readonly command: 'audit' | 'map'
  /** Show also what is below medium. */
  readonly all: boolean
  readonly colour: boolean
  readonly columns: number
}

export type Render = (report: Report, options: RenderOptions) => string
