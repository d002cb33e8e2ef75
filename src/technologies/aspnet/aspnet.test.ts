import { describe, expect, it } from 'vitest'
import { holds } from '../../model/fact.ts'
import type { Reading } from '../../model/technology.ts'
import { component } from '../../testing/component.ts'
import { aspnet } from './index.ts'

function read(settings: unknown, env: Record<string, string> = {}, command: readonly string[] = []): Reading {
  return aspnet.read(component({ form: 'process', env, command, files: { '/app/appsettings.json': JSON.stringify(settings, null, 1) } }), undefined)
}

describe('aspnet', () => {
  it('is recognised by its runtime and its variables', () => {
    expect(aspnet.recognise(component({ command: ['dotnet', 'Shop.dll'] }))).toMatchObject({ certainty: 1 })
    expect(aspnet.recognise(component({ env: { ASPNETCORE_HTTP_PORTS: '8080' } }))).toMatchObject({ certainty: 1 })
    expect(aspnet.recognise(component({ command: ['node', 'index.js'] }))).toBeUndefined()
  })

  it('takes settings of its own, and not those of the backbone', () => {
    const fits = (text: string): boolean => aspnet.files?.[0]?.content?.test(text) === true
    expect(fits('{ "Logging": {}, "AllowedHosts": "*" }')).toBe(true)
    expect(fits('{ "Logging": {}, "Infrastructure": { "SqlDatabase": {} } }')).toBe(false)
    expect(fits('{ "name": "shop" }')).toBe(false)
  })

  it('listens where Kestrel is told to, else where variables say', () => {
    const kestrel = {
      Kestrel: {
        Endpoints: {
          Plain: { Url: 'http://localhost:5000' },
          Web: { Url: 'https://*:8443', ClientCertificateMode: 'RequireCertificate', Certificate: { Path: '/tls/a.pfx', Password: 'p' } },
        },
      },
    }
    const reading = read(kestrel, { ASPNETCORE_URLS: 'http://+:80' })
    const [plain, web] = reading.listeners ?? []
    expect([plain?.port, web?.port]).toEqual([5000, 8443])
    expect([holds(plain!.bind!, 'loopback'), holds(plain!.tls, 'none'), holds(web!.tls, 'required')]).toEqual([true, true, true])
    expect(holds(web!.authentication, 'certificate')).toBe(true)
    expect(web).toMatchObject({ certificate: { value: '/tls/a.pfx' }, certificatePassword: { value: 'p' } })
    expect(reading.deadKeys).toMatchObject([{ key: 'urls' }])
    const ports = read({}, { ASPNETCORE_HTTP_PORTS: '8080;8081', ASPNETCORE_HTTPS_PORTS: '8443' }).listeners
    expect(ports?.map(({ port, tls }) => [port, holds(tls, 'required')])).toEqual([
      [8080, false],
      [8081, false],
      [8443, true],
    ])
    expect(read({}, { ASPNETCORE_URLS: 'http://+:80' }, ['dotnet', 'a.dll', '--urls', 'https://*:444']).listeners?.map(({ port }) => port)).toEqual([
      444,
    ])
  })

  it('reads what it calls, with what it asks for', () => {
    const reading = read({
      ConnectionStrings: {
        Main: 'Host=rows;Username=a;Password=b;SSL Mode=VerifyFull',
        Old: 'Server=mssql,1433;User Id=sa;Password=c;Encrypt=True;TrustServerCertificate=True',
      },
      Bus: { RabbitMQ: { HostName: 'mq', EnableSsl: true, Username: 'u', Password: 'p' } },
      ServiceBus: { ConnectionString: 'Endpoint=sb://own.servicebus.windows.net/;SharedAccessKeyName=n;SharedAccessKey=abc' },
      Identity: { Authority: 'http://login.example.org' },
      Cors: { Origins: ['https://shop.example.org'] },
    })
    expect(
      reading.connections?.map(({ key, protocol, host, encryption, verification }) => [
        key,
        protocol,
        host,
        holds(encryption, 'required'),
        holds(verification, 'name'),
      ]),
    ).toEqual([
      ['ConnectionStrings:Main', 'postgres', 'rows', true, true],
      ['ConnectionStrings:Old', 'mssql', 'mssql', true, false],
      ['ServiceBus:ConnectionString', 'amqp', 'own.servicebus.windows.net', true, true],
      ['Identity:Authority', 'http', 'login.example.org', false, false],
      ['Bus:RabbitMQ:HostName', 'amqp', 'mq', true, true],
    ])
    expect(reading.secrets?.map(({ key }) => key)).toEqual(['Bus:RabbitMQ:Password', 'ServiceBus:ConnectionString'])
  })

  it('judges its own settings', () => {
    const unsafe = (settings: unknown, env: Record<string, string> = {}): readonly string[] =>
      (read(settings, env).observations ?? []).filter(({ verdict }) => verdict === 'unsafe').map(({ key }) => key)
    expect(unsafe({ AllowedHosts: '*', DetailedErrors: true, Serilog: { MinimumLevel: { Default: 'Verbose' } } })).toEqual([
      'AllowedHosts',
      'DetailedErrors',
      'Serilog:MinimumLevel:Default',
    ])
    expect(
      unsafe({ IdentityServer: { Key: { Type: 'Development' } }, SwaggerUi: { Enabled: true }, Cors: { Shop: { AllowedOrigins: ['*'] } } }),
    ).toEqual(['IdentityServer:Key:Type', 'Cors:Shop:AllowedOrigins', 'SwaggerUi:Enabled'])
    expect(unsafe({}, { ASPNETCORE_ENVIRONMENT: 'Development', DOTNET_ENVIRONMENT: 'Production' })).toEqual(['DOTNET_ENVIRONMENT'])
    expect(unsafe({ AllowedHosts: 'shop.example.org', Cors: { Origins: ['https://shop.example.org'] }, Swagger: { Enabled: false } })).toEqual([])
  })
})
