import type { Technology } from '../../model/technology.ts'
import { matchesImage, versionOf } from '../../protocols/image.ts'
import { questions } from './doors.ts'
import { logIns } from './log-ins.ts'
import { read } from './read.ts'

export const enmeshedConnector: Technology = {
  id: 'enmeshed-connector',
  title: 'Enmeshed Connector',
  role: 'application',
  // not its JSON schema, in which these names hold tables
  files: [
    {
      name: /\.json$/,
      content:
        /"(?:platformClientId|platformClientSecret)"\s*:\s*"|"enforceCertificatePinning"\s*:\s*(?:true|false)|"autoAcceptPendingRelationships"\s*:\s*\{\s*"enabled"\s*:\s*(?:true|false)/,
      at: '/usr/app/config/custom.json',
    },
  ],
  recognise(input) {
    const tag = versionOf(input.image)
    const versioned = tag === undefined ? {} : { version: tag }
    if (matchesImage(input.image, ['nmshd/connector'])) return { certainty: 3, because: 'official image', ...versioned }
    if (matchesImage(input.image, ['*/enmeshed-connector', '*/nmshd-connector'])) return { certainty: 2, because: 'image name', ...versioned }
    const own = [...input.env.keys()].find((name) => name === 'CUSTOM_CONFIG_LOCATION' || name.startsWith('transportLibrary__'))
    return own === undefined ? undefined : { certainty: 1, because: `sets ${own}` }
  },
  read,
  questions,
  logIns,
}
