import type { Control, Judgement } from '../../model/control.ts'
import type { Component } from '../../model/graph.ts'
import type { Setting } from '../../model/setting.ts'
import type { Reach, Stake } from '../../model/vocabulary.ts'
import { about } from '../containers.ts'

interface Fetch {
  readonly what: string
  readonly reach: Reach
  readonly stake: Stake
}

export const runtimeFetch: Control = {
  id: 'component/runtime-fetch',
  title: 'container fetches no code at start',
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
    const step = classify(text)
    if (step === undefined || seen.has(step.what)) continue
    seen.add(step.what)
    yield {
      ...about(component, from.trail.slice(0, 1), step.what),
      verdict: 'fail',
      message: `${component.id} ${step.what} each time it starts: what runs is decided by the network, not by the image.`,
      expected: 'an image that holds what it needs',
      actual: step.what,
      fix: 'build an image that holds what is fetched, with versions and checksums',
      reach: step.reach,
      stake: step.stake,
    }
  }
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
  { pattern: /\b(?:cargo|go|gem|composer)\s{1,20}(?:install|require|get)\b/, what: 'installs packages of its language' },
  { pattern: /\bgit\s{1,20}(?:-\S{1,80}\s{1,20}){0,8}clone\b/, what: 'clones a repository' },
]

function classify(text: string): Fetch | undefined {
  const piped =
    /\b(?:curl|wget)\b[^|;&\n]{0,500}\|\s*(?:sudo\s+)?(?:\/bin\/)?(?:ba|da|z)?sh\b|\b(?:ba|da|z)?sh\s+(?:-c\s+)?["']?(?:<\(|\$\(|`)\s*(?:curl|wget)\b[^)`]{0,500}/.exec(
      text,
    )?.[0]
  if (piped !== undefined) {
    const isOpen = /\bhttp:\/\/|\s(?:-\w*k\w*|--insecure|--no-check-certificate)(?=\s|$)/.test(piped)
    return isOpen
      ? { what: 'runs a script from the network that anybody on the path can replace', reach: 'internet', stake: 'traffic' }
      : { what: 'runs a script from the network', reach: 'internet', stake: 'defence' }
  }
  const installer = installers.find(({ pattern }) => pattern.test(text))
  return installer === undefined ? undefined : { what: installer.what, reach: 'component', stake: 'defence' }
}
