import type { Span } from '../../formats/node.ts'
import type { XmlElement } from '../../formats/xml.ts'

/** A part that a party plays: identity provider or service provider. */
export interface SamlRole {
  readonly kind: 'idp' | 'sp'
  readonly attributes: ReadonlyMap<string, string>
  /** Base64 of the certificates that check signatures: those for signing, and those for no use of their own. */
  readonly certificates: readonly { readonly text: string; readonly span: Span }[]
  /** Addresses at which it takes messages: `SingleSignOnService`, `AssertionConsumerService` … */
  readonly endpoints: readonly { readonly kind: string; readonly location: string; readonly span: Span }[]
  readonly span: Span
}

export interface SamlEntity {
  readonly id: string
  readonly validUntil: string | undefined
  readonly roles: readonly SamlRole[]
  readonly span: Span
}

const kinds: ReadonlyMap<string, SamlRole['kind']> = new Map([
  ['IDPSSODescriptor', 'idp'],
  ['SPSSODescriptor', 'sp'],
])

/** The parties of SAML 2.0 metadata: one `EntityDescriptor`, or those of an `EntitiesDescriptor`. Prefixes of names are left out. */
export function entitiesIn(root: XmlElement | undefined): readonly SamlEntity[] {
  if (root === undefined) return []
  return below(root, 'EntityDescriptor').map(({ attributes, children, span }) => ({
    id: attributes.get('entityID') ?? '',
    validUntil: attributes.get('validUntil'),
    roles: children.flatMap((child) => roleOf(child) ?? []),
    span,
  }))
}

function roleOf(element: XmlElement): SamlRole | undefined {
  const kind = kinds.get(local(element))
  if (kind === undefined) return undefined
  const keys = element.children.filter((child) => local(child) === 'KeyDescriptor' && child.attributes.get('use') !== 'encryption')
  return {
    kind,
    attributes: element.attributes,
    certificates: keys.flatMap((child) => below(child, 'X509Certificate')).map(({ text, span }) => ({ text: text.trim(), span })),
    endpoints: element.children.flatMap((child) => {
      const location = local(child).endsWith('Service') ? child.attributes.get('Location') : undefined
      return location === undefined ? [] : [{ kind: local(child), location, span: child.span }]
    }),
    span: element.span,
  }
}

/** All elements of a name, the element itself included. */
function below(element: XmlElement, name: string): readonly XmlElement[] {
  return local(element) === name ? [element] : element.children.flatMap((child) => below(child, name))
}

function local({ name }: XmlElement): string {
  return name.slice(name.indexOf(':') + 1)
}
