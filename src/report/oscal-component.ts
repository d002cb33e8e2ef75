import type { Evidence, GuideAnswer, RowAnswer } from '../model/answer.ts'
import type { GuideRender } from '../model/render.ts'
import { documentText, guideResource, metadata, oneLine, property } from './oscal-parts.ts'
import { uuidOf } from './uuid.ts'

/** OSCAL component definition: each deployment with the rows that it was seen to implement, for a security plan to build on. */
export const oscalComponent: GuideRender = (answer, options) => {
  const guide = guideResource(answer)
  const body = {
    metadata: metadata(`${answer.title}: what is implemented`, options),
    ...(answer.deployments.length === 0 ? {} : { components: [...new Set(answer.deployments)].map((name) => component(answer, name, guide.href)) }),
    'back-matter': { resources: [guide.resource] },
  }
  return documentText('component-definition', body)
}

function component(answer: GuideAnswer, name: string, source: string): unknown {
  const requirements = answer.rows.flatMap((row) => {
    const shown = row.evidence.filter(({ verdict, deployment }) => verdict === 'attested' || (verdict === 'pass' && deployment === name))
    return shown.length === 0 ? [] : [requirement(answer, name, row, shown)]
  })
  const implementation = {
    uuid: uuidOf('implementation', answer.guide, name),
    source,
    description: 'Rows of the guide that the files of the deployment, or the word of who runs it, show to be implemented, wholly or in part.',
    'implemented-requirements': requirements,
  }
  return {
    uuid: uuidOf('deployment', name),
    type: 'system',
    title: oneLine(name),
    description: 'A deployment whose files were read.',
    ...(requirements.length === 0 ? {} : { 'control-implementations': [implementation] }),
  }
}

/** `implementation-status` is a name of OSCAL's own; a row that also fails somewhere, or is open, is met in part at most. */
function requirement({ guide }: GuideAnswer, name: string, row: RowAnswer, shown: readonly Evidence[]): unknown {
  const whole = row.verdict === 'enforced' || row.verdict === 'attested'
  const controls = [...new Set(shown.map(({ control }) => control))].filter((control) => control !== '')
  return {
    uuid: uuidOf('requirement', guide, name, row.id),
    'control-id': row.id,
    description: oneLine(row.text),
    props: [
      { name: 'implementation-status', value: whole ? 'implemented' : 'partial' },
      property('verdict', row.verdict),
      ...controls.map((control) => property('control', control)),
    ],
    remarks: oneLine(row.why),
  }
}
