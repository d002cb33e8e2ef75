import { byDefault } from '../../model/fact.ts'
import type { ListenerReading, Technology } from '../../model/technology.ts'
import { matchesImage, versionOf } from '../../protocols/image.ts'
import { connectionsTo } from '../../settings/client.ts'

/** The SDK's own server, and the demo shops: hyperswitch-web 0.1xx and its demo playground. */
const sdkPort = 9050
const demoPorts = [9060, 5252]
const demos = ['hyperswitch-demo-app', 'hyperswitch-react-demo-app']

export const hyperswitchWeb: Technology = {
  id: 'hyperswitch-web',
  title: 'Hyperswitch Web SDK',
  role: 'application',
  recognise(input) {
    const version = versionOf(input.image)
    const versioned = version === undefined ? {} : { version }
    if (matchesImage(input.image, ['juspaydotin/hyperswitch-web', ...demos.map((name) => `juspaydotin/${name}`)]))
      return { certainty: 3, because: 'official image', ...versioned }
    return matchesImage(input.image, ['*/hyperswitch-web', ...demos.map((name) => `*/${name}`)])
      ? { certainty: 2, because: 'image name', ...versioned }
      : undefined
  },
  read(input) {
    const isDemo = matchesImage(
      input.image,
      demos.map((name) => `*/${name}`),
    )
    const tls = byDefault('none' as const, 'the web SDK is served over plain HTTP (all versions)', [input.at])
    const authentication = byDefault('none' as const, 'the script is public', [input.at])
    const listener = (port: number): ListenerReading => ({ port, protocol: 'http', purpose: 'application', tls, authentication })
    const names = ['ENV_BACKEND_URL', 'ENV_SDK_URL', 'ENV_LOGGING_URL', 'HYPERSWITCH_SERVER_URL', 'HYPERSWITCH_CLIENT_URL']
    return {
      listeners: isDemo ? demoPorts.map(listener) : [listener(sdkPort)],
      connections: names.flatMap((key) => {
        const url = input.env.get(key)
        return url === undefined ? [] : connectionsTo(url, { key, fromOutside: true })
      }),
    }
  },
}
