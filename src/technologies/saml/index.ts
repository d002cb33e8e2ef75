import type { Technology } from '../../model/technology.ts'
import { home, read } from './read.ts'

/** Both sides in one dict, under the names that python3-saml gives them. */
const settings = /^(?=[\s\S]*?["']idp["']\s{0,20}:)(?=[\s\S]*?["']singleSignOnService["']\s{0,20}:)/

/** The log-in of an application by SAML: known by its own files alone. */
export const saml: Technology = {
  id: 'saml',
  title: 'SAML log-in',
  role: 'application',
  files: [
    { name: /\.(?:py|json)$/, content: settings, at: `${home}/` },
    { name: /^advanced_settings\.json$/, content: /"security"\s{0,20}:/, at: `${home}/`, part: true },
    { name: /\.xml$/, content: /<(?:\w{1,20}:)?EntityDescriptor\s[^>]{0,4000}entityID/, at: `${home}/` },
  ],
  recognise: () => undefined,
  read,
}
