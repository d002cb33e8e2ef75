import type { Technology } from '../../model/technology.ts'
import { matchesImage, versionOf } from '../../protocols/image.ts'
import { read } from './read.ts'

export const hyperswitchCardVault: Technology = {
  id: 'hyperswitch-card-vault',
  title: 'Hyperswitch Card Vault',
  role: 'datastore',
  files: [
    {
      name: /\.toml$/,
      content: /^\[(?:tenant_secrets\.\w+|external_key_manager|api_client)\]|^locker_private_key\s*=/m,
      at: '/local/config/settings.toml',
      command: ['locker', '-f', '/local/config/settings.toml'],
    },
  ],
  recognise(input) {
    const tag = versionOf(input.image)
    const versioned = tag === undefined ? {} : { version: tag }
    if (matchesImage(input.image, ['juspaydotin/hyperswitch-card-vault'])) return { certainty: 3, because: 'official image', ...versioned }
    if (matchesImage(input.image, ['*/hyperswitch-card-vault', '*/tartarus'])) return { certainty: 2, because: 'image name', ...versioned }
    const own = [...input.env.keys()].find((name) => name.startsWith('LOCKER__'))
    return own === undefined ? undefined : { certainty: 1, because: `sets ${own}` }
  },
  read,
}
