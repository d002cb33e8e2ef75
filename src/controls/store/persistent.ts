import type { Control, Judgement } from '../../model/control.ts'
import type { Deployment, Store } from '../../model/graph.ts'
import type { Mount } from '../../model/input.ts'
import { componentOf } from '../../model/lookup.ts'
import { comparePlaces } from '../../model/place.ts'
import { isWithin } from '../host-path.ts'

export const persistent: Control = {
  id: 'store/persistent',
  title: 'state is kept where no volume is',
  subject: 'store',
  documentation: {
    why: 'What is written into a container goes with it at the next update. A volume that is mounted beside the path that the program writes looks right and keeps nothing.',
    how: 'For products whose data folder is known, the mount that really covers it is looked for; paths are compared letter by letter, as Linux does. Folders in memory and `/tmp` keep nothing either. Caches may be lost, and products that are not known are not judged.',
    falsePositives: 'A store that is filled anew at each start needs no volume.',
    fix: 'Mount a named volume on exactly the path that the program writes.',
    references: ['CWE-1188'],
  },
  *judge(deployment) {
    for (const store of deployment.stores) if (store.holds === 'data' || store.holds === 'keys') yield judgeStore(store, deployment)
  },
}

function judgeStore(store: Store, deployment: Deployment): Judgement {
  const { component, path, kept } = store
  const base = { subject: store.id, component }
  if (store.disposable || kept === 'volume' || kept === 'bind' || kept === 'external') return { ...base, locations: store.trail, verdict: 'pass' }
  const owner = componentOf(deployment, component)
  const failed = { ...base, verdict: 'fail', expected: `a volume on ${path}`, reach: 'component', stake: 'availability' } as const
  const near = kept === 'container' ? owner?.input.mounts.find((mount) => isNearMiss(mount, path)) : undefined
  if (near !== undefined) {
    return {
      ...failed,
      locations: [near.at, ...store.trail.filter((place) => comparePlaces(place, near.at) !== 0)],
      message: `${component} writes its ${store.holds} to ${path}, but the volume is mounted on ${near.target.value}, which is another folder: nothing is kept.`,
      actual: `mounted on ${near.target.value}`,
      fix: `mount it on ${path}`,
    }
  }
  const where = kept === 'tmpfs' ? 'which is memory' : isWithin(path, '/tmp') ? 'a folder for what may be lost' : 'where no volume is mounted'
  return {
    ...failed,
    locations: store.trail,
    message: `${component} keeps its ${store.holds} in ${path}, ${where}: it is lost with the container.`,
    actual: kept === 'tmpfs' ? 'in memory' : 'in the container',
    fix: `mount a named volume on ${path}`,
  }
}

/** The same path but for upper and lower case. */
function isNearMiss(mount: Mount, path: string): boolean {
  const target = mount.target.value.replace(/\/+$/, '')
  return target !== '' && !isWithin(path, target) && isWithin(path.toLowerCase(), target.toLowerCase())
}
