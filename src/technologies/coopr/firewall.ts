import type { Node } from '../../formats/node.ts'
import { walkScalars } from '../../formats/node.ts'
import { parseJson } from '../../formats/json.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Observation } from '../../model/technology.ts'
import { openDocument, placeAt } from '../../settings/documents.ts'
import { templates } from './files.ts'

const policies = ['INPUT_policy', 'FORWARD_policy', 'OUTPUT_policy', 'notrack_ports', 'open_tcp_ports', 'open_udp_ports']

/** The files of services and templates that an administrator uploads, as they lie in a folder. */
export function templateFiles(input: ComponentInput): readonly string[] {
  return input.list(templates).flatMap((name) => (name.endsWith('.json') ? [`${templates}/${name}`] : []))
}

/** The recipe `coopr_firewall` without any of its attributes switches the firewall of a node off (manual of 0.9.9: system cookbooks). */
export function firewalls(input: ComponentInput, gaps: Gap[]): readonly Observation[] {
  return templateFiles(input).flatMap((path) => {
    const document = openDocument(input, path, gaps)
    if (document === undefined || !document.text.includes('recipe[coopr_firewall')) return []
    const { value, problems } = parseJson(document.text)
    for (const { line, message } of problems) gaps.push({ why: message, place: { file: document.file, line } })
    const place = recipeIn(value)
    if (place === undefined) return []
    // attributes stand as JSON in a text, or in the template beside
    const isSet = document.text.includes('coopr_firewall') && policies.some((name) => document.text.includes(name))
    return [
      {
        concern: 'firewall' as const,
        key: 'coopr_firewall',
        verdict: isSet ? ('safe' as const) : ('unsafe' as const),
        trail: [placeAt(document, { line: place })],
        basis: 'configured' as const,
        message: isSet
          ? 'nodes of a cluster get rules of a firewall'
          : 'a service runs the recipe coopr_firewall without attributes: that switches the firewall of the nodes off',
        actual: isSet ? 'with attributes' : 'coopr_firewall without attributes',
        expected: 'coopr_firewall with INPUT_policy DROP and the ports that are needed',
        fix: 'add {"coopr_firewall": {"INPUT_policy": "DROP", "open_tcp_ports": [...]}} to json_attributes',
        stake: 'defence' as const,
      },
    ]
  })
}

function recipeIn(root: Node | undefined): number | undefined {
  for (const { node } of walkScalars(root)) if (node.text.includes('recipe[coopr_firewall')) return node.span.line
  return undefined
}
