import type { Observation } from '../../model/technology.ts'
import { textOf } from '../../wire/http/answer.ts'
import type { Probe } from '../probe.ts'
import { askPage } from './page.ts'

/** What the metadata says; its parties are counted. `problems`: why it is not all understood. */
export interface JudgedMetadata {
  readonly parties: number
  readonly observations: readonly Observation[]
  readonly problems: readonly string[]
}

/** Bytes of metadata that are read: those of one party are some 10 KiB (AD FS: 100), those of a federation are not judged. */
const most = 512 * 1024

/** SAML metadata as it is published (SAML 2.0 metadata, OASIS 2005, section 4.1): everybody may read it, and who trusts whom follows from it. */
export function samlMetadata(paths: readonly string[], judge: (text: string) => JudgedMetadata): Probe {
  return {
    id: 'http/saml-metadata',
    asks: `SAML metadata: certificates, wanted signatures and addresses in ${paths.join(', ')}`,
    connections: paths.length,
    async ask(target, asking) {
      const said: string[] = []
      const observations: Observation[] = []
      const unproven: string[] = []
      for (const path of paths) {
        const answer = await askPage(target, asking, { path, most, headers: [['Accept', 'application/samlmetadata+xml, application/xml, */*']] })
        if ([404, 410].includes(answer.status)) continue
        const judged = answer.status === 200 && answer.whole ? judge(textOf(answer)) : undefined
        const parties = judged?.parties ?? 0
        said.push(`${path}: ${parties === 0 ? `no metadata (status ${answer.status})` : `${parties} parties`}`)
        if (!answer.whole) unproven.push(`${path} is longer than ${most} bytes, or breaks off`)
        else if (parties === 0) unproven.push(`${path} is answered with ${answer.status}, and holds no metadata`)
        observations.push(...(judged?.observations ?? []))
        unproven.push(...(judged?.problems ?? []).map((why) => `${path}: ${why}`))
      }
      if (said.length === 0) return { said: 'no metadata stands here', unproven: [`nothing stands at ${paths.join(', ')}`] }
      return { said: said.join('; '), observations, ...(unproven.length === 0 ? {} : { unproven }) }
    },
  }
}
