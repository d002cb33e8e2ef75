import type { ChannelReport, ComponentReport, DeploymentReport, Finding } from '../model/report.ts'
import { addressOf, encryptionWord, loginWord, stateOf } from './channel-words.ts'
import { badge, code, levelOf, placeList, terms } from './html-parts.ts'
import type { Near, Numbered } from './html-near.ts'
import { nearOf, onChannel, onComponent } from './html-near.ts'
import { listener, productOf } from './html-tables.ts'
import { attributes, escape } from './markup.ts'

/** What the inspector shows for each connection and component, kept ready in the page. */
export function templates(deployment: DeploymentReport, id: string): string {
  const near = nearOf(deployment)
  const channels = deployment.channels.map((channel, index) => template(`${id}-k${index}`, channelPanel(channel, near, id)))
  const components = deployment.components.map((component, index) => template(`${id}-c${index}`, componentPanel(component, near, id)))
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

function channelPanel(channel: ChannelReport, near: Near, id: string): string {
  const rows = terms([
    ['Protocol', escape(channel.protocol)],
    ['Encryption', `<span class="state ${stateOf(channel)}">${encryptionWord(channel)}</span>`],
    ['Server certificate', verified[channel.serverVerified]],
    ['Login', escape(loginWord(channel))],
    ['Setting', code(channel.key)],
    ['Evidence', placeList(channel.evidence)],
  ])
  return panel('Connection', `${channel.from} to ${addressOf(channel)}`, stateOf(channel), rows + findingLinks(onChannel(near, channel), id))
}

function componentPanel(component: ComponentReport, near: Near, id: string): string {
  const links = (near.channels.get(component.id) ?? []).map(({ value: channel, index }) => {
    const target = `${id}-k${index}`
    const words = channel.from === component.id ? `to ${addressOf(channel)}` : `from ${channel.from}`
    return `<li><a${attributes({ class: 'show', href: `#${target}`, 'data-near': target })}>${escape(words)}</a> <span class="state ${stateOf(channel)}">${encryptionWord(channel)}</span></li>`
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
  return panel('Component', component.id, '', rows + findingLinks(onComponent(near, component), id))
}

function findingLinks(about: readonly Numbered<Finding>[], id: string): string {
  if (about.length === 0) return ''
  const items = about.map(
    ({ value: finding, index }) => `<li>${badge(levelOf(finding))} <a href="#${id}-f${index}">${escape(finding.title)}</a></li>`,
  )
  return `<h5>Findings</h5><ul class="on">${items.join('')}</ul>`
}
