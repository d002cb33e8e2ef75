import type { Technology } from '../../model/technology.ts'
import { matchesImage, versionOf } from '../../protocols/image.ts'
import { read } from './read.ts'

export const hyperswitchEncryptionService: Technology = {
  id: 'hyperswitch-encryption-service',
  title: 'Hyperswitch Encryption Service',
  role: 'application',
  files: [
    {
      name: /\.toml$/,
      content: /^\[(?:multitenancy\.tenants\.\w+|secrets|certs)\][^]*^(?:master_key|kms_config|root_ca|tls_cert)\s*=/m,
      at: '/local/config/settings.toml',
      command: ['cripta', '-f', '/local/config/settings.toml'],
    },
  ],
  recognise(input) {
    const tag = versionOf(input.image)
    const versioned = tag === undefined ? {} : { version: tag }
    if (matchesImage(input.image, ['juspaydotin/hyperswitch-encryption-service'])) return { certainty: 3, because: 'official image', ...versioned }
    if (matchesImage(input.image, ['*/hyperswitch-encryption-service', '*/cripta'])) return { certainty: 2, because: 'image name', ...versioned }
    const own = [...input.env.keys()].find((name) => name.startsWith('CRIPTA__'))
    return own === undefined ? undefined : { certainty: 1, because: `sets ${own}` }
  },
  read,
}
