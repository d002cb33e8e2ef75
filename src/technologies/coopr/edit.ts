import type { Change, Edited, EditTechnology } from '../../model/change.ts'
import type { Component, Deployment } from '../../model/graph.ts'
import type { ComponentInput } from '../../model/input.ts'
import { channelOf } from '../../model/lookup.ts'
import { ownFolderOf } from '../../model/own-files.ts'
import type { Place } from '../../model/place.ts'
import type { Text } from '../../model/text.ts'
import { plainText } from '../../model/text.ts'
import type { Identity, KeyStore, WantConnect, WantKeyStores } from '../../model/want.ts'
import { rewriteUrl } from '../../protocols/url-rewrite.ts'
import { clientEdit } from '../../settings/client-edit.ts'
import { siteOf } from './site.ts'
import type { FileOwner } from '../../settings/file-owner.ts'
import { fileOwner } from '../../settings/file-owner.ts'

const editClient = clientEdit({})

/** How Coopr 0.9.9 is given key stores, and a provisioner its certificate (Constants.java; provisioner-config). */
export const edit: EditTechnology = (want, component, deployment) => {
  if (want.kind === 'key-stores') return withStores(want, component.input)
  const [place] = want.kind === 'setting' ? want.places : []
  // what is written nowhere comes into the file of settings
  if (want.kind === 'setting' && place !== undefined && !isUnwritten(place, component.input) && /^[a-z]+\./.test(want.key))
    return { changes: [{ kind: 'key', place, key: want.key, value: want.value }] }
  if (want.kind === 'connect' && want.trust?.identity !== undefined) return provisioner(want, component, deployment)
  return editClient(want, component, deployment)
}

function withStores({ stores, places }: WantKeyStores, input: ComponentInput): Edited {
  const place = places[0]
  if (place === undefined || isUnwritten(place, input))
    return { cannot: 'its coopr-site.xml is in the image and not among the files', reason: 'not-in-files' }
  const folder = ownFolderOf(input)
  const set = setAt(place)
  const file = (name: string, { text }: KeyStore): Change => ({
    kind: 'file',
    path: `${folder}/${name}`,
    text,
    isBytes: true,
    isSecret: true,
    owner: ownerOf(input),
  })
  if (stores.for === 'secret') {
    const prefix = 'server.credential.store.encrypt'
    const { password } = stores.key
    return {
      changes: [
        file('credentials.p12', stores.key),
        set(`${prefix}.enabled`, 'true'),
        // it has one vector for all values, which CBC takes and GCM does not
        set(`${prefix}.transformation`, 'AES/CBC/PKCS5Padding'),
        set(`${prefix}.iv.hex`, [stores.vector]),
        set(`${prefix}.keystore.path`, `${folder}/credentials.p12`),
        set(`${prefix}.keystore.type`, 'PKCS12'),
        set(`${prefix}.keystore.password`, [password]),
        set(`${prefix}.key.alias`, stores.key.alias),
        set(`${prefix}.key.password`, [password]),
      ],
    }
  }
  const prefix = 'server.tasks.ssl'
  const { identity, trust, handedOut } = stores
  return {
    changes: [
      file('tasks.p12', identity),
      file('provisioners.p12', trust),
      ...(handedOut === undefined ? [] : [certificateFile(input, handedOut)]),
      set(`${prefix}.enabled`, 'true'),
      set(`${prefix}.keystore.path`, `${folder}/tasks.p12`),
      set(`${prefix}.keystore.type`, 'PKCS12'),
      // the server reads each of the two for the other (Constants.java, lines 40 and 46)
      set(`${prefix}.keystore.password`, [identity.password]),
      set(`${prefix}.cert.password`, [identity.password]),
      set(`${prefix}.trust.keystore.path`, `${folder}/provisioners.p12`),
      set(`${prefix}.trust.keystore.type`, 'PKCS12'),
      set(`${prefix}.trust.keystore.password`, [trust.password]),
    ],
    notes:
      handedOut === undefined
        ? []
        : [`each provisioner gets ${certificatePath(input)}: name it in provisioner.trust.cert.path, and give provisioner.server.uri https`],
  }
}

/** The provisioner's end: https, and its certificate with the key in one file. */
function provisioner({ channel: id, trust }: WantConnect, { input, title }: Component, deployment: Deployment): Edited {
  const channel = channelOf(deployment, id)
  const place = channel?.evidence[0]
  const address = siteOf(input, []).get('provisioner.server.uri')?.value
  if (channel?.key !== 'provisioner.server.uri' || place === undefined || isUnwritten(place, input) || address === undefined)
    return { cannot: `${title}: how this connection shows a certificate is not known here`, reason: 'no-remedy' }
  const uri = rewriteUrl(address, { isSecure: true, port: trust!.port })
  if (typeof uri === 'object' && 'cannot' in uri) return uri
  const set = setAt(place)
  return {
    changes: [
      certificateFile(input, trust!.identity!),
      set('provisioner.server.uri', plainText(uri)),
      set('provisioner.trust.cert.path', certificatePath(input)),
    ],
    notes: [`the provisioner of 0.9.9 shows its certificate and does not check the server's: keep both on a network of their own`],
  }
}

/** Where nothing is written, a container's own line is named. */
function isUnwritten({ file }: Place, { form, at }: ComponentInput): boolean {
  return form === 'container' && file === at.file
}

function certificatePath(input: ComponentInput): string {
  return `${ownFolderOf(input)}/provisioner.pem`
}

function certificateFile(input: ComponentInput, { certificate, key }: Identity): Change {
  return { kind: 'file', path: certificatePath(input), text: `${certificate}${key.value}`, isSecret: true, owner: ownerOf(input) }
}

function setAt(place: Place) {
  return (key: string, value: Text): Change => ({ kind: 'key', place, key, value })
}

/** The images have no user of their own that is known: root, where Compose names none. */
function ownerOf(input: ComponentInput): FileOwner {
  return fileOwner(input, { user: 0, group: 0 })
}
