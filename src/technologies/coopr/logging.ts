import { elementsOf, parseXml } from '../../formats/xml.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Observation } from '../../model/technology.ts'
import { openDocument, placeAt } from '../../settings/documents.ts'
import type { Site } from './site.ts'

const logger = 'http-access'

/** Whether requests are logged: the server writes them to the logger `http-access`, at INFO, which logback.xml has to let through. */
export function accessLog(input: ComponentInput, site: Site, gaps: Gap[]): readonly Observation[] {
  const document = openDocument(input, `${site.folder}/logback.xml`, gaps)
  if (document === undefined) return []
  const { root, problems } = parseXml(document.text)
  for (const { line, message } of problems) gaps.push({ why: message, place: { file: document.file, line } })
  const own = [...elementsOf(root, 'logger')].findLast(({ attributes }) => attributes.get('name') === logger)
  const main = [...elementsOf(root, 'root')].at(-1)
  const level = (own?.attributes.get('level') ?? main?.attributes.get('level') ?? 'DEBUG').toUpperCase()
  const isKept = /^(?:ALL|TRACE|DEBUG|INFO)$/.test(level)
  const at = own ?? main ?? root
  return [
    {
      concern: 'audit-log',
      key: logger,
      verdict: isKept ? 'safe' : 'unsafe',
      trail: at === undefined ? [{ file: document.file, line: 1 }] : [placeAt(document, { line: at.span.line })],
      basis: own === undefined ? 'default' : 'configured',
      message: isKept
        ? 'requests are logged'
        : `requests are not logged (${own === undefined ? `no logger ${logger} is set, and the root` : `the logger ${logger}`} lets through ${level} and above): who did what cannot be told`,
      actual: `${logger} at ${level}`,
      expected: `a logger ${logger} at INFO with a file of its own`,
      fix: `add a logger named ${logger} at level INFO with an appender that keeps files`,
      stake: 'hygiene',
    },
  ]
}
