import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import type { HadoopSettings } from '../../settings/hadoop.ts'
import { hadoopSettings } from '../../settings/hadoop.ts'
import { home } from './files.ts'

export interface Site extends HadoopSettings {
  /** Where something absent would be written: by the server, and by the provisioner, which has a file of its own. */
  readonly home: Place
  readonly provisionerHome: Place
  /** The folder of the settings, as the program sees it. */
  readonly folder: string
  /** What is absent has the product's default. Not so where all that is there is the file of secrets. */
  readonly whole: boolean
}

/** In the order in which they are loaded (Configuration.create of Coopr 0.9.9; provisioner: config.rb). */
const names = ['coopr-default.xml', 'coopr-site.xml', 'coopr-security.xml', 'provisioner-default.xml', 'provisioner-site.xml']

/** The XML settings under COOPR_CONF; a later file wins over an earlier one, and a value that was made final stays. */
export function siteOf(input: ComponentInput, gaps: Gap[]): Site {
  const named = [input.env.get('COOPR_CONF')?.value, home, '/etc/coopr', '/opt/coopr/server/conf', '/opt/coopr/provisioner/master/conf']
  const folders = named.flatMap((one) => (one === undefined ? [] : [one.replace(/\/+$/, '')]))
  const paths = folders.flatMap((folder) => names.map((name) => `${folder}/${name}`))
  const settings = hadoopSettings(input, paths, gaps)
  const { documents } = settings
  const siteFile = (part: string): (typeof documents)[number] | undefined => documents.findLast(({ path }) => path.endsWith(`${part}-site.xml`))
  const main = siteFile('/coopr') ?? siteFile('') ?? documents[0]
  const provisioner = siteFile('/provisioner') ?? main
  return {
    ...settings,
    home: main === undefined ? input.at : { file: main.file, line: 1 },
    provisionerHome: provisioner === undefined ? input.at : { file: provisioner.file, line: 1 },
    folder: main === undefined ? home : main.path.slice(0, main.path.lastIndexOf('/')),
    whole: documents.length === 0 || documents.some(({ path }) => !path.endsWith('-security.xml')),
  }
}
