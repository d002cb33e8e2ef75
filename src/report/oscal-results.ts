import type { Evidence, GuideAnswer, RowAnswer } from '../model/answer.ts'
import type { GuideRender, GuideRenderOptions } from '../model/render.ts'
import { documentText, guideResource, metadata, oneLine, property } from './oscal-parts.ts'
import { href } from './oscal-places.ts'
import { uuidOf } from './uuid.ts'

/** OSCAL assessment results: what was examined (observations), what it says of each row (findings), and what is to be done (risks). */
export const oscalResults: GuideRender = (answer, options) => {
  const guide = guideResource(answer)
  const body = {
    metadata: metadata(`${answer.title}: what was found`, options),
    'import-ap': { href: guide.href, remarks: 'No assessment plan was written: every row of the guide is asked.' },
    results: [result(answer, options)],
    'back-matter': { resources: [guide.resource] },
  }
  return documentText('assessment-results', body)
}

function result(answer: GuideAnswer, options: GuideRenderOptions): unknown {
  const { rows, deployments, title } = answer
  const judged = rows.filter(({ verdict }) => verdict !== 'not-applicable')
  const excluded = rows.filter(({ verdict }) => verdict === 'not-applicable')
  const observations = judged.flatMap((row) => row.evidence.map((evidence, index) => observation(answer, row, evidence, index, options)))
  const risks = judged.filter(({ verdict }) => verdict === 'violated' || verdict === 'waived').map((row) => risk(answer, row))
  const components = [...new Set(deployments)].map((name) => ({
    uuid: uuidOf('deployment', name),
    type: 'system',
    title: oneLine(name),
    description: 'A deployment whose files were read.',
    status: { state: 'other' },
  }))
  return {
    uuid: uuidOf('result', answer.guide, ...deployments),
    title: oneLine(title),
    description: 'What the files of the deployment say about each row of the guide. What they do not tell is not satisfied here.',
    start: options.now,
    end: options.now,
    props: Object.entries(answer.summary).map(([verdict, count]) => property(`rows-${verdict}`, String(count))),
    'local-definitions': { ...present('components', components), 'assessment-assets': assets(options) },
    'reviewed-controls': {
      'control-selections': [
        {
          'include-all': {},
          ...present(
            'exclude-controls',
            excluded.map(({ id }) => ({ 'control-id': id })),
          ),
        },
      ],
      ...(excluded.length === 0 ? {} : { remarks: excluded.map(({ id, why }) => oneLine(`${id}: ${why}`)).join('\n') }),
    },
    ...present('observations', observations),
    ...present('risks', risks),
    ...present(
      'findings',
      judged.map((row) => finding(answer, row)),
    ),
  }
}

/** OSCAL wants lists that are given to hold something. */
function present(name: string, items: readonly unknown[]): Readonly<Record<string, readonly unknown[]>> {
  return items.length === 0 ? {} : { [name]: items }
}

function assets({ tool }: GuideRenderOptions): unknown {
  const uuid = toolUuid(tool.name)
  const description = 'Reads configuration, and runs nothing.'
  const component = { uuid, type: 'software', title: oneLine(tool.name), description, props: [{ name: 'version', value: oneLine(tool.version) }] }
  return {
    components: [{ ...component, status: { state: 'operational' } }],
    'assessment-platforms': [{ uuid: uuidOf('platform', tool.name), title: oneLine(tool.name), 'uses-components': [{ 'component-uuid': uuid }] }],
  }
}

function toolUuid(name: string): string {
  return uuidOf('tool', name)
}

function observationUuid({ guide, deployments }: GuideAnswer, row: RowAnswer, { control, subject, deployment }: Evidence, index: number): string {
  return uuidOf('observation', guide, ...deployments, row.id, deployment, control, subject, String(index))
}

function observation(answer: GuideAnswer, row: RowAnswer, evidence: Evidence, index: number, { now, tool }: GuideRenderOptions): unknown {
  const { verdict, control, subject, deployment, message, locations } = evidence
  const description = message === '' ? `${subject}: ${control} holds.` : message
  return {
    uuid: observationUuid(answer, row, evidence, index),
    description: oneLine(description),
    props: [property('verdict', verdict), ...(control === '' ? [] : [property('control', control)]), property('subject', subject)],
    // to read a file is to examine; to take somebody's word is to ask
    methods: [verdict === 'attested' ? 'INTERVIEW' : 'EXAMINE'],
    origins: [{ actors: [{ type: 'tool', 'actor-uuid': toolUuid(tool.name) }] }],
    ...(deployment === '' ? {} : { subjects: [{ 'subject-uuid': uuidOf('deployment', deployment), type: 'component' }] }),
    ...present(
      'relevant-evidence',
      locations.map((location) => ({ href: href(location), description: oneLine(`${location.file}:${location.line}`) })),
    ),
    collected: now,
  }
}

function risk({ guide, deployments }: GuideAnswer, row: RowAnswer): unknown {
  const uuid = uuidOf('risk', guide, ...deployments, row.id)
  const remedy = {
    uuid: uuidOf('remedy', guide, ...deployments, row.id),
    lifecycle: 'recommendation',
    title: 'The smallest change',
    description: oneLine(row.settle),
  }
  return {
    uuid,
    title: oneLine(`${row.id} is not met`),
    description: oneLine(row.why),
    statement: oneLine(row.text),
    status: row.verdict === 'waived' ? 'deviation-approved' : 'open',
    ...(row.settle === '' ? {} : { remediations: [remedy] }),
  }
}

/** OSCAL knows two states. Only what was shown or vouched for is satisfied: unknown is never pass. */
function finding(answer: GuideAnswer, row: RowAnswer): unknown {
  const { id, text, verdict, why, settle, means } = row
  const met = verdict === 'enforced' || verdict === 'attested'
  const reason = verdict === 'enforced' ? 'pass' : verdict === 'violated' ? 'fail' : 'other'
  const related = row.evidence.map((evidence, index) => ({ 'observation-uuid': observationUuid(answer, row, evidence, index) }))
  const risks = verdict === 'violated' || verdict === 'waived' ? [{ 'risk-uuid': uuidOf('risk', answer.guide, ...answer.deployments, id) }] : []
  return {
    uuid: uuidOf('finding', answer.guide, ...answer.deployments, id),
    title: oneLine(`${id}: ${text}`),
    description: oneLine(why),
    props: [property('verdict', verdict), ...means.map((each) => property('settled-by', each))],
    target: { type: 'statement-id', 'target-id': id, status: { state: met ? 'satisfied' : 'not-satisfied', reason } },
    ...present('related-observations', related),
    ...present('related-risks', risks),
    ...(settle === '' ? {} : { remarks: oneLine(settle) }),
  }
}
