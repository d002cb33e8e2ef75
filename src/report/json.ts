import type { Render } from '../model/render.ts'

/** The contract: schema/report.json. The same bytes as `JSON.stringify(report, undefined, 2)`, a deployment at a time. */
export const json: Render<Iterable<string>> = function* json({ deployments, ...head }) {
  yield JSON.stringify({ ...head, deployments: [] }, undefined, 2).replace(/\[\]\n\}$/, '[')
  for (const [index, deployment] of deployments.entries()) {
    yield `${index === 0 ? '' : ','}\n    ${JSON.stringify(deployment, undefined, 2).replaceAll('\n', '\n    ')}`
  }
  yield deployments.length === 0 ? ']\n}\n' : '\n  ]\n}\n'
}
