import { contains, isNetwork, networkList } from '../model/network.ts'
import type { Conditions, Hours, Moment, Weekday } from './types.ts'

/** Whether conditions hold; `unknown` where what they ask for is not known. */
export type Holds = 'yes' | 'no' | 'unknown'

export interface Compiled {
  readonly holds: (moment: Moment) => Holds
  /** What of the moment the answer rests on. */
  readonly asks: readonly ('address' | 'mfa' | 'minute')[]
}

const days: readonly Weekday[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

/** Conditions that `conditionsProblem` finds nothing wrong with. */
export function compileConditions({ networks, hours, mfa }: Conditions): Compiled {
  const parts: ((moment: Moment) => Holds)[] = []
  if (mfa === true) parts.push((moment) => (moment.mfa === undefined ? 'unknown' : moment.mfa ? 'yes' : 'no'))
  if (networks !== undefined) parts.push(inNetworks(networks))
  if (hours !== undefined) parts.push(inHours(hours))
  return {
    holds(moment) {
      let answer: Holds = 'yes'
      for (const part of parts) {
        const one = part(moment)
        if (one === 'no') return 'no'
        if (one === 'unknown') answer = 'unknown'
      }
      return answer
    },
    asks: [
      ...(networks === undefined ? [] : (['address'] as const)),
      ...(mfa === undefined ? [] : (['mfa'] as const)),
      ...(hours === undefined ? [] : (['minute'] as const)),
    ],
  }
}

function inNetworks(networks: readonly string[]): (moment: Moment) => Holds {
  const isIn = networkList(networks)
  return ({ address }) => {
    const answer = isIn(address)
    return answer === undefined ? 'unknown' : answer ? 'yes' : 'no'
  }
}

function inHours({ from, to, days: wanted, zone = 'UTC' }: Hours): (moment: Moment) => Holds {
  const [start, end] = [minutes(from), minutes(to)]
  const clock = zone === 'UTC' ? undefined : zoneClock(zone)
  const on = (day: number): boolean => wanted === undefined || wanted.includes(days[day % 7]!)
  return ({ now }) => {
    const utc = Math.floor(now / 60_000)
    // the epoch was a Thursday
    const { day, minute } = clock?.(now) ?? { day: (Math.floor(utc / 1440) + 4) % 7, minute: utc % 1440 }
    const today = on(day) && minute >= start && (minute < end || end < start)
    const sinceYesterday = end < start && minute < end && on(day + 6)
    return today || sinceYesterday ? 'yes' : 'no'
  }
}

function zoneClock(zone: string): (now: number) => { readonly day: number; readonly minute: number } {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  return (now) => {
    const part = Object.fromEntries(format.formatToParts(now).map(({ type, value }) => [type, value]))
    return { day: days.findIndex((day) => day === part['weekday']?.toLowerCase()), minute: Number(part['hour']) * 60 + Number(part['minute']) }
  }
}

/** What is wrong with conditions that somebody wrote, as a clause; undefined when nothing is. */
export function conditionsProblem({ networks, hours, mfa }: Conditions): string | undefined {
  if (networks === undefined && hours === undefined && mfa === undefined) return 'the conditions name none'
  if (networks?.length === 0) return 'the list of networks is empty'
  const wrong = networks?.find((network) => !isNetwork(network))
  if (wrong !== undefined) return `not a network in CIDR: ${JSON.stringify(wrong)}`
  if (mfa !== undefined && (mfa as unknown) !== true) return 'mfa can only be true'
  return hours === undefined ? undefined : hoursProblem(hours)
}

function hoursProblem({ from, to, days: wanted, zone }: Hours): string | undefined {
  const bad = [from, to].find((time) => !/^(?:[01]\d|2[0-3]):[0-5]\d$/.test(time))
  if (bad !== undefined) return `not a time of day from 00:00 to 23:59: ${JSON.stringify(bad)}`
  if (from === to) return `hours from ${from} to ${to} are none or all`
  if (wanted?.length === 0 || wanted?.some((day) => !days.includes(day)) === true) return 'days are some of mon, tue, wed, thu, fri, sat, sun'
  if (zone !== undefined && !isZone(zone)) return `not a time zone that is known here: ${JSON.stringify(zone)}`
  return undefined
}

/** True when whatever fulfils `one` fulfils `other` too, as far as that can be read off them: what cannot is false. */
export function isWithin(one: Conditions = {}, other: Conditions = {}): boolean {
  if (other.mfa === true && one.mfa !== true) return false
  if (other.hours !== undefined && JSON.stringify(hoursKey(one.hours)) !== JSON.stringify(hoursKey(other.hours))) return false
  if (other.networks === undefined) return true
  return one.networks !== undefined && one.networks.every((network) => other.networks?.some((wide) => contains(wide, network)) === true)
}

function hoursKey(hours: Hours | undefined): unknown {
  return hours === undefined ? undefined : [hours.from, hours.to, hours.days?.toSorted(), hours.zone ?? 'UTC']
}

function minutes(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
