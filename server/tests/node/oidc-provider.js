// An OpenID Connect provider on loopback:
//
//     node oidc-provider.js REDIRECT_URL
//
// It prints its issuer once it listens, and ends with its standard input. Whoever comes is signed
// in as the person whom `POST /test` has named. It also says what becomes of ID tokens before they
// are sent, and replaces the key; it answers how often the keys were read.
import { createServer } from 'node:http';
import * as jose from 'jose';
import { Provider } from 'oidc-provider';

const CLIENT_SECRET = 'the secret+of/the client';
const SCOPES = 'openid email groups';

const [redirectUrl] = process.argv.slice(2);
const server = createServer((request, response) => void serve(request, response));
let issuer;
let key;
let handler;
let provider;
let readings = 0;
let set = { person: null, tamper: null };

async function newKey() {
  const { privateKey } = await jose.generateKeyPair('RS256', { extractable: true });
  const made = { ...(await jose.exportJWK(privateKey)), alg: 'RS256', use: 'sig' };
  return { ...made, kid: await jose.calculateJwkThumbprint(made) };
}

async function open() {
  key = await newKey();
  provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'upbeat',
        client_secret: CLIENT_SECRET,
        redirect_uris: [redirectUrl],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    jwks: { keys: [key] },
    cookies: { keys: ['a key of cookies'] },
    scopes: SCOPES.split(' '),
    claims: { email: ['email', 'email_verified'], groups: ['groups'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, interaction) => `/test/sign-in/${interaction.uid}` },
    async loadExistingGrant({ oidc }) {
      const { clientId } = oidc.client;
      const grant = new oidc.provider.Grant({ clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope(SCOPES);
      await grant.save();
      return grant;
    },
    findAccount: (_, accountId) => ({
      accountId,
      claims: () => ({ ...set.person, sub: accountId }),
    }),
  });
  provider.use(async (context, next) => {
    await next();
    if (context.path === '/token' && context.body?.id_token && set.tamper) {
      context.body.id_token = await tampered(context.body.id_token, set.tamper);
    }
  });
  handler = provider.callback();
}

/** The token with other claims, signed by somebody. */
async function tampered(token, { claims, by }) {
  const { alg, kid } = jose.decodeProtectedHeader(token);
  const changed = { ...jose.decodeJwt(token), ...claims };
  if (by === 'nobody') return new jose.UnsecuredJWT(changed).encode();
  const secret = new TextEncoder().encode(CLIENT_SECRET.padEnd(32));
  const signed = new jose.SignJWT(changed);
  if (by === 'secret') return signed.setProtectedHeader({ alg: 'HS256', kid }).sign(secret);
  const signer = await jose.importJWK(by === 'a stranger' ? await newKey() : key, alg);
  return signed.setProtectedHeader({ alg, kid }).sign(signer);
}

async function serve(request, response) {
  if (request.url === '/jwks') readings += 1;
  if (request.url === '/test') {
    let body = '';
    for await (const chunk of request) body += chunk;
    const wanted = JSON.parse(body);
    if (wanted.rotate) await open();
    set = { ...set, ...wanted };
    response.end(JSON.stringify({ readings }));
  } else if (request.url.startsWith('/test/sign-in/')) {
    const accountId = set.person?.sub;
    const result = accountId ? { login: { accountId } } : { error: 'access_denied' };
    await provider.interactionFinished(request, response, result);
  } else {
    handler(request, response);
  }
}

server.listen(0, '127.0.0.1', async () => {
  issuer = `http://127.0.0.1:${server.address().port}`;
  await open();
  console.log(issuer);
});
process.stdin.on('end', () => process.exit()).resume();
