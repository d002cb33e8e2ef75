import type { Technology } from '../../model/technology.ts'
import { commandLine, runs } from '../../protocols/arguments.ts'
import { read } from './read.ts'

/** Sections that ASP.NET Core reads, and none of the backbone of Enmeshed, which has settings of its own. */
const content =
  /^(?![^]*"(?:JwtSigningCertificate|SqlDatabase|EventBus|PushNotifications)"\s*:)[^]*"(?:ConnectionStrings|AllowedHosts|Kestrel|Serilog|Logging|IdentityServer)"\s*:/

export const aspnet: Technology = {
  id: 'aspnet',
  title: 'ASP.NET Core',
  role: 'application',
  files: [
    { name: /^appsettings\.json$/, content, at: '/app/appsettings.json' },
    { name: /^appsettings\.Production\.json$/, content, at: '/app/appsettings.Production.json', part: true },
  ],
  recognise(input) {
    const words = commandLine(input)
    if (runs(words, 'dotnet') && words.some(({ value }) => /\.dll$/i.test(value))) return { certainty: 1, because: 'dotnet runs a program' }
    const set = [...input.env.keys()].find((name) => name.startsWith('ASPNETCORE_'))
    return set === undefined ? undefined : { certainty: 1, because: `sets ${set}` }
  },
  read,
}
