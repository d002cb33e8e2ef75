import type { Control, Judgement } from '../../model/control.ts'
import type { Component } from '../../model/graph.ts'
import type { Place } from '../../model/place.ts'
import type { Setting } from '../../model/setting.ts'
import type { Reach, Stake } from '../../model/vocabulary.ts'
import { about } from '../containers.ts'

interface Step {
  readonly what: string
  readonly reach: Reach
  readonly stake: Stake
  /** Where in the text it begins. */
  readonly index: number
}

export const runtimeFetch: Control = {
  id: 'component/runtime-fetch',
  title: 'code is fetched at run time',
  subject: 'component',
  documentation: {
    why: 'Code that is fetched when the container starts was never tested and is different every day. Who controls the source, or the path to it, runs code in the deployment; without the source it does not start.',
    how: 'Reads entrypoint and command for scripts piped from the network into a shell, package managers that install, and repositories that are cloned. A script that comes over plain HTTP, or without a check of the certificate, weighs more.',
    falsePositives: 'A development container may install on purpose. Keep it out of what is published.',
    fix: 'Build an image that holds what is needed, with versions and checksums.',
    references: ['OWASP Docker Rule 13', 'CWE-494'],
  },
  *judge(deployment) {
    for (const component of deployment.components) {
      const found = [...fetches(component)]
      if (found.length > 0) yield* found
      else yield { ...about(component, []), verdict: 'pass' }
    }
  },
}

function* fetches(component: Component): Iterable<Judgement> {
  const seen = new Set<string>()
  for (const { text, from } of lines(component)) {
    for (const { what, reach, stake, index } of steps(text)) {
      if (seen.has(what)) continue
      seen.add(what)
      yield {
        ...about(component, placeOf(from, text, index), what),
        verdict: 'fail',
        message: `${component.id} ${what} each time it starts: what runs is decided by the network, not by the image.`,
        expected: 'an image that holds what it needs',
        actual: what,
        fix: 'build an image that holds what is fetched, with versions and checksums',
        reach,
        stake,
      }
    }
  }
}

/** The line inside a block of text that keeps its lines (the block begins under its key); otherwise the whole of it. */
function placeOf(from: Setting, text: string, index: number): readonly Place[] {
  const [place] = from.trail
  if (place === undefined) return []
  const count = text.trimEnd().split('\n').length
  if (text !== from.value || count < 2 || (place.endLine ?? place.line) - place.line !== count) return [place]
  return [{ file: place.file, line: place.line + text.slice(0, index).split('\n').length }]
}

/** Shell lines as they are; a command without a shell as one line. */
function lines(component: Component): readonly { readonly text: string; readonly from: Setting }[] {
  const words = [...(component.input.entrypoint ?? []), ...(component.input.command ?? [])]
  const [first] = words
  if (first === undefined) return []
  const scripts = words.filter(({ value }) => /\s/.test(value)).map((from) => ({ text: from.value, from }))
  return [...scripts, { text: words.map(({ value }) => value).join(' '), from: first }]
}

const installers: readonly { readonly pattern: RegExp; readonly what: string }[] = [
  { pattern: /\bapk\s{1,20}(?:-\S{1,80}\s{1,20}){0,8}add\b/, what: 'installs packages with apk' },
  { pattern: /\b(?:apt|apt-get|aptitude)\s{1,20}(?:-\S{1,80}\s{1,20}){0,8}install\b/, what: 'installs packages with apt' },
  { pattern: /\b(?:yum|dnf|microdnf|zypper)\s{1,20}(?:-\S{1,80}\s{1,20}){0,8}install\b/, what: "installs packages with the distribution's manager" },
  { pattern: /\b(?:pip3?|pipx|uv pip|python3? -m pip|conda|poetry)\s{1,20}(?:-\S{1,80}\s{1,20}){0,8}install\b/, what: 'installs Python packages' },
  {
    pattern: /\b(?:npm|pnpm)\s{1,20}(?:-\S{1,80}\s{1,20}){0,8}(?:install|ci|i)\b|\byarn\s+(?:install|add)\b|\bnpx\s+(?:-y|--yes)\b/,
    what: 'installs Node packages',
  },
  { pattern: /\b(?:cargo|go|gem|composer)\s{1,20}(?:b?install|require|get)\b/, what: 'installs packages of its language' },
  { pattern: /\bgit\s{1,20}(?:-\S{1,80}\s{1,20}){0,8}clone\b/, what: 'clones a repository' },
]

const piped =
  /\b(?:curl|wget)\b[^|;&\n]{0,500}\|\s*(?:sudo\s+)?(?:\/bin\/)?(?:ba|da|z)?sh\b|\b(?:ba|da|z)?sh\s+(?:-c\s+)?["']?(?:<\(|\$\(|`)\s*(?:curl|wget)\b[^)`]{0,500}/

function steps(text: string): readonly Step[] {
  const found: Step[] = []
  const script = piped.exec(text)
  if (script !== null) {
    const isOpen = /\bhttp:\/\/|\s(?:-\w*k\w*|--insecure|--no-check-certificate)(?=\s|$)/.test(script[0])
    found.push(
      isOpen
        ? { what: 'runs a script from the network that anybody on the path can replace', reach: 'internet', stake: 'traffic', index: script.index }
        : { what: 'runs a script from the network', reach: 'internet', stake: 'defence', index: script.index },
    )
  }
  for (const { pattern, what } of installers) {
    const match = pattern.exec(text)
    if (match !== null) found.push({ what, reach: 'component', stake: 'defence', index: match.index })
  }
  return found
}
