// SMART on FHIR around oidc-provider, and as little of it as will do: who may sign in, and with what, the library decides.
//
// argv[2] is JSON: clients (name -> registration), launches (launch value -> {account, context, refreshed, refuses}),
// upstream (a FHIR server) and upstreamToken. Prints its address once it listens. Each client has a FHIR base of its own,
// /<client>/fhir. POST /peer/clock?ahead=<seconds> turns this server's clock.
import { createServer } from 'node:http';
import Provider, { errors } from 'oidc-provider';

const { clients, launches, upstream, upstreamToken, scopes } = JSON.parse(process.argv[2]);
const now = Date.now;
const server = createServer().listen(0, '127.0.0.1', open);
const launched = new Map(); // grant -> launch value

function open() {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, configuration(issuer));
  provider.use(launchContext);
  const signIn = provider.callback();
  server.on('request', async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, issuer);
    const [, client, below] = pathname.match(/^\/([^/]+)\/fhir(\/.*)?$/) ?? [];
    try {
      if (pathname === '/peer/clock') turnClock(Number(searchParams.get('ahead')), response);
      else if (pathname.startsWith('/interaction/')) await interact(provider, request, response);
      else if (!client) await signIn(request, response);
      else if (below === '/.well-known/smart-configuration') json(response, 200, smartConfiguration(issuer));
      else await fhir(provider, client, `${issuer}/${client}/fhir`, request, response);
    } catch (problem) {
      json(response, 500, { error: problem.message });
    }
  });
  console.log(issuer);
}

function configuration(issuer) {
  return {
    clients: Object.entries(clients).map(([name, registration]) => ({ client_id: name, ...registration })),
    scopes,
    claims: { openid: ['sub'], fhirUser: ['fhirUser'] },
    conformIdTokenClaims: false, // fhirUser belongs into the id_token
    findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id, fhirUser: id }) }),
    interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
    loadExistingGrant: grantWhatWasAsked,
    issueRefreshToken: () => true,
    rotateRefreshToken: () => true,
    expiresWithSession: () => false,
    pkce: { required: () => true },
    extraParams: { launch: checkLaunch, aud: (ctx, value, client) => checkAudience(issuer, value, client) },
    features: { devInteractions: { enabled: false }, revocation: { enabled: true } },
    enabledJWA: { clientAuthSigningAlgValues: ['RS384', 'ES384'] },
    ttl: { AccessToken: 300, AuthorizationCode: 60, RefreshToken: 3600, Grant: 3600, IdToken: 300, Interaction: 600, Session: 3600 },
    fetch: (url, { dispatcher, ...options }) => fetch(url, options), // its own dispatcher never asks loopback, where we are
    enableHttpPostMethods: true, // SMART's authorize-post
    cookies: { keys: ['for this process only'], long: { sameSite: 'none' } },
  };
}

function smartConfiguration(issuer) {
  // No jwks_uri: a client has to find it as OpenID Connect Discovery says.
  return {
    issuer,
    authorization_endpoint: `${issuer}/auth`,
    token_endpoint: `${issuer}/token`,
    revocation_endpoint: `${issuer}/token/revocation`,
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: ['RS384', 'ES384'],
    code_challenge_methods_supported: ['S256'],
    grant_types_supported: ['authorization_code'],
    scopes_supported: scopes,
    capabilities: [
      'launch-ehr', 'authorize-post', 'client-public', 'client-confidential-symmetric', 'client-confidential-asymmetric',
      'sso-openid-connect', 'context-ehr-patient', 'context-ehr-encounter', 'permission-patient', 'permission-user',
      'permission-v2',
    ],
  };
}

function checkLaunch(ctx, value) {
  if (!Object.hasOwn(launches, value ?? '')) throw new errors.InvalidRequest('launch was never handed out');
}

function checkAudience(issuer, value, client) {
  if (value !== `${issuer}/${client.clientId}/fhir`) throw new errors.InvalidRequest('aud is not this FHIR server');
}

async function grantWhatWasAsked(ctx) {
  const { client, session, params, provider } = ctx.oidc;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope(params.scope);
  launched.set(await grant.save(), params.launch);
  return grant;
}

async function interact(provider, request, response) {
  const { params } = await provider.interactionDetails(request, response);
  const { account, refuses } = launches[params.launch];
  const result = refuses ? { error: 'access_denied' } : { login: { accountId: account } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

async function launchContext(ctx, next) {
  await next();
  if (ctx.oidc?.route !== 'token' || ctx.status !== 200) return;
  const launch = launches[launched.get(ctx.oidc.entities.Grant.jti)];
  Object.assign(ctx.body, ctx.oidc.params.grant_type === 'refresh_token' ? launch.refreshed : launch.context);
}

async function fhir(provider, client, base, request, response) {
  const token = await provider.AccessToken.find((request.headers.authorization ?? '').replace(/^Bearer /, ''));
  if (token?.clientId !== client) return json(response, 401, { resourceType: 'OperationOutcome', issue: [] });
  const path = request.url.slice(`/${client}/fhir`.length);
  const headers = { authorization: `Bearer ${upstreamToken}`, accept: 'application/fhir+json' };
  const answer = await fetch(`${upstream}${path}`, { method: request.method, headers });
  const body = (await answer.text()).replaceAll(upstream, base);
  response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') }).end(body);
}

function turnClock(ahead, response) {
  Date.now = () => now() + ahead * 1000;
  json(response, 200, { ahead });
}

function json(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
