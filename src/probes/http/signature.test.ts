import { expect, it } from 'vitest'
import { signed } from './signature.ts'

// the example "get-vanilla" of the Signature Version 4 test suite
it('signs as the published example is signed', () => {
  const headers = signed({
    path: '/',
    host: 'example.amazonaws.com',
    key: 'AKIDEXAMPLE',
    secret: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
    now: Date.parse('2015-08-30T12:36:00Z'),
    service: 'service',
  })
  expect(headers.at(-1)?.[1]).toBe(
    'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
  )
})
