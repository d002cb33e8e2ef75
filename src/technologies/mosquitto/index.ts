import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { read } from './read.ts'

export const mosquitto: Technology = {
  id: 'mosquitto',
  title: 'Eclipse Mosquitto',
  role: 'broker',
  recognise: (input) =>
    recogniseBy(input, { official: ['eclipse-mosquitto'], rebuilds: ['*/mosquitto', '*/eclipse-mosquitto'], programs: ['mosquitto'] }),
  read,
}
