import { describe, expect, it } from 'vitest'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import { brief, leaf } from '../../testing/certificates.ts'
import { saml } from './index.ts'

const read = (files: ComponentSketch['files']): readonly string[] =>
  (saml.read(component({ form: 'process', ...(files === undefined ? {} : { files }) }), undefined).observations ?? []).map(
    ({ key, verdict, trail, until }) => `${key} ${verdict} ${trail[0]?.line}${until === undefined ? '' : ` until ${until.slice(0, 10)}`}`,
  )

const bare = (pem: string): string => pem.replace(/-----[A-Z ]+-----|\s/g, '')

describe('settings of a SAML log-in', () => {
  it('are a dict that stands alone, in Python or in JSON', () => {
    const text = `{
  # as in the manual
  "strict": true,
  "debug": true,
  'sp': {"entityId": "https://a", 'x509cert': '',
    'privateKey': ''},
  "idp": {
    "x509cert": "${bare(brief)}"
  }
}`
    const found = [
      'SAML settings.strict safe 3',
      'SAML settings.security.wantAssertionsSigned unsafe 7',
      'SAML settings.sp.privateKey unsafe 6',
      'SAML settings.debug unsafe 4',
      'SAML settings.idp.x509cert safe 8 until 2026-01-15',
    ]
    expect(read({ '/etc/saml/saml_settings.py': text })).toEqual(found)
    expect(read({ '/etc/saml/settings.json': text.replaceAll("'", '"').replace(/ +#.*/, '') })).toEqual(found)
  })

  it('are changed by advanced settings', () => {
    const files = {
      '/etc/saml/settings.json': `{"sp": {}, "idp": {"x509cert": ${JSON.stringify(leaf)}}}`,
      '/etc/saml/advanced_settings.json':
        '{"security": {"wantAssertionsSigned": true, "digestAlgorithm": "http://www.w3.org/2000/09/xmldsig#sha1", "rejectDeprecatedAlgorithm": false}}',
    }
    expect(read(files)).toEqual([
      'SAML settings.security.wantAssertionsSigned safe 1',
      'SAML settings.security.digestAlgorithm unsafe 1',
      'SAML settings.security.rejectDeprecatedAlgorithm unsafe 1',
      'SAML settings.idp.x509cert safe 1 until 2098-01-01',
    ])
  })

  it('hold a key that is a secret', () => {
    const text = "S = {'sp': {'privateKey': 'MIIE'}, 'idp': {'x509cert': 'x'}, 'security': {'wantAssertionsSigned': WANT}}"
    const reading = saml.read(component({ form: 'process', files: { '/etc/saml/s.py': text } }), undefined)
    expect(reading.secrets).toMatchObject([{ key: 'S.sp.privateKey', value: { value: 'MIIE' } }])
    expect(reading.observations).toMatchObject([{ key: 'S.security.wantAssertionsSigned', verdict: 'unknown' }])
  })
})

describe('SAML metadata', () => {
  it('tells of both sides', () => {
    const text = `<EntitiesDescriptor>
<EntityDescriptor entityID="i" validUntil="2026-02-03T04:05:06Z">
<IDPSSODescriptor WantAuthnRequestsSigned="1"><KeyDescriptor use="encryption"><X509Certificate>x</X509Certificate></KeyDescriptor>
</IDPSSODescriptor></EntityDescriptor>
<m:EntityDescriptor entityID="s"><m:SPSSODescriptor AuthnRequestsSigned="true">
<m:AssertionConsumerService Location="http://s/acs"/><m:KeyDescriptor><d:X509Certificate>
${bare(leaf)}</d:X509Certificate></m:KeyDescriptor></m:SPSSODescriptor></m:EntityDescriptor>
</EntitiesDescriptor>`
    expect(read({ '/etc/saml/metadata.xml': text })).toEqual([
      'i validUntil safe 2 until 2026-02-03',
      'i WantAuthnRequestsSigned safe 3',
      'i KeyDescriptor unsafe 3',
      's WantAssertionsSigned unsafe 5',
      's AuthnRequestsSigned safe 5',
      's X509Certificate safe 6 until 2098-01-01',
      's AssertionConsumerService unsafe 6',
    ])
  })

  it('that cannot be read is a gap', () => {
    expect(saml.read(component({ form: 'process', files: { '/etc/saml/m.xml': '<EntityDescriptor' } }), undefined).gaps).not.toEqual([])
  })
})
