import type { Render } from '../model/render.ts'

/** The contract: schema/report.json. */
export const json: Render = (report) => `${JSON.stringify(report, undefined, 2)}\n`
