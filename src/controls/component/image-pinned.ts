import type { Control, Judgement } from '../../model/control.ts'
import type { Component } from '../../model/graph.ts'
import type { Image } from '../../model/input.ts'
import { isResolved } from '../../model/setting.ts'
import { about } from '../containers.ts'

export const imagePinned: Control = {
  id: 'component/image-pinned',
  title: 'image is not pinned',
  subject: 'component',
  documentation: {
    why: 'A tag that moves brings other code at the next pull: a fault, a break, or what an intruder pushed to the registry. What was tested is then not what runs.',
    how: 'An image without a tag, with `latest`, or with a tag that names no version (`main`, `stable`, `standalone`) fails. A version without a digest is told for information only. A digest passes. Images that are built here are not judged.',
    falsePositives: 'A registry of your own may forbid that a tag is pushed twice. Then a version is as good as a digest.',
    fix: 'Name the version and the digest: `image: name:1.2.3@sha256:...`; a bot such as Renovate keeps both fresh.',
    references: ['CIS Docker 5.28', 'OWASP Docker Rule 13'],
  },
  *judge(deployment) {
    for (const component of deployment.components) yield judgeImage(component)
  },
}

function judgeImage(component: Component): Judgement {
  const { image, build, isolation } = component.input
  if (image === undefined || build !== undefined) return { ...about(component, []), verdict: 'not-applicable' }
  const trail = image.setting.trail
  if (image.digest !== undefined && /^sha(?:256|512):[0-9a-f]{32,}$/i.test(image.digest)) return { ...about(component, trail), verdict: 'pass' }
  if (!isResolved(image.setting)) {
    const hole = image.setting.unresolved[0]
    return {
      ...about(component, trail, 'tag'),
      verdict: 'unknown',
      message: `Which image ${component.id} runs cannot be told: ${hole?.why ?? 'a part of its name has no value'}.`,
    }
  }
  const name = nameOf(image)
  if (image.tag !== undefined && !isMoving(image.tag)) {
    return {
      ...about(component, trail, 'digest'),
      verdict: 'fail',
      message: `${component.id} runs ${name} by tag alone: whoever may push to the registry changes what runs.`,
      expected: 'version and digest',
      actual: `tag ${image.tag}`,
      fix: `add the digest: ${name}@sha256:...`,
      reach: 'component',
      stake: 'hygiene',
    }
  }
  const pulled = isolation.pullPolicy
  const always = pulled?.value === 'always' ? ' It is pulled at every start (pull_policy: always), so the change comes unasked.' : ''
  return {
    ...about(component, always === '' ? trail : [...trail, ...(pulled?.trail ?? [])], 'tag'),
    verdict: 'fail',
    message: `${component.id} runs ${name} ${image.tag === undefined ? 'without a tag, which means latest' : `by the tag ${image.tag}, which names no version`}: the next pull may bring other code.${always}`,
    expected: 'a version, best with its digest',
    actual: image.tag ?? 'no tag',
    fix: `name a version and its digest: ${name.replace(/:[^:/]*$/, '')}:VERSION@sha256:...`,
    reach: 'component',
    stake: 'defence',
  }
}

function nameOf(image: Image): string {
  const path = image.registry === undefined ? image.repository : `${image.registry}/${image.repository}`
  return image.tag === undefined ? path : `${path}:${image.tag}`
}

/** A version, a date or a commit holds still; words move, also with the version of a base (`stable-alpine3.18`). `2-latest` says itself that it moves. */
function isMoving(tag: string): boolean {
  const parts = tag.toLowerCase().split(/[-_+]/)
  const isFixed = parts.some((part) => part.split('.').some(isExact))
  if (isFixed) return false
  return parts.includes('latest') || parts.includes('nightly') || !parts.some((part) => /^(?:[a-z]{0,3}|version|release)\.?\d/.test(part))
}

/** A date or a commit. */
function isExact(segment: string): boolean {
  return /^(?:\d{8}|\d{14}|20\d\d)$/.test(segment) || /^(?:sha|g)?(?=[0-9a-f]*\d)[0-9a-f]{7,40}$/.test(segment)
}
