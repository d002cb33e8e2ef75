import type { ChannelReport, ComponentReport, DeploymentReport, Finding } from '../model/report.ts'
import { addressOf, encryptionWord, loginWord, stateOf } from './channel-words.ts'
import { badge, code, levelOf, placeList, terms } from './html-parts.ts'
import { listener, productOf } from './html-tables.ts'
import { attributes, escape } from './markup.ts'

/** What the inspector shows for each connection and component, kept ready in the page. */
export function templates(deployment: DeploymentReport, id: string): string {
  const channels = deployment.channels.map((channel, index) => template(`${id}-k${index}`, channelPanel(channel, deployment, id)))
  const components = deployment.components.map((component, index) => template(`${id}-c${index}`, componentPanel(component, deployment, id)))
  return [...channels, ...components].join('\n')
}

function template(id: string, body: string): string {
  return `<template id="t-${id}">${body}</template>`
}

function panel(kind: string, title: string, state: string, body: string): string {
  return `<div class="panel ${state}"><p class="kind">${kind}</p><h4>${escape(title)}</h4><button class="close" type="button" aria-label="Close the inspector">Close</button>${body}</div>`
}

const verified: Readonly<Record<ChannelReport['serverVerified'], string>> = {
  yes: 'checked, chain and name',
  no: 'not checked',
  unknown: 'not known',
  'not-applicable': 'nothing to check without TLS',
}

function channelPanel(channel: ChannelReport, deployment: DeploymentReport, id: string): string {
  const rows = terms([
    ['Protocol', escape(channel.protocol)],
    ['Encryption', `<span class="state ${stateOf(channel)}">${encryptionWord(channel)}</span>`],
    ['Server certificate', verified[channel.serverVerified]],
    ['Login', escape(loginWord(channel))],
    ['Setting', code(channel.key)],
    ['Evidence', placeList(channel.evidence)],
  ])
  const about = deployment.findings.flatMap((finding, index) => (concerns(finding, channel) ? [{ finding, index }] : []))
  return panel('Connection', `${channel.from} to ${addressOf(channel)}`, stateOf(channel), rows + findingLinks(about, id))
}

/** A finding that holds for several connections names one of them: the others go to the same server and are written on the same lines. */
function concerns({ subject, occurrences, locations }: Finding, channel: ChannelReport): boolean {
  if (subject.type !== 'channel') return false
  if (subject.id === channel.id) return true
  const sameServer = subject.id.split('->').at(-1) === channel.id.split('->').at(-1)
  return (
    occurrences > 1 && sameServer && locations.some(({ file, line }) => channel.evidence.some((place) => place.file === file && place.line === line))
  )
}

function componentPanel(component: ComponentReport, deployment: DeploymentReport, id: string): string {
  const joined = deployment.channels.flatMap((channel, index) =>
    channel.from === component.id || ('component' in channel.to && channel.to.component === component.id) ? [{ channel, index }] : [],
  )
  const links = joined.map(({ channel, index }) => {
    const near = `${id}-k${index}`
    const words = channel.from === component.id ? `to ${addressOf(channel)}` : `from ${channel.from}`
    return `<li><a${attributes({ class: 'show', href: `#${near}`, 'data-near': near })}>${escape(words)}</a> <span class="state ${stateOf(channel)}">${encryptionWord(channel)}</span></li>`
  })
  const rows = terms([
    ['Product', escape(productOf(component))],
    ['Image', component.image === null ? '' : code(component.image)],
    ['Zones', escape(component.zones.join(', '))],
    ['Profiles', escape(component.profiles.join(', '))],
    ['Listens on', component.listeners.map(listener).join('')],
    ['Connections', links.length === 0 ? 'none known' : `<ul>${links.join('')}</ul>`],
    ['Written at', placeList([component.at])],
  ])
  return panel('Component', component.id, '', rows + findingLinks(aboutComponent(component, deployment), id))
}

/** Findings on the component itself, its listeners and its stores. */
function aboutComponent(
  component: ComponentReport,
  { findings, stores }: DeploymentReport,
): readonly { readonly finding: Finding; readonly index: number }[] {
  const subjects = new Set([
    `component ${component.id}`,
    ...component.listeners.map(({ port }) => `listener ${component.id}:${port}`),
    ...stores.filter((store) => store.component === component.id).map((store) => `store ${store.id}`),
  ])
  return findings.flatMap((finding, index) => (subjects.has(`${finding.subject.type} ${finding.subject.id}`) ? [{ finding, index }] : []))
}

function findingLinks(about: readonly { readonly finding: Finding; readonly index: number }[], id: string): string {
  if (about.length === 0) return ''
  const items = about.map(({ finding, index }) => `<li>${badge(levelOf(finding))} <a href="#${id}-f${index}">${escape(finding.title)}</a></li>`)
  return `<h5>Findings</h5><ul class="on">${items.join('')}</ul>`
}
