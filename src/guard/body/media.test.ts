import { expect, it } from 'vitest'
import { disagreement, isListed, mediaType } from './media.ts'

it.each([
  ['Image/PNG', 'image/png'],
  ['text/plain; charset=utf-8', 'text/plain'],
  ['multipart/form-data; boundary="a b"; x=y ', 'multipart/form-data'],
  ['application/vnd.api+json', 'application/vnd.api+json'],
  ['text/plain, image/png', undefined],
  ['text', undefined],
  ['text/', undefined],
  ['text/plain; a="b', undefined],
  ['', undefined],
])('%s is of type %s', (header, type) => {
  expect(mediaType(header)).toBe(type)
})

it('knows whole kinds of types in a list', () => {
  expect(['image/png', 'imagex/png', 'text/plain'].map((type) => isListed(type, ['image/*', 'text/html']))).toEqual([true, false, false])
})

const png = Buffer.from('89504e470d0a1a0a0000', 'hex')
const windows = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(58), Buffer.from([64, 0, 0, 0]), Buffer.from('PE\0\0')])

it.each([
  ['image/png', png, undefined],
  ['application/octet-stream', png, undefined],
  ['text/plain', png, 'it is PNG'],
  ['image/jpeg', png, 'it is PNG'],
  ['image/png', Buffer.from('GIF89a'), 'it is GIF'],
  ['image/png', Buffer.from('hello'), 'it is not PNG'],
  ['image/png', windows, 'it is a program of Windows'],
  ['text/plain', Buffer.from('MZ is how this text begins'), undefined],
  ['text/plain', Buffer.from('BM is how this text begins'), undefined],
  ['text/plain', Buffer.from(' <!DOCTYPE html><p>'), 'it is HTML'],
  ['text/html', Buffer.from('<!doctype html >'), undefined],
  ['text/html', Buffer.from('<p>'), undefined],
  ['image/svg+xml', Buffer.from('<?xml version="1.0"?><svg/>'), undefined],
  ['application/json', Buffer.from('<?xml version="1.0"?>'), 'it is XML'],
  ['application/json', Buffer.from(' {"a":1}'), undefined],
  ['application/json', Buffer.from('a=1'), 'it is not JSON'],
  ['application/pdf', Buffer.from('\n%PDF-1.7'), undefined],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', Buffer.from('504b0304', 'hex'), undefined],
  ['image/png', Buffer.from('504b0304', 'hex'), 'it is ZIP'],
  ['application/zip', Buffer.alloc(0), undefined],
])('%s and what it is: %#', (type, first, why) => {
  expect(disagreement(type, first)).toBe(why)
})
