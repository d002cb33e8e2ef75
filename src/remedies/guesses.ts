import type { FailedVerdict } from '../model/control.ts'
import type { Deployment } from '../model/graph.ts'
import { channelOf, channelsTo } from '../model/lookup.ts'
import type { Proposed, Remedy, RemedyTools } from '../model/remedy.ts'
import type { Want } from '../model/want.ts'
import { perMinuteAtMost } from '../protocols/guesses.ts'

/** Nobody types faster, and an office behind one address logs in at nine. */
const pace = { perMinute: 20, burst: 20 }

/** A proxy slows down who tries passwords at a program that does not do it itself. */
export const guesses: Remedy = {
  id: 'guesses',
  title: 'guesses at log-ins',
  answers: ['channel/guesses'],
  propose: ({ deployment, failed }, tools) => failed.flatMap((verdict) => proposal(verdict, deployment, tools)),
}

function proposal({ control, judgement }: FailedVerdict, deployment: Deployment, tools: RemedyTools): readonly Proposed[] {
  const channel = channelOf(deployment, judgement.subject)
  if (channel === undefined) return []
  const answers = [{ control, subject: channel.id }]
  const paths = (channel.pace ?? []).flatMap(({ path, perMinute }) => (perMinute === 'unlimited' || perMinute > perMinuteAtMost ? [path] : []))
  const does: Want = { kind: 'slow', channel: channel.id, paths, pace }
  const trouble = tools.trouble(channel.from, does)
  if (trouble !== undefined) return [{ answers, ...trouble }]
  const programs = [...new Set(channelsTo(deployment, channel.from).flatMap(({ from, fromOutside }) => (fromOutside === true ? [] : [from])))]
  return [
    {
      id: `guesses ${channel.id}`,
      title: `${channel.from} lets one address through to ${paths.join(', ')} ${pace.perMinute} times a minute`,
      answers,
      steps: [{ component: channel.from, phase: 'close', does }],
      risks: [
        `who logs in more often than ${pace.perMinute} times a minute from one address, after ${pace.burst} at once, gets 429: raise it where many people share one address`,
        ...(programs.length === 0 ? [] : [`${programs.join(' and ')} come through ${channel.from} as well, each with an address of its own`]),
      ],
    },
  ]
}
