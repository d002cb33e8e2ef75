import type { Node } from '../../formats/node.ts'
import { child, entriesOf, scalarText } from '../../formats/node.ts'
import type { Place } from '../../model/place.ts'
import type { Observation } from '../../model/technology.ts'
import type { TreeDocument } from '../../settings/trees.ts'
import { scalarsOf } from '../../settings/trees.ts'
import { validation } from './address.ts'
import { entriesNamed, keyLine } from './managers.ts'

/** TLS that a filter chain ends; the versions of 1.23 and later begin with TLSv1_2 (documentation of TlsParameters). */
export function tlsObservations(tree: TreeDocument, tls: Node): readonly Observation[] {
  const at = (line: number): readonly Place[] => [{ file: tree.document.file, line }, ...tree.document.mount]
  const common = child(tls, 'common_tls_context') ?? tls
  const parameters = child(common, 'tls_params') ?? common
  const least = scalarText(child(parameters, 'tls_minimum_protocol_version'))
  const suites = child(parameters, 'cipher_suites')
  const weak = scalarsOf(suites)
    .flatMap(({ text }) => text.split(/[[\]|:]/))
    .filter((name) => /RC4|DES|NULL|MD5|^(?:AES(?:128|256)-|RSA-)|-SHA$/.test(name))
  const asks = scalarText(child(tls, 'require_client_certificate'))
  const checks = validation(tls)
  const found: Observation[] = []
  if (least !== undefined) {
    const isOld = /^TLSv1_[01]$/.test(least)
    found.push({
      concern: 'tls-policy',
      key: 'tls_minimum_protocol_version',
      verdict: isOld ? 'unsafe' : 'safe',
      basis: 'configured',
      trail: at(keyLine(parameters, 'tls_minimum_protocol_version')),
      message: isOld ? `${least} is offered although it is broken` : 'only current versions of TLS are offered',
      actual: least,
      expected: 'TLSv1_2',
      fix: 'set tls_minimum_protocol_version: TLSv1_2, or leave it out',
      stake: 'traffic',
    })
  }
  if (weak.length > 0)
    found.push({
      concern: 'tls-policy',
      key: 'cipher_suites',
      verdict: 'unsafe',
      basis: 'configured',
      trail: at(keyLine(parameters, 'cipher_suites')),
      message: `cipher suites without forward secrecy or authenticated encryption are offered: ${weak.slice(0, 5).join(', ')}`,
      actual: weak.slice(0, 5).join(':'),
      expected: 'ECDHE suites with GCM or CHACHA20',
      fix: 'leave cipher_suites out, or list ECDHE suites with GCM or CHACHA20 alone',
      stake: 'defence',
    })
  const given = { concern: 'client-certificate', key: 'require_client_certificate', basis: 'configured', expected: 'true, with trusted_ca' } as const
  if (asks === 'true' && checks === undefined && entriesNamed(common, 'validation_context_sds_secret_config').length === 0)
    found.push({
      ...given,
      verdict: 'unsafe',
      trail: at(keyLine(tls, 'require_client_certificate')),
      message: 'a client certificate is asked for and not checked: any certificate opens the door',
      actual: 'true without validation_context',
      fix: 'add validation_context with trusted_ca',
      stake: 'data',
    })
  if (asks !== 'true' && checks !== undefined && entriesOf(checks).length > 0)
    found.push({
      ...given,
      verdict: 'unsafe',
      trail: at(checks.span.line),
      message: 'client certificates are checked, and a client without one is let in as well',
      actual: 'not required',
      fix: 'set require_client_certificate: true',
      stake: 'hygiene',
    })
  return found
}

/** Pages that come over TLS, and do not tell the browser to stay with it. */
export function transport(tree: TreeDocument, config: Node, isTls: boolean): readonly Observation[] {
  if (!isTls || child(config, 'route_config') === undefined) return []
  const added = [...entriesNamed(config, 'response_headers_to_add')].flatMap(({ value }) =>
    (value.kind === 'sequence' ? value.items : []).map((item) => scalarText(child(item, 'header', 'key'))?.toLowerCase()),
  )
  if (added.includes('strict-transport-security')) return []
  return [
    {
      concern: 'security-headers',
      key: 'Strict-Transport-Security',
      verdict: 'unsafe',
      basis: 'default',
      trail: [{ file: tree.document.file, line: keyLine(config, 'route_config') }, ...tree.document.mount],
      message:
        "answers over TLS carry no Strict-Transport-Security unless the program behind sends it: a browser's first plain request can be taken over",
      actual: 'not added',
      expected: 'response_headers_to_add with Strict-Transport-Security',
      fix: 'add Strict-Transport-Security to response_headers_to_add of route_config',
      stake: 'hygiene',
    },
  ]
}
